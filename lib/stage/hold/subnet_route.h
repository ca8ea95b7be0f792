// The connected route to a wide VIP's subnet: 10.0.0.0/24 for 10.0.0.3/24.
//
// We do not let the kernel make it, because such a route can end together with a lease, even if the host's
// own address needs it too (placement.h). So it is made here, and only if the host has none: exactly one
// exists before, while and after the VIP is held.
#pragma once

#include <optional>
#include <vector>

#include "host/route.h"

namespace vrrp::stage {

struct WideVip {
  int link = 0;
  proto::Prefix vip{};
  bool leased = false;
  bool renewed = false;  // since the last look

  friend bool operator==(const WideVip&, const WideVip&) = default;
};

struct RouteSteps {
  std::vector<host::ConnectedRoute> remove{};
  std::vector<WideVip> put{};  // make, or renew, the route to its subnet
  std::vector<WideVip> own{};  // the route to its subnet is ours, after these steps; one VIP for each subnet
};

// The steps to the right routes: the VIPs `held` are there, those in `released` have just been removed.
RouteSteps subnet_routes(const std::vector<WideVip>& held, const std::vector<WideVip>& released,
                         const std::vector<host::ConnectedRoute>& there);

}  // namespace vrrp::stage
