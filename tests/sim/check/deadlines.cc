#include "deadlines.h"

#include <fmt/format.h>

#include <algorithm>

namespace vrrp::sim {
namespace {

// The most that a second may see, for each router: a dozen rivals' adverts at 20 ms, each record and each
// address news, and some times 50 looks in 50 ms whether the reader has read.
constexpr int most_turns = 2000;

}  // namespace

void DeadlineCheck::rested(NodeId node, Stage stage, Time local, std::optional<Time> deadline) {
  count_turn(node, stage, local);
  if (deadline && *deadline <= local)
    return verdict_.broken(fmt::format("{}: the deadline of {} lies {} behind it after its turn",
                                       history_.plan.nodes[node].name, to_word(stage),
                                       format_duration(local - *deadline)));
  // An elector always waits for something: its down timer, its next advert, its next sign of life. The others
  // must wake by themselves while there is an address to let go of, or to announce.
  const bool must = stage == Stage::elector || (stage == Stage::holder && has_bought(node));
  if (must && !deadline)
    verdict_.broken(fmt::format("{}: {} has no deadline", history_.plan.nodes[node].name, to_word(stage)));
}

// There is an address on the host that this very holder bought.
bool DeadlineCheck::has_bought(NodeId node) const {
  for (Segment segment = 0; segment < history_.plan.segments.size(); ++segment) {
    const SeatHistory& its = history_.seats[history_.plan.seat(node, segment)];
    const bool holds = std::ranges::find(its.holds, true) != its.holds.end();
    if (holds && its.bought >= its.stage(Stage::holder).started) return true;
  }
  return false;
}

void DeadlineCheck::count_turn(NodeId node, Stage stage, Time local) {
  Turns& turns = turns_[node][static_cast<std::size_t>(stage)];
  if (local - turns.since > 1s) turns = {local, 0};
  if (++turns.count > most_turns * static_cast<int>(history_.plan.segments.size()))
    verdict_.broken(fmt::format("{}: {} takes more than {} turns a second", history_.plan.nodes[node].name,
                                to_word(stage), most_turns));
}

}  // namespace vrrp::sim
