// How many lines that are no records are reported: a writer of junk must not fill a disk with messages.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/time.h"

namespace vrrp::program {

// The first eight of a second one by one, the rest together, when that second is over and another line comes.
class SkippedLines {
 public:
  // How many more were skipped, if it is time to report it. Ask it before `reports`, and at the end of input.
  std::optional<std::uint64_t> rest(Time now, bool at_end = false) {
    if (rest_ == 0 || (!at_end && now - second_began_ < 1s)) return std::nullopt;
    return std::exchange(rest_, 0);
  }
  // Whether this one is reported by itself.
  bool reports(Time now) {
    if (!begun_ || now - second_began_ >= 1s) {
      begun_ = true;
      second_began_ = now;
      reported_ = 0;
    }
    if (reported_ < one_by_one) return ++reported_, true;
    ++rest_;
    return false;
  }

 private:
  static constexpr int one_by_one = 8;
  bool begun_ = false;
  Time second_began_{};
  int reported_ = 0;  // in this second
  std::uint64_t rest_ = 0;
};

}  // namespace vrrp::program
