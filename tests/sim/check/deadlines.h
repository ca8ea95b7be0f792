// A stage has a deadline exactly when time alone must move it, and after a turn it lies ahead.
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
  const History& history_;
  Verdict& verdict_;
};

}  // namespace vrrp::sim
