#include "deadlines.h"

#include <fmt/format.h>

#include <algorithm>

namespace vrrp::sim {

void DeadlineCheck::rested(NodeId node, Stage stage, Time local, std::optional<Time> deadline) {
  if (deadline && *deadline <= local)
    return verdict_.broken(fmt::format("{}: the deadline of {} lies {} behind it after its turn",
                                       history_.plan.nodes[node].name, to_word(stage),
                                       format_duration(local - *deadline)));
  // An elector always waits for something: its down timer, its next advert, its next sign of life. The others
  // must wake by themselves while there is an address to let go of, or to announce.
  const auto& holds = history_.nodes[node].holds;
  const bool must = stage == Stage::elector ||
                    (stage == Stage::holder && std::ranges::find(holds, true) != holds.end() &&
                     history_.nodes[node].bought >= history_.nodes[node].stage(stage).started);
  if (must && !deadline)
    verdict_.broken(fmt::format("{}: {} has no deadline", history_.plan.nodes[node].name, to_word(stage)));
}

}  // namespace vrrp::sim
