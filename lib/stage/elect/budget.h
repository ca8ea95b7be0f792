// How much a process writes because of what other hosts send: forged adverts must not fill a disk.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace vrrp::stage {

// 32 in a second at first. Each second that uses up its share halves the next one's, down to one; each that
// does not doubles it, up to 32.
class Budget {
 public:
  // May one more be written? A refused one is counted.
  bool take(Time now);
  // How many were refused, a minute after the first of them: then they are counted anew. Empty: none was, or
  // the minute is not over.
  std::optional<std::uint64_t> summary(Time now);
  std::optional<Time> deadline() const;  // of the summary

 private:
  void begin_second(Time now);

  static constexpr std::uint32_t most = 32;
  std::uint32_t share_ = most;  // of this second
  std::uint32_t used_ = 0;
  std::optional<Time> second_began_;
  std::uint64_t refused_ = 0;
  std::optional<Time> refused_since_;
};

}  // namespace vrrp::stage
