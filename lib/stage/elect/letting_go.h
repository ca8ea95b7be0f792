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
#include <variant>

#include "record/record.h"

namespace vrrp::stage {

// How long a record that ends the mastership may stay unread.
constexpr Duration told_patience = 50ms;
// So much longer than an offer its lease lasts. More than told_patience: what a reader may use up of it.
constexpr Duration lease_after_offer = 100ms;
// How long a record may stay unread that must be read before priority 0 goes out. A reader that is merely
// slow must not make a hole of a handover or an offer: the adverts go on meanwhile, and nobody may hold
// longer than was told.
inline Duration hold_on_patience(Duration interval) {
  return std::clamp<Duration>(interval / 2, told_patience, 500ms);
}
// How long the old master holds on after the new one spoke: its gratuitous ARP follows its advert, and a
// client that still asks the old one in between would lose its request.
constexpr Duration yield_hold = 15ms;
// A router that leaves in order says so this long before the time that it told: the reader is to hear it from
// us, with the reason, and not from its own clock. Short, because one that froze meanwhile holds for as long.
constexpr Duration release_early = 4ms;

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

  void begin(Yield yield) { way_ = std::move(yield); }
  void begin(Departure departure) { way_ = std::move(departure); }
  void begin(Time now, Offer offer);
  void end() { way_ = Nothing{}; }

  bool is_nothing() const { return std::holds_alternative<Nothing>(way_); }
  const Yield* yield() const { return std::get_if<Yield>(&way_); }
  const Offer* offer() const { return std::get_if<Offer>(&way_); }
  Offer* offer() { return std::get_if<Offer>(&way_); }
  const Departure* departure() const { return std::get_if<Departure>(&way_); }
  Departure* departure() { return std::get_if<Departure>(&way_); }

  bool is_fencing() const { return is_at(Departure::Step::fencing); }
  bool is_holding() const { return is_at(Departure::Step::holding); }
  // What the reader has not read yet: of a departure, or of an offer that is not open.
  Telling* telling();
  // ... and it is to hold on after that.
  bool is_telling_to_hold_on() const;
  // To a router that knows: no advert of ours may disturb it.
  bool is_handing_over() const;
  // The better router announces itself, and we must not speak against it.
  bool successor_spoke() const;
  // The last offer is long enough ago.
  bool may_offer(Time now) const;

  // What the time asks for.
  enum class Due : std::uint8_t {
    nothing,
    stuck,         // the reader has not read that it must let go
    gone,          // the VIPs that it was fenced for are gone, or the kernel must have taken them
    held,          // long enough: the state is written
    offer_unread,  // nobody was asked yet, and nobody will be
    yielded
  };
  Due due(Time now, bool vips_here) const;
  std::optional<Time> deadline() const;

 private:
  bool is_at(Departure::Step step) const { return departure() && departure()->step == step; }

  struct Nothing {};
  std::variant<Nothing, Yield, Offer, Departure> way_;
  std::optional<Time> last_offer_;
};

}  // namespace vrrp::stage
