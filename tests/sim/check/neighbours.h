// Once all have settled the master has told the neighbours the MAC that its link has now, since it holds the
// address and since the link came back. A refresh later they send what is for the address there: somebody
// else who held it at the same time may have told them after that (the exceptions of verdict.h), and without
// a refresh nothing heals it.
#pragma once

#include <array>
#include <vector>

#include "history.h"
#include "proto/address.h"
#include "verdict.h"

namespace vrrp::sim {

class World;

class NeighbourCheck {
 public:
  NeighbourCheck(World& world, const History& history, Verdict& verdict);

  void announced(Moment at, NodeId node, std::size_t vip, const proto::Mac& mac);
  void disturbed() { due_ = never; }
  void settled(Moment at);
  // To be called often; it looks once.
  void look(Moment at) {
    if (at >= due_) judge_entries();
  }

 private:
  std::optional<Seat> master(Segment segment) const;
  proto::Mac mac(Seat seat) const;
  void judge_told(Seat master);
  void judge_entries();

  struct Told {
    Moment at = long_ago;
    proto::Mac mac{};
  };
  World& world_;
  const History& history_;
  Verdict& verdict_;
  Moment due_ = never;                                   // to look at the entries
  std::vector<proto::Mac> entries_;                      // of the neighbours, by VIP
  std::array<std::vector<Told>, most_nodes> told_last_;  // by node and VIP
};

}  // namespace vrrp::sim
