// The kernel's own lease on a VIP, the backstop of ours: what vip-ctl buys, and what vrrp-elect must reckon
// with where vip-ctl can no longer be told anything.
#pragma once

#include <chrono>
#include <optional>

#include "base/time.h"

namespace vrrp::stage {

// What is bought with so much left of our lease.
std::chrono::seconds kernel_lease(Duration left);
// What is bought at this moment of a lease that ends at `until`; empty: it has ended, and nothing is.
std::optional<std::chrono::seconds> kernel_lease(Time now, Time until);

// With less left than this nothing is renewed.
Duration least_to_renew(Duration interval);

// When the longest one ends that a record may buy, whenever it is read, which entitles until `told`.
Time longest_kernel_lease_end(Time told, Duration interval);

}  // namespace vrrp::stage
