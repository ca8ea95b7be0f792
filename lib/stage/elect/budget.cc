#include "stage/elect/budget.h"

#include <algorithm>
#include <utility>

namespace vrrp::stage {
namespace {

constexpr Duration summary_after = 60s;

}  // namespace

bool Budget::take(Time now) {
  begin_second(now);
  if (used_ < share_) return ++used_, true;
  if (!refused_since_) refused_since_ = now;
  ++refused_;
  return false;
}

void Budget::begin_second(Time now) {
  if (!second_began_) second_began_ = now;
  auto seconds = (now - *second_began_) / 1s;
  if (seconds <= 0) return;
  *second_began_ += seconds * 1s;
  if (std::exchange(used_, 0) >= share_) {
    share_ = std::max(share_ / 2, 1u);
    --seconds;
  }
  for (; seconds > 0 && share_ < most; --seconds) share_ = std::min(2 * share_, most);
}

std::optional<std::uint64_t> Budget::summary(Time now) {
  const auto due = deadline();
  if (!due || now < *due) return std::nullopt;
  refused_since_.reset();
  return std::exchange(refused_, 0);
}

std::optional<Time> Budget::deadline() const {
  return refused_since_ ? std::optional(*refused_since_ + summary_after) : std::nullopt;
}

}  // namespace vrrp::stage
