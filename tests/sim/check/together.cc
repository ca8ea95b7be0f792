#include "together.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "../world.h"

namespace vrrp::sim {
namespace {

// A reader may take so long to hear of a shorter lease before priority 0 goes out.
Duration longest_reading(const Plan& plan, NodeId node) {
  Duration longest{};
  for (const stage::ElectorConfig& config : plan.nodes[node].routers)
    longest = std::max(longest, 2 * reading_time(config));
  return longest;
}

}  // namespace

void TogetherCheck::rested(Moment at, NodeId node) {
  if (!history_.plan.group) return;
  judge_priorities(node);
  changed(at, node);
}

void TogetherCheck::changed(Moment at, NodeId node) {
  if (!history_.plan.group) return;
  const std::size_t size = history_.plan.segments.size();
  std::size_t masters = 0;
  for (Segment segment = 0; segment < size; ++segment)
    if (history_.seats[history_.plan.seat(node, segment)].master) ++masters;
  Parting& its = partings_[node];
  const bool apart = masters != 0 && masters != size;
  if (!apart && its.began == Moment{}) return;
  if (its.began == Moment{}) its.began = at;
  const StageHistory& holder = history_.hosts[node].stage(Stage::holder);
  if (holder.is_frozen && holder.frozen <= its.began + longest_reading(history_.plan, node))
    its.unread_until = told_until(node);
  // What it did while one of its programs was frozen counts for nothing.
  const Moment whole = history_.hosts[node].whole_since();
  if (whole != never) judge(at, node, std::max(its.began, whole));
  if (!apart) its = {};
}

// A member that has left hears no check any more.
void TogetherCheck::judge_priorities(NodeId node) {
  const Seat first = history_.plan.seat(node, 0);
  const ElectorProcess& elector = world_.node(node).elector();
  for (Segment segment = 1; segment < history_.plan.segments.size(); ++segment) {
    const bool alike = history_.plan.config(history_.plan.seat(node, segment)).priority ==
                       history_.plan.config(first).priority;
    const bool one_left = elector.has_left(0) || elector.has_left(segment);
    if (!alike || one_left || elector.priority(segment) == elector.priority(0)) continue;
    verdict_.broken(fmt::format("{}: its group has priorities {} and {}", history_.plan.nodes[node].name,
                                elector.priority(0), elector.priority(segment)));
  }
}

void TogetherCheck::judge(Moment at, NodeId node, Moment since) {
  Duration interval{}, holding{};
  for (const stage::ElectorConfig& config : history_.plan.nodes[node].routers) {
    interval = std::max(interval, config.interval);
    holding = std::max(holding, holding_time(config));
  }
  const Duration apart = at - since;
  if (apart <= interval + history_.delivery()) return;
  Parting& its = partings_[node];
  const bool first = !std::exchange(its.excused, true);
  if (apart <= holding + longest_reading(history_.plan, node) + history_.delivery() &&
      waited_in_vain(node, since)) {
    if (first) ++verdict_.held_on;
  } else if (at <= its.unread_until + history_.delivery()) {
    if (first) ++verdict_.fenced;
  } else {
    verdict_.broken(fmt::format("{}: its group has been apart for {}", history_.plan.nodes[node].name,
                                format_duration(apart)));
  }
}

// A member said priority 0, perhaps as an offer first, and nobody took its place.
bool TogetherCheck::waited_in_vain(NodeId node, Moment since) const {
  for (Segment segment = 0; segment < history_.plan.segments.size(); ++segment) {
    const Seat seat = history_.plan.seat(node, segment);
    const Duration before =
        std::max(2 * reading_time(history_.plan.config(seat)), longest_offer(history_.plan.config(seat)));
    if (history_.seats[seat].left >= since - before) return true;
  }
  return false;
}

// Until when the members that are still master, and hold addresses, were to hold them.
Moment TogetherCheck::told_until(NodeId node) const {
  Moment last = long_ago;
  for (Segment segment = 0; segment < history_.plan.segments.size(); ++segment) {
    const SeatHistory& its = history_.seats[history_.plan.seat(node, segment)];
    if (its.master && std::ranges::find(its.holds, true) != its.holds.end()) last = std::max(last, its.told);
  }
  return last;
}

}  // namespace vrrp::sim
