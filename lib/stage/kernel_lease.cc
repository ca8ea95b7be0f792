#include "stage/kernel_lease.h"

#include <algorithm>

namespace vrrp::stage {

// The kernel counts whole seconds and is late by up to one: half a second is kept back, so that its expiry
// stays a backstop near the lease's end.
std::chrono::seconds kernel_lease(Duration left) {
  return std::max<std::chrono::seconds>(std::chrono::floor<std::chrono::seconds>(left - 500ms), 1s);
}

// A lease that was shortened (a handover, an offer) must not make the kernel's longer. The shortest one that
// was not is two intervals (--lease-adverts 2), less the way from vrrp-elect to vip-ctl.
Duration least_to_renew(Duration interval) {
  return std::min<Duration>(1500ms, interval * 19 / 10);
}

}  // namespace vrrp::stage
