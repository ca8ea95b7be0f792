#include "history.h"

#include <algorithm>

namespace vrrp::sim {

History::History(const Plan& its_plan) : plan(its_plan), nodes(its_plan.nodes.size()) {
  for (auto& from : lost) from.fill(long_ago);
  longest_delay = plan.wire_delay + plan.latency;
  for (const NodePlan& node : plan.nodes) {
    const stage::ElectorConfig& config = node.elector;
    longest_interval = std::max(longest_interval, config.interval);
    longest_startup = std::max(longest_startup, config.startup_delay);
    longest_skew = std::max(longest_skew, config.version == 2 ? Duration(1s) : config.interval);
  }
  longest_skew = std::max(longest_skew, longest_interval);
}

Duration holding_time(const stage::ElectorConfig& config) {
  const Duration largest_skew = config.version == 2 ? Duration(1s) : config.interval;
  return largest_skew * 11 / 10 + 54ms;
}

Duration longest_offer(const stage::ElectorConfig& config) {
  return (config.version == 2 ? Duration(1s) : config.interval) + 150ms;
}

}  // namespace vrrp::sim
