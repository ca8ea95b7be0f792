// How long a master may hold its VIPs (rule 1 of lib/stage/README.md), and what it told its reader of that.
//
// Each advert that leaves allows it for some intervals, counted from before the advert was sent. A handover
// or an offer sets another end: from priority 0 on the peers wait no longer than their skew time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace vrrp::stage {

class Lease {
 public:
  // ---- the adverts
  // What the system answered to the last one, if that is news to a person.
  enum class News : std::uint8_t { none, refused, leave_again };
  News answered(bool accepted, const std::string& error);
  // The last advert was refused, as far as we know.
  bool refused() const { return refusal_.has_value(); }
  // One left, and the clock was read `before` that.
  void advert_left(Time before, Duration length) { by_adverts_ = before + length; }
  // Until when the last advert that left allows to hold.
  std::optional<Time> by_adverts() const { return by_adverts_; }

  // ---- its end; empty: it does not hold
  std::optional<Time> end() const { return end_; }
  bool is_over(Time now) const { return end_ && now >= *end_; }
  void end_with_adverts() { end_ = by_adverts_; }
  void end_at(Time end) { end_ = end; }
  void end_by(Time end);  // no later than that
  void clear() { end_.reset(); }

  // ---- what the reader was told
  // The first record of a mastership says when this lease ends; a later record says so.
  void told_first() { longest_told_ = end_; }
  void told();
  // When the longest of the kernel's own leases ends that those records may have bought. A lease is bought
  // when a record is read, and the newest record can be shorter than one before it: that of a handover.
  Time last_kernel_end(Duration interval) const;

 private:
  std::optional<std::string> refusal_;
  std::optional<Time> by_adverts_;
  std::optional<Time> end_;
  std::optional<Time> longest_told_;  // in this mastership
};

}  // namespace vrrp::stage
