// The connected route to a wide VIP's subnet: 10.0.0.0/24 for 10.0.0.3/24.
//
// The kernel makes none for a VIP, because the one that it makes can end together with a lease, under the
// host's own address too (placement.h). So it is made here, and only where the host has none: there is
// exactly one before, while and after the VIP is held, from whichever address gives it.
#pragma once

#include <optional>
#include <vector>

#include "host/route.h"

namespace vrrp::stage {

struct WideVip {
  int link = 0;
  proto::Prefix vip{};
  bool leased = false;
  bool renewed = false;  // since it was looked at last

  friend bool operator==(const WideVip&, const WideVip&) = default;
};

struct RouteSteps {
  std::vector<host::ConnectedRoute> remove{};
  std::vector<WideVip> put{};  // make, or renew, the route to its subnet
  std::vector<WideVip> own{};  // the route to its subnet is ours, after these steps; one VIP for each subnet
};

// What makes the routes right: `held` are there, `released` have just gone.
RouteSteps subnet_routes(const std::vector<WideVip>& held, const std::vector<WideVip>& released,
                         const std::vector<host::ConnectedRoute>& there);

}  // namespace vrrp::stage
