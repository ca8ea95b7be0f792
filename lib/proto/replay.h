// The place of a signed advert in time, as one number that its sender only increases, so that an advert is
// not accepted twice: UTC seconds (32 bits), 2^-16 seconds (16 bits), a counter (16 bits). It comes from the
// clock, so a sender that restarts needs no memory. Numbers compare as in RFC 1982: the seconds may wrap.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "proto/address.h"

namespace vrrp::proto {

using TimeSequence = std::uint64_t;

TimeSequence sequence_at(WallTime now);

// RFC 1982 section 3.2. Two numbers that are half the circle apart have no order: false both ways.
bool comes_after(TimeSequence left, TimeSequence right);

// How far a number is behind our own clock; negative: ahead of it.
std::chrono::seconds age_of(TimeSequence sequence, WallTime now);

// How far from our own clock a number may be. Empty: any distance, for hosts without a common clock.
using TimeWindow = std::optional<std::chrono::seconds>;

bool is_within(TimeWindow window, TimeSequence sequence, WallTime now);

class SequenceSource {
 public:
  // The clock, or one more than the last number if the clock has not moved on. If the clock was set back by
  // more than the window, it starts again from the clock, because no receiver would accept a number that far
  // ahead.
  TimeSequence next(WallTime now, TimeWindow window);

 private:
  std::optional<TimeSequence> last_{};
};

// The highest number of each of the senders that were heard last.
class ReplayMarks {
 public:
  explicit ReplayMarks(std::size_t senders) : most_(senders) {}

  // Call it only with numbers from a good signature: others must not move a mark or push one out. False:
  // heard before. A mark outside the window does not count any more: it comes from a clock that was wrong.
  bool raise(const Address& sender, TimeSequence sequence, WallTime now, TimeWindow window);

 private:
  struct Mark {
    Address sender{};
    TimeSequence highest = 0;
  };
  std::size_t most_;
  std::vector<Mark> marks_{};  // the one heard last comes last
};

}  // namespace vrrp::proto
