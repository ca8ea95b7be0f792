#include "stage/reader_watch.h"

#include <algorithm>

namespace vrrp::stage {

void ReaderWatch::observe(Time now, std::uint64_t total, std::uint64_t unread) {
  // `total` falls if a line was taken back before the reader could see it.
  for (Written& written : unread_) written.upto = std::min(written.upto, total);
  const std::uint64_t known = unread_.empty() ? 0 : unread_.back().upto;
  if (total > known) unread_.push_back({total, now});
  while (!unread_.empty() && unread_.front().upto + unread <= total) unread_.pop_front();
}

std::optional<Time> ReaderWatch::unread_since() const {
  if (unread_.empty()) return std::nullopt;
  return unread_.front().at;
}

}  // namespace vrrp::stage
