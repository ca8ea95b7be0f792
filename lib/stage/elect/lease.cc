#include "stage/elect/lease.h"

#include <algorithm>
#include <utility>

#include "stage/kernel_lease.h"

namespace vrrp::stage {

Lease::News Lease::answered(bool accepted, const std::string& error) {
  if (accepted) return std::exchange(refusal_, std::nullopt) ? News::leave_again : News::none;
  return std::exchange(refusal_, error) == error ? News::none : News::refused;
}

void Lease::end_by(Time end) {
  end_ = std::min(*end_, end);
}

void Lease::told() {
  longest_told_ = std::max(longest_told_, end_);
}

Time Lease::last_kernel_end(Duration interval) const {
  return longest_told_ ? longest_kernel_lease_end(*longest_told_, interval) : Time{};
}

}  // namespace vrrp::stage
