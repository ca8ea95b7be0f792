// A stage has a deadline exactly when time alone must move it; after a turn it lies ahead; and no stage takes
// turn after turn for nothing.
#pragma once

#include <optional>

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class DeadlineCheck {
 public:
  DeadlineCheck(const History& history, Verdict& verdict) : history_(history), verdict_(verdict) {}

  void rested(NodeId node, Stage stage, Time local, std::optional<Time> deadline);

 private:
  bool has_bought(NodeId node) const;
  void count_turn(NodeId node, Stage stage, Time local);

  struct Turns {
    Time since{};
    int count = 0;
  };
  const History& history_;
  Verdict& verdict_;
  std::array<std::array<Turns, stage_count>, most_nodes> turns_{};
};

}  // namespace vrrp::sim
