#include "proto/replay.h"

#include <algorithm>

namespace vrrp::proto {
namespace {

std::uint32_t seconds_of(TimeSequence sequence) {
  return static_cast<std::uint32_t>(sequence >> 32);
}

}  // namespace

TimeSequence sequence_at(WallTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto second = static_cast<std::uint32_t>(seconds.time_since_epoch().count());
  const auto fraction = static_cast<std::uint64_t>((now - seconds).count()) * 65'536 / 1'000'000;
  return std::uint64_t{second} << 32 | fraction << 16;
}

bool comes_after(TimeSequence left, TimeSequence right) {
  return static_cast<std::int64_t>(left - right) > 0;
}

std::chrono::seconds age_of(TimeSequence sequence, WallTime now) {
  const std::uint32_t age = seconds_of(sequence_at(now)) - seconds_of(sequence);  // across a wrap too
  return std::chrono::seconds(static_cast<std::int32_t>(age));
}

bool is_within(TimeWindow window, TimeSequence sequence, WallTime now) {
  if (!window) return true;
  const std::chrono::seconds age = age_of(sequence, now);
  return -*window <= age && age <= *window;
}

TimeSequence SequenceSource::next(WallTime now, TimeWindow window) {
  const TimeSequence clock = sequence_at(now);
  const bool last_binds = last_ && !comes_after(clock, *last_) && is_within(window, *last_, now);
  last_ = last_binds ? *last_ + 1 : clock;
  return *last_;
}

bool ReplayMarks::raise(const Address& sender, TimeSequence sequence, WallTime now, TimeWindow window) {
  const auto known = std::ranges::find(marks_, sender, &Mark::sender);
  if (known != marks_.end()) {
    if (is_within(window, known->highest, now) && !comes_after(sequence, known->highest)) return false;
    marks_.erase(known);
  } else if (marks_.size() >= most_) {
    marks_.erase(marks_.begin());
  }
  marks_.push_back({sender, sequence});
  return true;
}

}  // namespace vrrp::proto
