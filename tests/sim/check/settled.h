// Within 3 x the largest interval + its skew + the delay after the last fault there is one master in each
// part of the network that can hear itself, no more and no fewer, and it holds the addresses.
//
// A group is master of all its members or of none. Where the segments of groups do not connect the same
// hosts, one master is not enough for all, and two may be too many: of two that hear each other on any
// segment one at most is master, and whoever is not hears one that is. There one host after the other gives
// way, and each may take that long. A member that has left with its group, and holds on for a better router
// when the last fault strikes, counts from when it has let go: its election begins anew only then. Where the
// priorities of one group's members cross those of another's nothing is asked: each gives way to the other,
// and nobody knows how often.
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
  // After the last disturbance.
  Duration patience() const;
  // A pipeline of which one program died ends by itself.
  void rested(Moment at, NodeId node);
  // Every router that can take part did: from now on nothing changes hands without a cause.
  bool all_judged() const { return all_judged_; }

 private:
  using Hosts = std::uint8_t;  // a set of them, bit by bit
  // The segments whose routers move as one: all of a group, or each by itself.
  struct Unit {
    Segment first, last;
  };
  static Hosts only(NodeId node) { return static_cast<Hosts>(1U << node); }
  static bool has(Hosts hosts, NodeId node) { return (hosts >> node & 1) != 0; }

  std::vector<Unit> units() const;
  bool elects(NodeId node, Unit unit) const;
  Hosts part_of(NodeId node, Unit unit) const;
  Hosts neighbours(NodeId node, Unit unit) const;
  Hosts heard_by(NodeId node, Segment segment) const;
  bool speaks(NodeId node, Segment segment) const;
  bool is_closed(Hosts part, Unit unit) const;
  bool is_closed(Hosts heard, Segment segment) const;
  bool is_doubtful(NodeId node, Segment segment) const;
  bool is_even(Hosts part, Unit unit) const;
  Duration held_on() const;
  void judge(Hosts part, Unit unit);
  void judge_addresses(Hosts part, Hosts masters, Segment segment);
  Hosts masters_on(Hosts part, Segment segment) const;
  std::string names(Hosts hosts) const;

  bool all_judged_ = false;
  World& world_;
  const History& history_;
  Verdict& verdict_;
};

}  // namespace vrrp::sim
