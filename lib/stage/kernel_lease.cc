#include "stage/kernel_lease.h"

#include <algorithm>

namespace vrrp::stage {

namespace {

// The kernel counts whole seconds and is up to one second late. Half a second is subtracted, so that its
// expiry stays near the end of the lease. The shortest lifetime is one second.
constexpr Duration kept_back = 500ms;
constexpr std::chrono::seconds least = 1s;

}  // namespace

std::chrono::seconds kernel_lease(Duration left) {
  return std::max(std::chrono::floor<std::chrono::seconds>(left - kept_back), least);
}

std::optional<std::chrono::seconds> kernel_lease(Time now, Time until) {
  if (now >= until) return std::nullopt;
  return kernel_lease(until - now);
}

// A shortened lease (a handover, an offer) must not make the kernel's lease longer. The shortest other lease
// is two intervals (--lease-adverts 2), minus the time from vrrp-elect to vip-ctl.
Duration least_to_renew(Duration interval) {
  return std::min<Duration>(least + kept_back, interval * 19 / 10);
}

// A lifetime of several seconds ends before `told`, by at least the subtracted half second. The shortest
// lifetime, requested at the last possible moment, ends that much after it.
Time longest_kernel_lease_end(Time told, Duration interval) {
  return told + std::max<Duration>(-kept_back, least - least_to_renew(interval));
}

}  // namespace vrrp::stage
