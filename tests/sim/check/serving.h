// Who is master serves: one of its VIPs is on the host, on a link that runs. If not, it is master no more a
// second later, because a peer may serve. And one that took the place and served nobody does not take it
// again and again.
#pragma once

#include <deque>

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class World;

class ServingCheck {
 public:
  ServingCheck(World& world, const History& history, Verdict& verdict)
      : world_(world), history_(history), verdict_(verdict) {}

  void started(Seat seat) { attempts_[seat].clear(); }
  // After each turn of its elector.
  void rested(Moment at, Seat seat);
  // Ask before the history learns the new state.
  void wrote(Moment at, Seat seat, const record::StateChange& change);
  // A program ended by itself.
  void exited(NodeId node, Stage stage, int status);

  // It was refused its addresses, and need not be master: it pauses before it tries again.
  static bool pauses(const SeatHistory& its, Moment at);

 private:
  bool serves(Seat seat) const;
  bool holds_one(Seat seat, Moment before) const;
  bool leaves(Moment at, Seat seat) const;

  World& world_;
  const History& history_;
  Verdict& verdict_;
  std::array<Moment, most_seats> idle_since_{};  // master, and serves nobody; zero: not so
  std::array<Moment, most_seats> served_{};      // when it was last seen to serve
  std::array<std::deque<Moment>, most_seats> attempts_{};
};

}  // namespace vrrp::sim
