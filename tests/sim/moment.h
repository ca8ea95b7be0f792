// Two kinds of time. A Moment is the world's own; what a node's clock shows then (vrrp::Time) runs a little
// faster or slower and began somewhere else. No stage ever sees a Moment.
#pragma once

#include <chrono>

#include "base/time.h"

namespace vrrp::sim {

struct WorldClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<WorldClock>;
  static constexpr bool is_steady = true;
};
using Moment = WorldClock::time_point;

constexpr Moment never = Moment::max();
constexpr Moment long_ago = Moment(Duration(-24h));  // before any plan begins

// The clock of one node: CLOCK_BOOTTIME there.
class NodeClock {
 public:
  NodeClock() = default;
  NodeClock(Duration offset, int ppm) : offset_(offset), ppm_(ppm) {}

  Time local(Moment at) const {
    const std::int64_t us = at.time_since_epoch().count();
    return Time(offset_ + Duration(us + us * ppm_ / million));
  }
  // The first moment at which it shows this.
  Moment world(Time shown) const {
    const std::int64_t us = (shown.time_since_epoch() - offset_).count();
    Moment at(Duration(us - us * ppm_ / (million + ppm_)));
    while (local(at) < shown) at += Duration(1);
    while (local(at - Duration(1)) >= shown) at -= Duration(1);
    return at;
  }

 private:
  static constexpr std::int64_t million = 1'000'000;
  Duration offset_{1000s};
  int ppm_ = 0;
};

}  // namespace vrrp::sim
