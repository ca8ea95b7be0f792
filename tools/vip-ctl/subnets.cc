#include "subnets.h"

#include <algorithm>
#include <variant>

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

RouteKey key_of(const stage::WideVip& vip) {
  return {vip.link, vip.vip.subnet()};
}

// The longest lifetime of those that share a subnet.
using Lifetimes = std::map<RouteKey, std::optional<std::chrono::seconds>>;

Lifetimes lifetimes_of(const std::vector<HeldVip>& held) {
  Lifetimes all;
  for (const HeldVip& one : held) {
    auto& longest = all[key_of(one.vip)];
    longest = std::max(longest, one.valid);
  }
  return all;
}

Result<> put_route(sys::Netlink& netlink, const stage::WideVip& vip, const Lifetimes& lifetimes) {
  host::RouteRequest wanted{.link = vip.link, .subnet = vip.vip.subnet(), .source = vip.vip.address};
  if (vip.leased) wanted.valid = lifetimes.at(key_of(vip));
  const auto done = netlink.put_route(wanted);
  if (done) return done;
  return fail(done.error().message + "; replies to this subnet are lost until the route is there");
}

Result<> settle_family(sys::Netlink& netlink, Family family, const std::vector<HeldVip>& held,
                       const std::vector<stage::WideVip>& released, std::set<RouteKey>* own) {
  const auto vips = of(family, held), gone = of(family, released);
  if (vips.empty() && gone.empty()) return {};
  const auto routes = netlink.connected_routes(family);
  if (!routes) return std::unexpected(routes.error());
  const stage::RouteSteps steps = stage::subnet_routes(vips, gone, *routes);
  const Lifetimes lifetimes = lifetimes_of(held);
  Result<> result;
  const auto note = [&](const Result<>& done) {
    if (result && !done) result = done;
  };
  for (const host::ConnectedRoute& route : steps.remove) note(netlink.remove_route(route));
  for (const stage::WideVip& vip : steps.put) note(put_route(netlink, vip, lifetimes));
  if (own)
    for (const stage::WideVip& vip : steps.own) own->insert(key_of(vip));
  return result;
}

}  // namespace

Result<> settle_subnets(sys::Netlink& netlink, const std::vector<HeldVip>& held,
                        const std::vector<stage::WideVip>& released, std::set<RouteKey>* own) {
  const Result<> ipv4 = settle_family(netlink, Family::ipv4, held, released, own);
  const Result<> ipv6 = settle_family(netlink, Family::ipv6, held, released, own);
  return ipv4 ? ipv6 : ipv4;
}

void Subnets::hold(const stage::Place& place, int link, const proto::Prefix& vip, Time now,
                   std::chrono::seconds valid) {
  const auto known = held_.find(place);
  if (!vip.is_wide()) {
    if (known != held_.end()) release(place);  // the elector now gives it without a subnet
    return;
  }
  watch_routes();
  const bool first = known == held_.end() || known->second.vip.vip != vip || known->second.vip.link != link;
  if (first && known != held_.end()) release(place);
  const bool to_renew = vip.address.family() == Family::ipv6;
  held_[place] = {{.link = link, .vip = vip, .leased = true, .renewed = to_renew}, now + valid};
  changed_ = changed_ || first || failed_;
}

void Subnets::release(const stage::Place& place) {
  const auto known = held_.find(place);
  if (known == held_.end()) return;
  released_.push_back(known->second.vip);
  held_.erase(known);
  changed_ = true;
}

void Subnets::host_changed(const host::Change& change, const host::View& host) {
  const auto* address = std::get_if<host::AddressChange>(&change);
  if (!address) {
    release_all_but(host);
    changed_ = true;
    return;
  }
  const host::Link* link = host.link(address->address.link);
  if (address->gone && link) release({link->name, address->address.prefix});
  changed_ = changed_ || !is_ours(address->address);
}

void Subnets::release_all_but(const host::View& there) {
  std::set<stage::Place> places;
  for (const host::HostAddress& address : there.addresses())
    if (const host::Link* link = there.link(address.link)) places.insert({link->name, address.prefix});
  std::vector<stage::Place> gone;
  for (const auto& [place, one] : held_)
    if (!places.contains(place)) gone.push_back(place);
  for (const stage::Place& place : gone) release(place);
}

void Subnets::settle(Time now) {
  const bool renewed = std::ranges::any_of(held_, [](const auto& one) { return one.second.vip.renewed; });
  if ((!changed_ && !renewed) || (held_.empty() && released_.empty())) return;
  const std::vector<HeldVip> all = held(now);
  for (auto& [place, one] : held_) one.vip.renewed = false;
  if (!std::exchange(changed_, false)) return say_once(renew(all));
  own_.clear();
  say_once(settle_subnets(netlink_, all, released_, &own_));
  released_.clear();
}

std::vector<HeldVip> Subnets::held(Time now) const {
  std::vector<HeldVip> all;
  for (const auto& [place, one] : held_) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(one.until - now);
    all.push_back({one.vip, std::max<std::chrono::seconds>(left, 1s)});
  }
  return all;
}

Result<> Subnets::renew(const std::vector<HeldVip>& held) {
  const Lifetimes lifetimes = lifetimes_of(held);
  std::set<RouteKey> renewed;
  Result<> result;
  for (const HeldVip& one : held) {
    const RouteKey route = key_of(one.vip);
    if (!one.vip.renewed || !own_.contains(route) || !renewed.insert(route).second) continue;
    const auto done = put_route(netlink_, one.vip, lifetimes);
    if (!done && result) result = done;
  }
  return result;
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
  if (!done && !failed_)
    sys::say(vip_ctl, done.error().message + "; vip-ctl tries again at the next renewal");
  failed_ = !done;
}

}  // namespace vrrp::tools
