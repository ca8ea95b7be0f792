#include "neighbours.h"

#include <fmt/format.h>

#include "../world.h"

namespace vrrp::sim {
namespace {

constexpr Duration refresh = 5s;  // of garp-send, unless it is told otherwise

}  // namespace

NeighbourCheck::NeighbourCheck(World& world, const History& history, Verdict& verdict)
    : world_(world), history_(history), verdict_(verdict), entries_(history.plan.host_vips()) {
  for (auto& of_node : told_last_) of_node.resize(history.plan.host_vips());
}

void NeighbourCheck::announced(Moment at, NodeId node, std::size_t vip, const proto::Mac& mac) {
  if (!world_.node(node).kernel().reaches_neighbours(history_.plan.segment_of_vip(vip))) return;
  entries_[vip] = mac;
  told_last_[node][vip] = {at, mac};
}

void NeighbourCheck::settled(Moment at) {
  for (Segment segment = 0; segment < history_.plan.segments.size(); ++segment)
    if (const auto seat = master(segment)) judge_told(*seat);
  if (history_.plan.refresh) due_ = at + refresh + history_.delivery() + 10ms;
}

// With two of them, which do not hear each other, there is nothing to ask.
std::optional<Seat> NeighbourCheck::master(Segment segment) const {
  std::optional<Seat> found;
  for (const Seat seat : history_.on_segment[segment]) {
    if (!history_.seats[seat].master) continue;
    if (found) return std::nullopt;
    found = seat;
  }
  return found;
}

proto::Mac NeighbourCheck::mac(Seat seat) const {
  return world_.node(history_.plan.node_of(seat)).kernel().mac(history_.plan.segment_of(seat));
}

void NeighbourCheck::judge_told(Seat master) {
  const Plan& plan = history_.plan;
  const NodeId node = plan.node_of(master);
  const Moment back = world_.node(node).kernel().reaches_since(plan.segment_of(master));
  for (std::size_t vip = 0; vip < plan.host_vips(); ++vip) {
    if (plan.segment_of_vip(vip) != plan.segment_of(master)) continue;
    if (!history_.seats[master].holds[vip % plan.vips]) continue;
    const Told& told = told_last_[node][vip];
    const Moment since = std::max(back, history_.seats[master].held_since[vip % plan.vips]);
    if (told.mac == mac(master) && told.at >= since) continue;
    verdict_.broken(fmt::format("{} is master, and has not told the neighbours that {} is at {}",
                                plan.name(master), plan.vip(vip).address.text(), mac(master).text()));
  }
}

void NeighbourCheck::judge_entries() {
  due_ = never;
  for (std::size_t vip = 0; vip < entries_.size(); ++vip) {
    const auto seat = master(history_.plan.segment_of_vip(vip));
    if (!seat || !history_.seats[*seat].holds[vip % history_.plan.vips]) continue;
    if (entries_[vip] == mac(*seat)) continue;
    verdict_.broken(fmt::format("{} is master, and the neighbours send what is for {} to {}, not to {}",
                                history_.plan.name(*seat), history_.plan.vip(vip).address.text(),
                                entries_[vip].text(), mac(*seat).text()));
  }
}

}  // namespace vrrp::sim
