#include "records.h"

#include <fmt/format.h>

namespace vrrp::sim {

void RecordCheck::wrote(Seat seat, const record::Body& body) {
  Last& last = last_[seat];
  const std::string& name = history_.plan.name(seat);
  if (const auto* change = std::get_if<record::StateChange>(&body)) {
    if (change->epoch != last.epoch + 1 || (last.epoch > 0 && change->previous != last.state))
      verdict_.broken(fmt::format("{}: epoch {} from {} follows epoch {} of {}", name, change->epoch,
                                  to_word(change->previous), last.epoch, to_word(last.state)));
    if ((change->state == record::State::master) != change->expires.has_value())
      verdict_.broken(fmt::format("{}: expires_us and {} do not go together", name, to_word(change->state)));
    last = {change->epoch, change->state};
  }
  if (const auto* alive = std::get_if<record::Alive>(&body))
    if (alive->epoch != last.epoch || alive->state != last.state)
      verdict_.broken(fmt::format("{}: an alive of epoch {}, {}, in epoch {}, {}", name, alive->epoch,
                                  to_word(alive->state), last.epoch, to_word(last.state)));
}

}  // namespace vrrp::sim
