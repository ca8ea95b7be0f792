#include "history.h"

#include <algorithm>

namespace vrrp::sim {

History::History(const Plan& its_plan)
    : plan(its_plan), hosts(its_plan.nodes.size()), seats(its_plan.seats()) {
  for (auto* times : {&heard, &lost})
    for (auto& from : *times) from.fill(long_ago);
  longest_delay = plan.wire_delay + plan.latency;
  for (Seat seat = 0; seat < plan.seats(); ++seat) {
    seats[seat].host = &hosts[plan.node_of(seat)];
    on_segment[plan.segment_of(seat)].push_back(seat);
    const stage::ElectorConfig& config = plan.config(seat);
    longest_interval = std::max(longest_interval, config.interval);
    longest_startup = std::max(longest_startup, config.startup_delay);
    longest_skew = std::max(longest_skew, config.version == 2 ? Duration(1s) : config.interval);
  }
  longest_skew = std::max(longest_skew, longest_interval);
}

Moment HostHistory::whole_since() const {
  Moment since = long_ago;
  for (const StageHistory& each : stages) {
    if (!each.runs()) return never;
    since = std::max(since, each.back_at());
  }
  return since;
}

Moment History::last_of_fellows(Seat seat, Moment SeatHistory::*what) const {
  if (!plan.group) return long_ago;
  Moment last = long_ago;
  for (Segment segment = 0; segment < plan.segments.size(); ++segment)
    if (const Seat fellow = plan.seat(plan.node_of(seat), segment); fellow != seat)
      last = std::max(last, seats[fellow].*what);
  return last;
}

Moment History::last_of_group(Seat seat, Moment SeatHistory::*what) const {
  return std::max(seats[seat].*what, last_of_fellows(seat, what));
}

Duration holding_time(const stage::ElectorConfig& config) {
  const Duration largest_skew = config.version == 2 ? Duration(1s) : config.interval;
  return largest_skew * 11 / 10 + 54ms;
}

Duration reading_time(const stage::ElectorConfig& config) {
  return std::clamp<Duration>(config.interval / 2, 50ms, 500ms);
}

Duration longest_offer(const stage::ElectorConfig& config) {
  return (config.version == 2 ? Duration(1s) : config.interval) + 150ms;
}

}  // namespace vrrp::sim
