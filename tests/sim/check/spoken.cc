#include "spoken.h"

#include <fmt/format.h>

#include "../world.h"

namespace vrrp::sim {

void SpokenCheck::wrote(Seat seat, const record::StateChange& change) {
  if (change.state != record::State::master) return;
  if (world_.node(history_.plan.node_of(seat)).checks_have_spoken()) return;
  verdict_.broken(fmt::format("{}: master, though a check has not spoken yet", history_.plan.name(seat)));
}

}  // namespace vrrp::sim
