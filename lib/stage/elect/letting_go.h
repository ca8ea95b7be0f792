// How a master lets go of its VIPs. That takes steps, so that no other router gets them too early. There are
// three ways, and a master is on one of them at a time:
//   yield      a better router is master already: hold a moment longer, until it has announced itself
//   offer      a check lowers the priority: say priority 0 and hold on; if no better router takes over,
//              advertise again
//   departure  the router leaves: a handover, a fault, or a reader that is gone or frozen
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::stage {

// How long a record may stay unread that ends the mastership.
constexpr Duration told_patience = 50ms;
// How long a record may stay unread that must be read before priority 0 goes out. A reader that is merely
// slow must not make a hole of a handover or an offer: the adverts go on meanwhile, and nobody may hold
// longer than was told.
inline Duration hold_on_patience(Duration interval) {
  return std::clamp<Duration>(interval / 2, told_patience, 500ms);
}

class LettingGo {
 public:
  struct Yield {
    Time until{};  // then the state is written, for this reason:
    record::Reason reason{};
    std::string check{};  // of an offer
  };

  // The reader is told how long it may hold, and must have read that before priority 0 goes out: if it were
  // frozen, no other router may be asked to take over yet.
  struct Telling {
    Time at{};                   // when the record was written that is to be read
    Time until{};                // it must have been read by then
    bool anew = false;           // it was slow, and has been told once more
    std::optional<Time> poll{};  // nothing wakes us when a byte is read, so look again
  };

  struct Offer {
    std::string check{};  // which one made the priority fall
    bool open = false;    // priority 0 was said; before, the reader is told how long it may hold
    Telling telling{};
  };

  struct Goal {
    record::State to = record::State::init;
    record::Reason reason = record::Reason::shutdown;
    std::optional<int> exit{};  // leave the process with it
  };
  struct Departure {
    enum class Step : std::uint8_t {
      telling,  // the reader has been told how long it may hold; is that read?
      fencing,  // the reader does not read: advertise on until the VIPs are gone from this host, or until
                // it reads again, and then that it must let go
      holding,  // priority 0 was sent: hold until the new master has announced itself
    };
    Step step = Step::telling;
    Telling telling{};
    Time until{};  // the end of the steps after it
    Goal goal{};
    Duration hold{};  // 0: nothing is held; the state was written at once, unless the reader stalled
  };

  // ---- the ways, until they end
  void begin_yield(Time until, record::Reason reason, std::string check);
  void begin_offer(Time now, Duration interval, std::string check);
  void begin_departure(Time now, Duration interval, const Goal& goal, Duration hold);
  void end() { way_ = Nothing{}; }

  bool is_nothing() const { return std::holds_alternative<Nothing>(way_); }
  const Yield* yield() const { return std::get_if<Yield>(&way_); }
  const Offer* offer() const { return std::get_if<Offer>(&way_); }
  const Departure* departure() const { return std::get_if<Departure>(&way_); }

  // ---- what the reader must read first, of a departure or of an offer that is not open
  const Telling* telling() const;
  // The record was written.
  void told(Time now);
  // It was read too late, and is written once more. False: it was already.
  bool tell_anew(Time now, Duration interval);
  void look_again(Time at);
  // True if the reader must hold the VIPs after that.
  bool is_telling_to_hold_on() const;

  // ---- the steps of an offer
  // Priority 0 goes out. Returns how long the reader took to read.
  Duration open_offer(Time now);
  // The last offer is long enough ago, and nothing else is under way.
  bool may_offer(Time now) const;

  // ---- the steps of a departure
  void aim(const Goal& goal) { departure_under_way().goal = goal; }
  void exit_with(std::optional<int> status) { departure_under_way().goal.exit = status; }
  // The reader does not read. Without a departure one begins with this step.
  void fence(Time until, const Goal& goal);
  // Priority 0 is out.
  void hold(Time until);
  // The new master spoke.
  void hold_for_successor(Time until);

  bool is_fencing() const { return is_at(Departure::Step::fencing); }
  bool is_holding() const { return is_at(Departure::Step::holding); }
  // Another router takes over, or may: no advert of ours may disturb it.
  bool is_handing_over() const;
  // The new master announces itself: we must not speak against it.
  bool successor_spoke() const;

  // ---- what the time asks for
  enum class Due : std::uint8_t {
    nothing,
    stuck,         // the reader has not read that it must let go
    gone,          // the VIPs have gone, or the kernel must have taken them: the fence ends
    held,          // held long enough for the new master
    offer_unread,  // the reader has not read of the offer, so nobody is asked to take over
    yielded        // the better router has announced itself
  };
  Due due(Time now, bool vips_here) const;
  std::optional<Time> deadline() const;

 private:
  bool is_at(Departure::Step step) const { return departure() && departure()->step == step; }
  Departure& departure_under_way() { return std::get<Departure>(way_); }
  Telling& telling_under_way();

  struct Nothing {};
  std::variant<Nothing, Yield, Offer, Departure> way_;
  std::optional<Time> last_offer_;
};

}  // namespace vrrp::stage
