// The interfaces that carry VIPs, besides the router's own.
#pragma once

#include "stage/elect/elector_config.h"

namespace vrrp::stage {

// A VIP does not serve clients while its interface is down. So each interface that carries one is tracked
// with weight 0, unless --track-interface names it (with any weight) or it is the router's own, which is
// watched anyway.
void track_vip_interfaces(ElectorConfig& config);

}  // namespace vrrp::stage
