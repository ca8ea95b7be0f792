// Points in time and spans of it. Nothing here reads a clock: time is an argument (lib/sys/clock.h reads it).
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vrrp {

using namespace std::chrono_literals;

// Microseconds: fine enough for a skew at 10 ms adverts (PROTOCOL 4.3), coarse enough to print.
using Duration = std::chrono::microseconds;

// CLOCK_BOOTTIME: it does not jump with the wall clock and does not stand still in suspend, so a lease that
// ended while the machine slept has ended. It has no now(), on purpose.
struct BootClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
};
using Time = BootClock::time_point;

// The earliest of several deadlines, each of which may be absent; empty: all are.
inline std::optional<Time> earliest(std::initializer_list<std::optional<Time>> deadlines) {
  std::optional<Time> found;
  for (const std::optional<Time>& each : deadlines)
    if (each && (!found || *each < *found)) found = each;
  return found;
}

// Wall-clock time: it is printed, and it is part of signatures (lib/proto/replay.h). No timer uses it.
using WallTime = std::chrono::sys_time<Duration>;

constexpr std::int64_t to_us(Duration d) {
  return d.count();
}
constexpr std::int64_t to_us(Time t) {
  return t.time_since_epoch().count();
}
constexpr Time time_from_us(std::int64_t us) {
  return Time(Duration(us));
}

// Reads "1s", "100ms", "1.5s", "250us", "2m", "1h": a decimal number and a unit, nothing between them. A bare
// number, a sign, another unit, more digits than a microsecond can hold or more than 1,000 days are errors.
Result<Duration> parse_duration(std::string_view text);

// The shortest exact form that parse_duration reads: 1s, 1500ms -> "1.5s", 100ms, 250us, 0 -> "0s".
std::string format_duration(Duration d);

// RFC 3339 in UTC with microseconds: 2026-11-22T13:08:00.123456Z.
std::string format_rfc3339(WallTime t);
constexpr std::size_t rfc3339_size = 27;
// Writes the same, rfc3339_size bytes, to `to`. A year before 0 is written as 0, and one after 9999 as 9999.
void put_rfc3339(WallTime t, char* to);
// Reads that form, and no other.
Result<WallTime> parse_rfc3339(std::string_view text);

}  // namespace vrrp
