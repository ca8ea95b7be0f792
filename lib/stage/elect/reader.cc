#include "stage/elect/reader.h"

#include <algorithm>
#include <utility>

namespace vrrp::stage {
namespace {

constexpr Duration least_patience = 1500ms;
constexpr Duration vanished_patience = 500ms;

}  // namespace

bool Reader::observe(Time now, bool lost, std::uint64_t total, std::optional<std::uint64_t> unread) {
  known_ = unread.has_value();
  watch_.observe(now, total, unread.value_or(0));
  return lost && !std::exchange(lost_, true);
}

Duration Reader::patience() const {
  return vip_vanished_ ? vanished_patience : std::max(3 * interval_, least_patience);
}

bool Reader::is_stalled(Time now) const {
  const auto due = deadline();
  return due && now >= *due;
}

std::optional<Time> Reader::deadline() const {
  const auto since = unread_since();
  if (!since || !can_be_judged()) return std::nullopt;
  return *since + patience();
}

}  // namespace vrrp::stage
