// What never spoke is not healthy: a router whose checks have said nothing yet is not master.
#pragma once

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class World;

class SpokenCheck {
 public:
  SpokenCheck(World& world, const History& history, Verdict& verdict)
      : world_(world), history_(history), verdict_(verdict) {}

  void wrote(Seat seat, const record::StateChange& change);

 private:
  World& world_;
  const History& history_;
  Verdict& verdict_;
};

}  // namespace vrrp::sim
