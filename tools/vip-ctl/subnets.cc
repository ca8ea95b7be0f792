#include "subnets.h"

#include <algorithm>

#include "options.h"
#include "sys/say.h"

namespace vrrp::tools {
namespace {

using proto::Family;

Family family_of(const stage::WideVip& vip) {
  return vip.vip.address.family();
}

std::vector<stage::WideVip> of(Family family, const std::vector<stage::WideVip>& all) {
  std::vector<stage::WideVip> found;
  std::ranges::copy_if(all, std::back_inserter(found),
                       [&](const stage::WideVip& vip) { return family_of(vip) == family; });
  return found;
}

std::vector<stage::WideVip> of(Family family, const std::vector<HeldVip>& all) {
  std::vector<stage::WideVip> found;
  for (const HeldVip& held : all)
    if (family_of(held.vip) == family) found.push_back(held.vip);
  return found;
}

stage::ConnectedRoute fact(const sys::ConnectedRoute& route) {
  return {.link = route.link,
          .subnet = route.subnet,
          .source = route.source,
          .ours = route.protocol == sys::our_tag,
          .leased = route.leased};
}

sys::ConnectedRoute ours(const stage::ConnectedRoute& route) {
  return {.link = route.link, .subnet = route.subnet, .source = route.source, .protocol = sys::our_tag};
}

// The longest lifetime of those that share the subnet.
sys::RouteRequest request(const stage::WideVip& vip, const std::vector<HeldVip>& held) {
  sys::RouteRequest wanted{.link = vip.link, .subnet = vip.vip.subnet(), .source = vip.vip.address};
  for (const HeldVip& one : held)
    if (vip.leased && one.vip.link == vip.link && one.vip.vip.subnet() == wanted.subnet)
      wanted.valid = std::max(wanted.valid, one.valid);
  return wanted;
}

Result<> settle_family(sys::Netlink& netlink, Family family, const std::vector<HeldVip>& held,
                       const std::vector<stage::WideVip>& released) {
  const auto vips = of(family, held), gone = of(family, released);
  if (vips.empty() && gone.empty()) return {};
  const auto routes = netlink.connected_routes(family);
  if (!routes) return std::unexpected(routes.error());
  std::vector<stage::ConnectedRoute> there;
  for (const sys::ConnectedRoute& route : *routes) there.push_back(fact(route));
  const stage::RouteSteps steps = stage::subnet_routes(vips, gone, there);
  Result<> result;
  const auto note = [&](const Result<>& done) {
    if (result && !done) result = done;
  };
  for (const stage::ConnectedRoute& route : steps.remove) note(netlink.remove_route(ours(route)));
  for (const stage::WideVip& vip : steps.put) note(netlink.put_route(request(vip, held)));
  return result;
}

}  // namespace

Result<> settle_subnets(sys::Netlink& netlink, const std::vector<HeldVip>& held,
                        const std::vector<stage::WideVip>& released) {
  const Result<> ipv4 = settle_family(netlink, Family::ipv4, held, released);
  const Result<> ipv6 = settle_family(netlink, Family::ipv6, held, released);
  return ipv4 ? ipv6 : ipv4;
}

void Subnets::hold(const stage::Place& place, int link, const proto::Prefix& vip, Time now,
                   std::chrono::seconds valid) {
  const auto known = held_.find(place);
  if (!vip.is_wide()) {
    if (known != held_.end()) release(place);  // the elector has it without a subnet now
    return;
  }
  watch_routes();
  const bool first = known == held_.end() || known->second.vip.vip != vip || known->second.vip.link != link;
  if (first && known != held_.end()) release(place);
  const bool to_renew = vip.address.family() == Family::ipv6;
  held_[place] = {{.link = link, .vip = vip, .leased = true, .renewed = to_renew}, now + valid};
  changed_ = changed_ || first || to_renew || failed_;
}

void Subnets::release(const stage::Place& place) {
  const auto known = held_.find(place);
  if (known == held_.end()) return;
  released_.push_back(known->second.vip);
  held_.erase(known);
  changed_ = true;
}

void Subnets::settle(Time now) {
  if (!changed_ || (held_.empty() && released_.empty())) return;
  changed_ = false;
  std::vector<HeldVip> held;
  for (auto& [place, one] : held_) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(one.until - now);
    held.push_back({one.vip, std::max<std::chrono::seconds>(left, 1s)});
    one.vip.renewed = false;
  }
  say_once(settle_subnets(netlink_, held, released_));
  released_.clear();
}

void Subnets::watch_routes() {
  if (monitor_) return;
  auto monitor = sys::RouteMonitor::open();
  if (monitor)
    monitor_ = std::move(*monitor);
  else
    say_once(std::unexpected(monitor.error()));
}

void Subnets::say_once(const Result<>& done) {
  if (!done && !failed_) sys::say(vip_ctl, done.error().message);
  failed_ = !done;
}

}  // namespace vrrp::tools
