// Within 3 x the largest interval + its skew + the delay after the last fault there is one master in each
// part of the network that can hear itself, no more and no fewer, and it holds the addresses.
#pragma once

#include <string>

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class World;

class SettledCheck {
 public:
  SettledCheck(World& world, const History& history, Verdict& verdict)
      : world_(world), history_(history), verdict_(verdict) {}

  void judge();
  // A pipeline of which one program died ends by itself.
  void rested(Moment at, NodeId node);
  // Every router that can take part did: from now on nothing changes hands without a cause.
  bool all_judged() const { return all_judged_; }

 private:
  std::uint8_t component_of(NodeId node);
  bool speaks(NodeId node) const;
  bool closed(std::uint8_t heard) const;
  void judge(std::uint8_t members);
  std::string names(std::uint8_t members) const;

  bool all_judged_ = false;
  World& world_;
  const History& history_;
  Verdict& verdict_;
};

}  // namespace vrrp::sim
