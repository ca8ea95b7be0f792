#include "stage/hold/subnet_route.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace vrrp::stage {
namespace {

using host::ConnectedRoute;
using proto::Family;

using Subnet = std::pair<int, proto::Prefix>;  // on the link with this index
template <class T>
using BySubnet = std::map<Subnet, std::vector<T>>;

Subnet subnet_of(const WideVip& vip) {
  return {vip.link, vip.vip.subnet()};
}

template <class Key, class T>
const std::vector<T>& at(const std::map<Key, std::vector<T>>& all, const Key& key) {
  static const std::vector<T> none;
  const auto found = all.find(key);
  return found == all.end() ? none : found->second;
}

BySubnet<WideVip> by_subnet(const std::vector<WideVip>& vips) {
  BySubnet<WideVip> all;
  for (const WideVip& vip : vips) all[subnet_of(vip)].push_back(vip);
  return all;
}

// Whether the route was made for this VIP of its subnet, and not for another address that another program
// holds. An IPv4 route has the VIP as its source. An IPv6 route has no source, because nothing may be sent
// from a VIP; its lifetime shows it.
bool made_for(const WideVip& vip, const ConnectedRoute& route) {
  if (!is_ours(route)) return false;
  return vip.vip.address.family() == Family::ipv4 ? route.source == vip.vip.address
                                                  : route.leased == vip.leased;
}

bool made_for_any(const std::vector<WideVip>& vips, const ConnectedRoute& route) {
  return std::ranges::any_of(vips, [&](const WideVip& vip) { return made_for(vip, route); });
}

// An index of the routes, so that a host with many routes and VIPs needs only one look-up for each VIP.
struct Routes {
  Routes(const BySubnet<WideVip>& held, const std::vector<ConnectedRoute>& there) {
    for (const ConnectedRoute& route : there) {
      const Subnet subnet{route.link, route.subnet};
      all[subnet].push_back(route);
      if (made_for_any(at(held, subnet), route)) {
        made[subnet].push_back(route);
      } else {
        others[subnet].push_back(route);
        others_of_any_link[route.subnet].push_back(route);
      }
    }
  }

  BySubnet<ConnectedRoute> all{};
  BySubnet<ConnectedRoute> made{};  // for VIPs that are held
  BySubnet<ConnectedRoute> others{};
  std::map<proto::Prefix, std::vector<ConnectedRoute>> others_of_any_link{};
};

// A route of the same subnet on any link is enough: there must be only one. A wider one serves only on the
// VIP's own link, as the neighbours are there.
bool served_by_others(const WideVip& vip, const Routes& routes) {
  const auto lasts = [&](const ConnectedRoute& route) {  // no shorter than the VIP does
    return vip.leased || !is_ours(route) || !route.leased;
  };
  const proto::Prefix subnet = vip.vip.subnet();
  if (std::ranges::any_of(at(routes.others_of_any_link, subnet), lasts)) return true;
  for (std::uint8_t length = 0; length < subnet.length; ++length) {
    const proto::Prefix wider = proto::Prefix{subnet.address, length}.subnet();
    if (std::ranges::any_of(at(routes.others, {vip.link, wider}), lasts)) return true;
  }
  return false;
}

void judge(const WideVip& vip, const Routes& routes, RouteSteps& steps) {
  const std::vector<ConnectedRoute>& made = at(routes.made, subnet_of(vip));
  if (served_by_others(vip, routes)) {
    steps.remove.insert(steps.remove.end(), made.begin(), made.end());
    return;
  }
  steps.own.push_back(vip);
  // Only an IPv6 route has a lifetime of its own.
  const bool to_renew = vip.leased && vip.renewed && vip.vip.address.family() == Family::ipv6;
  if (made.empty() || to_renew) steps.put.push_back(vip);
}

}  // namespace

RouteSteps subnet_routes(const std::vector<WideVip>& held, const std::vector<WideVip>& released,
                         const std::vector<ConnectedRoute>& there) {
  const BySubnet<WideVip> vips = by_subnet(held), gone = by_subnet(released);
  const Routes routes(vips, there);
  RouteSteps steps;
  std::set<Subnet> judged;
  for (WideVip vip : held) {
    const Subnet subnet = subnet_of(vip);
    if (!judged.insert(subnet).second) continue;  // once for each subnet
    vip.renewed = std::ranges::any_of(at(vips, subnet), &WideVip::renewed);
    judge(vip, routes, steps);
  }
  for (const auto& [subnet, its] : gone) {
    if (vips.contains(subnet)) continue;
    for (const ConnectedRoute& route : at(routes.all, subnet))
      if (made_for_any(its, route)) steps.remove.push_back(route);
  }
  return steps;
}

}  // namespace vrrp::stage
