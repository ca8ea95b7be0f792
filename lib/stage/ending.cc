#include "stage/ending.h"

#include <algorithm>

#include "base/exit_status.h"

namespace vrrp::stage {
namespace {

constexpr Duration shortest_patience = 1s;
constexpr Duration second_signal_after =
    500ms;  // closer ones are one signal: systemd and a shell both send it

}  // namespace

void Ending::heard(const record::StateChange& change) {
  routers_[change.router] = {change.state, change.reason};
  longest_interval_ = std::max(longest_interval_, change.interval);
}

void Ending::signal(Time now) {
  if (!first_signal_)
    first_signal_ = now;
  else if (now - *first_signal_ >= second_signal_after)
    insisted_ = true;
}

bool Ending::track_ended() const {
  return std::ranges::any_of(routers_, [](const auto& entry) {
    return entry.second.state == record::State::init && entry.second.reason == record::Reason::track_ended;
  });
}

// The `init` at the start of a router does not mean that it has left.
bool Ending::all_left_in_order() const {
  return !empty_ && std::ranges::all_of(routers_, [](const auto& entry) {
    const auto& [state, reason] = entry.second;
    return state == record::State::init && reason != record::Reason::startup &&
           reason != record::Reason::track_ended;
  });
}

std::optional<int> Ending::verdict(Time now) const {
  if (reader_lost_) return exit_status::neighbour_died;
  if (end_of_input_)
    return all_left_in_order() || first_signal_ ? exit_status::done : exit_status::neighbour_died;
  if (insisted_ || (first_signal_ && now >= *deadline())) return exit_status::done;
  return std::nullopt;
}

std::optional<Time> Ending::deadline() const {
  if (!first_signal_) return std::nullopt;
  return *first_signal_ + std::max(3 * longest_interval_, shortest_patience);
}

}  // namespace vrrp::stage
