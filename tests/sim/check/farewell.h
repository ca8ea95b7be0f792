// Who leaves the mastership in order says priority 0: nobody has to wait for silence.
#pragma once

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class FarewellCheck {
 public:
  FarewellCheck(const History& history, Verdict& verdict) : history_(history), verdict_(verdict) {}

  // The state before is the history's; ask before it learns the new one.
  void wrote(Moment at, Seat seat, Time local, const record::StateChange& change);
  // Past a change to fault, which is written before priority 0 goes out.
  void rested(Moment at, Seat seat);

 private:
  void judge(Moment at, Seat seat);

  const History& history_;
  Verdict& verdict_;
  std::array<Moment, most_seats> owed_{};  // since when; zero: not at all
};

}  // namespace vrrp::sim
