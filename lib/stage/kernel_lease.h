// The kernel's own lease on a VIP, the backstop of ours: vip-ctl requests it, and vrrp-elect must allow for
// it if it can no longer reach vip-ctl.
#pragma once

#include <chrono>
#include <optional>

#include "base/time.h"

namespace vrrp::stage {

// The lifetime to request if this much of our lease is left.
std::chrono::seconds kernel_lease(Duration left);
// The lifetime to request now for a lease that ends at `until`; empty: it has ended.
std::optional<std::chrono::seconds> kernel_lease(Time now, Time until);

// If less than this is left, nothing is renewed.
Duration least_to_renew(Duration interval);

// The latest end of a kernel lease that a record with a lease until `told` may cause, whenever it is read.
Time longest_kernel_lease_end(Time told, Duration interval);

}  // namespace vrrp::stage
