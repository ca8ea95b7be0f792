#include "stage/elect/written.h"

#include <utility>

namespace vrrp::stage {
namespace {

constexpr Duration alive_pause = 1s;

}  // namespace

record::State Written::change(Time now, record::State state, record::Reason reason) {
  reason_ = reason;
  ++epoch_;
  next_alive_ = state == record::State::master ? std::nullopt : std::optional(next_turn(now));
  return std::exchange(state_, state);
}

bool Written::take_alive_turn(Time now) {
  if (!next_alive_ || now < *next_alive_) return false;
  next_alive_ = next_turn(now);
  return true;
}

// Alone: a second later. Of several: the next second, counted from the host's start, that is ours.
Time Written::next_turn(Time now) const {
  const auto [index, of] = turn_;
  if (of == 1) return now + alive_pause;
  const std::int64_t turn = to_us(alive_pause), round = turn * static_cast<std::int64_t>(of);
  const std::int64_t ours = turn * static_cast<std::int64_t>(index);
  const std::int64_t into_round = (to_us(now) - ours) % round;
  return now + Duration(round - into_round);
}

}  // namespace vrrp::stage
