// The VRRP state machine as a pure value: RFC 9568 section 6 (version 3), RFC 3768 section 6 (version 2).
//
// It is told what happened and when, and answers with what must be done, in order. It reads no clock, sends
// nothing and knows neither addresses to hold nor leases: that is lib/stage/elect/elector.h. "Master" is what
// RFC 9568 calls "Active".
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/time.h"
#include "proto/address.h"

namespace vrrp::proto {

// What Skew_Time is a part of, and always less than: version 2: one second (RFC 3768 section 6.1), version 3:
// the master's interval (RFC 9568 section 6.1).
Duration largest_skew(std::uint8_t version, Duration interval);

// Skew_Time. Version 2: (256 - priority) / 256 seconds (RFC 3768 section 6.1). Version 3: that part of the
// master's interval (RFC 9568 section 6.1). Rounded down to a microsecond.
Duration skew_time(std::uint8_t version, std::uint8_t priority, Duration interval);

// Master_Down_Interval (Active_Down_Interval): 3 x interval + Skew_Time.
Duration down_interval(std::uint8_t version, std::uint8_t priority, Duration interval);

// How long a master that offers its place stays silent: its own Skew_Time and half a step of priority. A
// better router speaks at least half a step before, a worse one half a step after: nobody takes over in
// vain.
Duration offer_time(std::uint8_t version, std::uint8_t priority, Duration interval);

// How old a master's last advert may be for it not to be silent: 1.25 x its interval.
Duration still_speaking(Duration interval);

struct ElectionConfig {
  std::uint8_t version = 3;
  std::uint8_t priority = 100;  // 255: the address owner
  Duration interval = 1s;       // Advertisement_Interval, our own
  bool preempt = true;          // Preempt_Mode; an owner preempts whatever it says
  Duration preempt_delay{};     // worse masters are obeyed so long, from the first advert of one
  // A member of a sync group (lib/stage/elect/group.h): where it would become master it waits for Permit.
  bool waits_for_permit = false;
  // Send one advert before yielding to a better router, so that the winner announces its addresses again:
  // without it a split brain heals with stale neighbour caches. It departs from RFC 9568 section 6.4.3, which
  // is silent here.
  bool step_down_advert = true;
};

class Election {
 public:
  enum class State : std::uint8_t { init, backup, master };

  // Why the state changed.
  enum class Cause : std::uint8_t {
    startup,
    shutdown,
    master_down,      // nothing heard for the down interval
    priority_zero,    // the master left
    preempt,          // only worse masters were heard
    owner,            // priority 255 waits for nobody
    higher_priority,  // a better router spoke
    higher_address,   // an equal one with the greater address spoke
    unheard,          // a worse one took what was offered, and the advert against it did not leave
    fenced,           // told to by Fence
    group,            // told to by Permit, before its own time
  };

  // An advert that passed every check of lib/proto/receive.h.
  struct Heard {
    std::uint8_t priority = 0;
    Address source{};
    Duration interval = 1s;
  };

  // What happens to it.
  struct Startup {};
  struct Shutdown {};  // leave for Initialize; a master says so with priority 0
  struct Fence {};     // a master that may not be one any longer: Backup at once, nothing is sent
  struct Sent {        // the outcome of a Send of our own priority
    bool accepted = false;
  };
  // A master says priority 0 without leaving, and is silent for offer_time(): a better router takes over in
  // its own Skew_Time instead of the whole down interval. A worse one's advert, or none, ends it with an
  // advert of ours, and so does a priority that rises meanwhile. It has ended when that advert left: until
  // then the others know of our priority 0 only, so we yield to whoever speaks and try again soon if nobody
  // does.
  struct Offer {};
  struct Withdraw {};  // an offer is to end: advertise at once
  struct SetPriority {
    std::uint8_t priority = 100;
  };
  struct SetPrimary {  // our address, for the tie-break
    Address address{};
  };
  // Nothing stands against mastership in our whole group: a backup claims it now, also where a worse master
  // is silent, because the group knows that it left.
  struct Permit {};
  struct Defer {};  // a claim that the system has refused so far waits for Permit again
  using Input = std::variant<Startup, Permit, Defer, Shutdown, Fence, Heard, Sent, Offer, Withdraw,
                             SetPriority, SetPrimary>;

