// A master that yields announces its addresses no more, although it holds them for the grace: the neighbours
// would hear it after the better router.
#pragma once

#include <array>

#include "history.h"
#include "record/record.h"
#include "verdict.h"

namespace vrrp::sim {

class SilenceCheck {
 public:
  SilenceCheck(const History& history, Verdict& verdict) : history_(history), verdict_(verdict) {
    yielded_.fill(never);
  }

  void wrote(Moment at, Seat seat, const record::Body& body);
  void announced(Moment at, Seat seat);

 private:
  const History& history_;
  Verdict& verdict_;
  std::array<Moment, most_seats> yielded_;  // never: it does not
};

}  // namespace vrrp::sim
