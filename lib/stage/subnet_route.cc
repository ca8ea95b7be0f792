#include "stage/subnet_route.h"

#include <algorithm>

namespace vrrp::stage {
namespace {

using proto::Family;

bool same_subnet(const WideVip& a, const WideVip& b) {
  return a.link == b.link && a.vip.subnet() == b.vip.subnet();
}

// Whether the route is the one that was made for this VIP, and not for another that somebody else holds: an
// IPv4 route has the VIP as its source; an IPv6 route has none, since nothing may leave from a VIP, and is
// told by its lifetime.
bool made_for(const WideVip& vip, const ConnectedRoute& route) {
  if (!route.ours || route.link != vip.link || route.subnet != vip.vip.subnet()) return false;
  return vip.vip.address.family() == Family::ipv4 ? route.source == vip.vip.address
                                                  : route.leased == vip.leased;
}

bool made_for_any(const std::vector<WideVip>& vips, const ConnectedRoute& route) {
  return std::ranges::any_of(vips, [&](const WideVip& vip) { return made_for(vip, route); });
}

// A route of the same subnet serves from any link: there is to be one. A wider one serves only on the VIP's
// own link, as the neighbours are there.
bool serves(const ConnectedRoute& route, const WideVip& vip) {
  const proto::Prefix subnet = vip.vip.subnet();
  if (route.ours && route.leased && !vip.leased) return false;  // it goes before the VIP does
  return route.subnet == subnet || (route.link == vip.link && route.subnet.covers(subnet));
}

bool served_by_others(const std::vector<WideVip>& held, const WideVip& vip,
                      const std::vector<ConnectedRoute>& there) {
  return std::ranges::any_of(
      there, [&](const ConnectedRoute& route) { return serves(route, vip) && !made_for_any(held, route); });
}

void judge(const std::vector<WideVip>& held, const WideVip& vip, const std::vector<ConnectedRoute>& there,
           RouteSteps& steps) {
  const bool others = served_by_others(held, vip, there);
  bool made = false;
  for (const ConnectedRoute& route : there) {
    if (!made_for_any(held, route) || route.link != vip.link || route.subnet != vip.vip.subnet()) continue;
    made = true;
    if (others) steps.remove.push_back(route);
  }
  if (others) return;
  // Only an IPv6 route has a lifetime of its own.
  const bool to_renew = vip.leased && vip.renewed && vip.vip.address.family() == Family::ipv6;
  if (!made || to_renew) steps.put.push_back(vip);
}

}  // namespace

RouteSteps subnet_routes(const std::vector<WideVip>& held, const std::vector<WideVip>& released,
                         const std::vector<ConnectedRoute>& there) {
  RouteSteps steps;
  for (auto vip = held.begin(); vip != held.end(); ++vip) {
    const auto is_its_subnet = [&](const WideVip& other) { return same_subnet(other, *vip); };
    if (std::any_of(held.begin(), vip, is_its_subnet)) continue;  // judged once for each subnet
    WideVip first = *vip;
    first.renewed = std::any_of(vip, held.end(),
                                [&](const WideVip& other) { return is_its_subnet(other) && other.renewed; });
    judge(held, first, there, steps);
  }
  for (const WideVip& vip : released) {
    if (std::ranges::any_of(held, [&](const WideVip& other) { return same_subnet(other, vip); })) continue;
    for (const ConnectedRoute& route : there)
      if (made_for(vip, route) && std::ranges::count(steps.remove, route) == 0) steps.remove.push_back(route);
  }
  return steps;
}

}  // namespace vrrp::stage