  // What it wants done.
  struct Send {
    std::uint8_t priority = 0;
    bool step_down = false;  // the last advert before yielding (ElectionConfig::step_down_advert)
  };
  struct Changed {
    State state = State::init;
    Cause cause = Cause::startup;
  };
  struct Rival {  // a worse router believes that it is master too
    Heard heard{};
  };
  using Action = std::variant<Send, Changed, Rival>;
  using Actions = std::vector<Action>;

  explicit Election(const ElectionConfig& config);

  Actions step(Time now, const Input& input);
  Actions tick(Time now);
  // When to tick next. Empty in Initialize: nothing will happen by itself.
  std::optional<Time> deadline() const { return timer_; }

  State state() const { return state_; }
  // Whether an advert that leaves now makes or keeps us master.
  bool claims_mastership() const { return state_ == State::master || claiming_.has_value(); }
  // A backup that would be master, and waits for Permit: why it would.
  std::optional<Cause> wants_mastership() const { return wanting_; }
  // Master, but waiting for somebody to take an Offer, or for the advert that ends it to leave.
  bool offering() const { return offering_; }
  std::uint8_t priority() const { return priority_; }
  // The interval that the down timer counts with: the master's in version 3, once heard
  // (Active_Adver_Interval).
  Duration master_interval() const { return master_interval_; }

 private:
  Actions on(Time now, const Startup&);
  Actions on(Time now, const Permit&);
  Actions on(Time now, const Defer&);
  Actions on(Time now, const Shutdown&);
  Actions on(Time now, const Fence&);
  Actions on(Time now, const Heard& heard);
  Actions on(Time now, const Sent& sent);
  Actions on(Time now, const Offer&);
  Actions on(Time now, const Withdraw&);
  Actions on(Time now, const SetPriority& set);
  Actions on(Time now, const SetPrimary& set);

  void backup_hears(Time now, const Heard& heard);
  bool discards(Time now, const Heard& heard);
  Actions master_hears(Time now, const Heard& heard);
  Actions yield(Time now, const Heard& heard);
  Actions end_offer(Time now, bool accepted);
  bool beats_us(const Heard& heard) const;
  void obey(Time now, const Heard& heard);
  bool another_is_master(Time now, const Heard& leaver) const;
  void adopt_interval(const Heard& heard);
  void restart_down_timer(Time now);
  void obey_what_was_discarded(Time now);
  bool waits_for_silent(Time now);
  Actions take_over(Time now, Cause cause);
  void watch_lower_master();
  Actions claim(Time now, Cause cause);
  Actions advertise(Time now);
  Actions answer(Time now);
  Actions become(State state, Cause cause);

  ElectionConfig config_;
  std::uint8_t priority_;
  Address primary_{};
  State state_ = State::init;
  Duration master_interval_;
  std::optional<Time> timer_;  // Adver_Timer as master, Master_Down_Timer as backup
  std::optional<Time> last_sent_;
  std::optional<Time> last_answer_;  // to a rival, or to priority 0
  // Backup: why the down timer would make us master when it ends.
  Cause cause_ = Cause::master_down;
  // Backup: the newest advert of a worse master that we are about to preempt.
  struct Inferior {
    Time at;
    Duration interval;
    std::uint8_t priority;
  };
  std::optional<Inferior> lower_master_;
  // Backup: the last advert that was taken.
  struct Obeyed {
    Time at;
    Duration interval;
    Address source;
  };
  std::optional<Obeyed> obeyed_;
  // Backup: Preempt_Mode holds from then on (preempt_delay).
  std::optional<Time> preempt_from_;
  bool offering_ = false;       // master: priority 0 was said, and no advert has left since
  std::optional<Heard> taker_;  // the worse router that the advert on its way contradicts
  // Backup: an advert of ours is on its way, or was refused by the system; the first one accepted makes us
  // master.
  std::optional<Cause> claiming_;
  std::optional<Cause> wanting_;  // backup: the same, but Permit has not come yet
};

}  // namespace vrrp::proto
