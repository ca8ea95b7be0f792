#include "stage/elect/placed.h"

#include <algorithm>
#include <utility>

namespace vrrp::stage {

// After a placement that lasted, the next failure has a new cause, not the obstacle of before.
void Placed::observe(Time now, bool master, bool any_here) {
  if (master && any_here) {
    if (!here_since_) here_since_ = now;
    due_.reset();
    return;
  }
  if (const auto since = std::exchange(here_since_, std::nullopt); since && now - *since >= shortest_pause)
    pause_ = shortest_pause;
  if (!master) due_.reset();
  if (master && !due_) due_ = now + patience;
}

Duration Placed::resign(Time now) {
  due_.reset();
  const Duration pause = pause_;
  retry_ = now + pause;
  pause_ = std::min(2 * pause, longest_pause);
  return pause;
}

// At once, but not again and again: links of the host may come and go all day.
void Placed::host_changed(Time now) {
  if (!retry_) return;
  const Time soonest = last_early_ ? std::max(now, *last_early_ + shortest_pause) : now;
  if (soonest >= *retry_) return;
  retry_ = last_early_ = soonest;
}

bool Placed::retries(Time now) {
  if (!retry_ || now < *retry_) return false;
  retry_.reset();
  return true;
}

}  // namespace vrrp::stage
