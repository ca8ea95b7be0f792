#include "settled.h"

#include <fmt/format.h>

#include "../world.h"

namespace vrrp::sim {

void SettledCheck::judge() {
  std::uint8_t seen = 0;
  all_judged_ = true;
  for (NodeId node = 0; node < world_.size(); ++node) {
    if ((seen >> node & 1) != 0) continue;
    const std::uint8_t members = component_of(node);
    seen |= members;
    judge(members);
  }
}

// The elector at the latest when the kernel's lease is over, 1.5 s later: then it is its last resort.
void SettledCheck::rested(Moment at, NodeId node) {
  const NodeHistory& its = history_.nodes[node];
  Moment broken = never;
  for (const Stage stage : all_stages) {
    const StageHistory& one = its.stage(stage);
    if (one.is_frozen || one.thawed > at - 1s) return;
    if (!one.there && one.died > one.started) broken = std::min(broken, one.died);
  }
  if (broken == never || at <= std::max(broken, its.kernel_lease_end) + history_.settling() + 2500ms) return;
  verdict_.broken(fmt::format("{}: goes on though its pipe is broken", history_.plan.nodes[node].name));
}

// Whoever hears it and is heard by it. Where one hears and is not heard, or two that it hears do not hear
// each other, or one is still ill (a frozen garp-send leaves its router master), there is nothing to ask.
std::uint8_t SettledCheck::component_of(NodeId node) {
  if (!world_.node(node).elects()) {
    all_judged_ = all_judged_ && world_.node(node).down();
    return 0;
  }
  std::uint8_t heard = 0, members = 0;
  for (NodeId other = 0; other < world_.size(); ++other) {
    if (!speaks(other) || !world_.wire().reaches(node, other)) continue;
    heard |= static_cast<std::uint8_t>(1U << other);
    if (world_.node(other).elects()) members |= static_cast<std::uint8_t>(1U << other);
  }
  if (!closed(heard)) return all_judged_ = false, std::uint8_t{0};
  return members;
}

bool SettledCheck::speaks(NodeId node) const {
  const Node& its = world_.node(node);
  return !its.down() && its.kernel().running();
}

// Each of these hears each other one, and nobody else hears or is heard.
bool SettledCheck::closed(std::uint8_t heard) const {
  for (NodeId a = 0; a < world_.size(); ++a) {
    if ((heard >> a & 1) == 0) continue;
    if (!world_.node(a).up()) return false;
    for (NodeId b = 0; b < world_.size(); ++b) {
      if (!speaks(b)) continue;
      const bool inside = (heard >> b & 1) != 0;
      if (world_.wire().reaches(a, b) != inside || world_.wire().reaches(b, a) != inside) return false;
    }
  }
  return true;
}

void SettledCheck::judge(std::uint8_t members) {
  if (members == 0) return;
  std::uint8_t masters = 0, holders = 0;
  for (NodeId node = 0; node < world_.size(); ++node) {
    if ((members >> node & 1) == 0) continue;
    const auto own = static_cast<std::uint8_t>(1U << node);
    if (history_.nodes[node].master) masters |= own;
    if (world_.node(node).kernel().holds(0)) holders |= own;
  }
  const bool one = masters != 0 && (masters & (masters - 1)) == 0;
  if (!one)
    verdict_.broken(fmt::format("of {} the masters are: {}", names(members), names(masters)));
  else if (holders != masters)
    verdict_.broken(
        fmt::format("{} is master, and the address is held by: {}", names(masters), names(holders)));
}

std::string SettledCheck::names(std::uint8_t members) const {
  std::string text;
  for (NodeId node = 0; node < world_.size(); ++node)
    if ((members >> node & 1) != 0) text += (text.empty() ? "" : " ") + history_.plan.nodes[node].name;
  return text.empty() ? "nobody" : text;
}

}  // namespace vrrp::sim
