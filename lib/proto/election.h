// The VRRP state machine as a pure value: RFC 9568 section 6 (version 3), RFC 3768 section 6 (version 2).
//
// Its inputs are events and their time; it returns the actions to take, in order. It does not read a clock or
// send anything, and it does not know about held addresses or leases: that is lib/stage/elect/elector.h.
// "Master" is what RFC 9568 calls "Active".
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "base/time.h"
#include "proto/address.h"

namespace vrrp::proto {

// Skew_Time is a fraction of this, and always less: one second in version 2 (RFC 3768 section 6.1), the
// master's interval in version 3 (RFC 9568 section 6.1).
Duration largest_skew(std::uint8_t version, Duration interval);

// Skew_Time. Version 2: (256 - priority) / 256 seconds (RFC 3768 section 6.1). Version 3: that fraction of
// the master's interval (RFC 9568 section 6.1). Rounded down to a microsecond.
Duration skew_time(std::uint8_t version, std::uint8_t priority, Duration interval);

// Master_Down_Interval (Active_Down_Interval): 3 x interval + Skew_Time.
Duration down_interval(std::uint8_t version, std::uint8_t priority, Duration interval);

// How long a master that offers its place stays silent: its own Skew_Time and half a step of priority. A
// better router advertises at least half a step before that, and a lower one half a step after it, so no
// router takes over in vain.
Duration offer_time(std::uint8_t version, std::uint8_t priority, Duration interval);

// A master is silent if its last advert is older than this: 1.25 x its interval.
Duration still_speaking(Duration interval);

struct ElectionConfig {
  std::uint8_t version = 3;
  std::uint8_t priority = 100;  // 255: the address owner
  Duration interval = 1s;       // Advertisement_Interval, our own
  bool preempt = true;          // Preempt_Mode; an owner always preempts
  Duration preempt_delay{};     // how long a lower-priority master is obeyed, from its first advert
  // A member of a sync group (lib/stage/elect/group.h): before it becomes master it waits for Permit.
  bool waits_for_permit = false;
  // Send one advert before yielding to a better router, so that the winner announces its addresses again:
  // without it, neighbour caches are stale after a split brain heals. This departs from RFC 9568 section
  // 6.4.3, where the loser sends nothing.
  bool step_down_advert = true;
};

class Election {
 public:
  enum class State : std::uint8_t { init, backup, master };

  // Why the state changed.
  enum class Cause : std::uint8_t {
    startup,
    shutdown,
    master_down,      // no advert was heard for the down interval
    priority_zero,    // the master sent priority 0
    preempt,          // only lower-priority masters were heard
    owner,            // priority 255 does not wait
    higher_priority,  // a better router was heard
    higher_address,   // one of the same priority with a higher address was heard
    unheard,          // a lower one is master, and our advert against it did not leave
    fenced,           // because of Fence
    group,            // because of Permit, before its own timer
  };

  // An advert that passed every check of lib/proto/receive.h.
  struct Heard {
    std::uint8_t priority = 0;
    Address source{};
    Duration interval = 1s;
  };

  // Its inputs.
  struct Startup {};
  struct Shutdown {};  // go to Initialize; a master sends priority 0
  struct Fence {};     // a master that must stop at once: go to Backup, send nothing
  struct Sent {        // the result of a Send of our own priority
    bool accepted = false;
  };
  // A master sends priority 0 but stays, and is silent for offer_time(): a better router takes over after its
  // own Skew_Time instead of the whole down interval. If a lower one advertises, or none, or our priority
  // rises meanwhile, an advert of ours ends the offer. It has ended when that advert has left. Until then the
  // others know only our priority 0, so we yield to any router that advertises, and soon try again if none
  // does.
  struct Offer {};
  struct Withdraw {};  // end an offer: advertise at once
  struct SetPriority {
    std::uint8_t priority = 100;
  };
  struct SetPrimary {  // our address, for the tie-break
    Address address{};
  };
  // The whole group may be master: a backup claims the mastership now, even if a lower-priority master is
  // silent, because the group knows that it left.
  struct Permit {};
  struct Defer {};  // a claim that the system has refused so far must wait for Permit again
  using Input = std::variant<Startup, Permit, Defer, Shutdown, Fence, Heard, Sent, Offer, Withdraw,
                             SetPriority, SetPrimary>;

  // Its actions.
  struct Send {
    std::uint8_t priority = 0;
    bool step_down = false;  // the last advert before yielding (ElectionConfig::step_down_advert)
  };
  struct Changed {
    State state = State::init;
    Cause cause = Cause::startup;
  };
  struct Rival {  // a lower-priority router is master too
    Heard heard{};
  };
  using Action = std::variant<Send, Changed, Rival>;
  using Actions = std::vector<Action>;

  explicit Election(const ElectionConfig& config);

  Actions step(Time now, const Input& input);
  Actions tick(Time now);
  // When to tick next. Empty in Initialize, where nothing happens without an input.
  std::optional<Time> deadline() const { return timer_; }

  State state() const { return state_; }
  // Whether we become or stay master if an advert leaves now.
  bool claims_mastership() const { return state_ == State::master || claiming_.has_value(); }
  // Why a backup that waits for Permit would become master.
  std::optional<Cause> wants_mastership() const { return wanting_; }
  // Master with an open Offer: another router may accept it, or the advert that ends it has not left yet.
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
  Actions master_sent(Time now, bool accepted);
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
  // Backup: the reason for becoming master when the down timer ends.
  Cause cause_ = Cause::master_down;
  // Backup: the newest advert of a lower-priority master that we are about to preempt.
  struct Inferior {
    Time at;
    Duration interval;
    std::uint8_t priority;
  };
  std::optional<Inferior> lower_master_;
  // Backup: the last advert that was accepted.
  struct Obeyed {
    Time at;
    Duration interval;
    Address source;
  };
  std::optional<Obeyed> obeyed_;
  // Backup: Preempt_Mode applies from then on (preempt_delay).
  std::optional<Time> preempt_from_;
  bool offering_ = false;       // master: priority 0 was sent, and no advert has left since
  std::optional<Heard> rival_;  // master: the lower-priority router that our next advert contradicts
  // Backup: an advert of ours is on its way, or was refused by the system; the first one accepted makes us
  // master.
  std::optional<Cause> claiming_;
  std::optional<Cause> wanting_;  // backup: the same, but Permit has not come yet
};

}  // namespace vrrp::proto
