#include "stage/elect/vip_interfaces.h"

#include <algorithm>

namespace vrrp::stage {

void track_vip_interfaces(ElectorConfig& config) {
  auto& tracked = config.tracked_interfaces;
  for (const record::Vip& vip : config.vips) {
    if (vip.interface.empty() || vip.interface == config.router.interface) continue;
    const auto known = std::ranges::find(tracked, vip.interface, &ElectorConfig::TrackedInterface::name);
    if (known == tracked.end()) tracked.push_back({.name = vip.interface});
  }
}

}  // namespace vrrp::stage
