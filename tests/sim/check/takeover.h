// Nobody becomes master before its time: not while a master that it may not preempt speaks, not before the
// down timer of RFC 9568 section 6.1 is over. A reference of the timer's rules, from the adverts alone.
#pragma once

#include <optional>
#include <vector>

#include "../wire.h"
#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class TakeoverCheck {
 public:
  TakeoverCheck(const History& history, Verdict& verdict);

  void started(Seat seat, Time local);
  void heard(Seat seat, Time local, const Datagram& datagram);
  // The system took no advert: whoever could be master then tries on.
  void refused(Seat seat, Time local);
  // What became of an advert of a priority above 0: only one that left contradicts a rival.
  void advertised(Seat seat, Time local, bool accepted);
  void wrote(Seat seat, Time local, const record::Body& body);

 private:
  struct Router {
    Time earliest{};  // that it may take over
    Duration interval{};
    int priority = 0;
    record::State state = record::State::init;
    struct Spoken {
      Time at{};
      Duration interval{};
    } spoken{};             // the last advert that it heard
    bool deserted = false;  // priority 0 began the timer
    struct Discarded {
      Time at{};
      Duration interval{};
      int priority = 0;
    };
    std::optional<Discarded> discarded{};  // the last advert, of a master that was worse
    struct Obeyed {
      Time at{};
      Duration interval{};
      NodeId from{};
    };
    std::optional<Obeyed> obeyed{};       // the last advert of a master that it obeys
    std::optional<Obeyed> rival{};        // as master: a lower one that no advert has contradicted yet
    bool gave_way = false;                // to that one, and no record says so yet
    std::optional<Time> delayed_until{};  // a master that is worse is obeyed so long
  };
  void restart(Seat seat, Time local);
  void obey(Seat seat, const Router::Obeyed& master);
  void obey_what_was_discarded(Seat seat);
  void began_anew(Seat seat, Time local);
  bool permitted(Seat seat, Time local) const;
  Duration skew(Seat seat) const;

  const History& history_;
  Verdict& verdict_;
  std::vector<Router> routers_;
};

}  // namespace vrrp::sim
