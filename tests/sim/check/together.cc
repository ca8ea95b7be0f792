#include "together.h"

#include <fmt/format.h>

#include <algorithm>

#include "../world.h"

namespace vrrp::sim {
namespace {

// A reader may take so long to hear of a shorter lease before priority 0 goes out.
constexpr Duration told_patience = 50ms;

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
  Moment& since = apart_since_[node];
  const bool apart = masters != 0 && masters != size;
  if (!history_.hosts[node].stage(Stage::holder).runs()) unread_[node] = true;
  if (apart || since != Moment{}) {
    if (since == Moment{}) since = at;
    // What it did while one of its programs was frozen counts for nothing.
    since = std::max(since, history_.hosts[node].whole_since());
    if (since != never) judge(node, at - since);
    if (!apart || since == never) since = Moment{};
  }
  if (!apart) unread_[node] = false;
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

void TogetherCheck::judge(NodeId node, Duration apart) {
  Duration interval{}, holding{}, lease{};
  for (const stage::ElectorConfig& config : history_.plan.nodes[node].routers) {
    interval = std::max(interval, config.interval);
    holding = std::max(holding, holding_time(config));
    lease = std::max(lease, config.lease_adverts * config.interval);
  }
  if (apart <= interval + history_.delivery()) return;
  if (apart <= holding + told_patience + history_.delivery() && waited_in_vain(node)) {
    ++verdict_.held_on;
    return;
  }
  if (unread_[node] && apart <= lease + history_.delivery()) {
    ++verdict_.fenced;
    return;
  }
  verdict_.broken(fmt::format("{}: its group has been apart for {}", history_.plan.nodes[node].name,
                              format_duration(apart)));
}

// A member said priority 0, perhaps as an offer first, and nobody took its place.
bool TogetherCheck::waited_in_vain(NodeId node) const {
  for (Segment segment = 0; segment < history_.plan.segments.size(); ++segment) {
    const Seat seat = history_.plan.seat(node, segment);
    const Duration before = std::max(told_patience, longest_offer(history_.plan.config(seat)));
    if (history_.seats[seat].left >= apart_since_[node] - before) return true;
  }
  return false;
}

}  // namespace vrrp::sim
