// An address is never on a host outside its lease (lib/stage/README.md, rule 1): until the clock before the
// last advert that left, and --lease-adverts intervals; where the holder is dead or frozen, until the end of
// what it bought of the kernel.
#pragma once

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class LeaseCheck {
 public:
  LeaseCheck(const History& history, Verdict& verdict) : history_(history), verdict_(verdict) {}

  void told(Seat seat, Time local, const record::Body& body);
  void bought(Seat seat, Time local, std::chrono::seconds valid);
  void let_go(Moment at, Seat seat);
  void ended(Moment at);

 private:
  const History& history_;
  Verdict& verdict_;
};

}  // namespace vrrp::sim
