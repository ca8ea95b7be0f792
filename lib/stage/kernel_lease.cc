#include "stage/kernel_lease.h"

#include <algorithm>

namespace vrrp::stage {

namespace {

// The kernel counts whole seconds and is late by up to one: half a second is kept back, so that its expiry
// stays a backstop near the lease's end. One second is the least that it can be given.
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

// A lease that was shortened (a handover, an offer) must not make the kernel's longer. The shortest one that
// was not is two intervals (--lease-adverts 2), less the way from vrrp-elect to vip-ctl.
Duration least_to_renew(Duration interval) {
  return std::min<Duration>(least + kept_back, interval * 19 / 10);
}

// Whoever buys whole seconds ends before `told` by what is kept back, at the latest. Whoever buys the least
// one, in the last moment in which anything is bought, ends so much after it.
Time longest_kernel_lease_end(Time told, Duration interval) {
  return told + std::max<Duration>(-kept_back, least - least_to_renew(interval));
}

}  // namespace vrrp::stage
