#include "sys/clock.h"

#include <ctime>

namespace vrrp::sys {
namespace {

Duration read(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return std::chrono::duration_cast<Duration>(std::chrono::seconds(t.tv_sec) +
                                              std::chrono::nanoseconds(t.tv_nsec));
}

}  // namespace

Time now() {
  return Time(read(CLOCK_BOOTTIME));
}
WallTime wall_now() {
  return WallTime(read(CLOCK_REALTIME));
}

}  // namespace vrrp::sys
