#include "silence.h"

#include <algorithm>

namespace vrrp::sim {

void SilenceCheck::wrote(Moment at, Seat seat, const record::Body& body) {
  const auto* alive = std::get_if<record::Alive>(&body);
  if (alive && alive->yields) yielded_[seat] = std::min(yielded_[seat], at);
  if (std::holds_alternative<record::StateChange>(body)) yielded_[seat] = never;
}

// The word crosses two pipes, each read in the turn that follows.
void SilenceCheck::announced(Moment at, Seat seat) {
  const Moment yielded = yielded_[seat];
  if (yielded == never || at <= yielded + 4 * history_.plan.latency + 1ms) return;
  const SeatHistory& its = history_.seats[seat];
  const auto slept = [&](Stage stage) { return its.stage(stage).idle_within(yielded, at); };
  if (slept(Stage::holder) || slept(Stage::announcer)) return;
  verdict_.broken(history_.plan.name(seat) + ": announces an address although it yields to a better router");
}

}  // namespace vrrp::sim
