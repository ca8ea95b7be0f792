#include "stage/elect/own_advert.h"

#include <algorithm>

namespace vrrp::stage {
namespace {

using proto::Address;
using proto::Family;
using proto::Prefix;

bool is_vip(const ElectorConfig& config, const Address& address) {
  return std::ranges::any_of(config.vips,
                             [&](const record::Vip& vip) { return vip.address.address == address; });
}

bool can_be_own(const ElectorConfig& config, const Address& address) {
  return address.family() == *config.router.family &&
         (config.priority == proto::priority_owner || !is_vip(config, address));
}

bool wants_link_local(const ElectorConfig& config) {
  return *config.router.family == Family::ipv6 &&
         (config.peers.empty() || std::ranges::all_of(config.peers, &Address::is_link_local));
}

// An address that could be the source if it were not a VIP: mostly the only address of this host, given as
// --vip by mistake.
const Prefix* vip_in_the_way(const ElectorConfig& config, const std::vector<Prefix>& interface) {
  const auto found = std::ranges::find_if(interface, [&](const Prefix& prefix) {
    const Address& address = prefix.address;
    return address.family() == *config.router.family && is_vip(config, address) &&
           address.is_link_local() == wants_link_local(config);
  });
  return found == interface.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Address> choose_source(const ElectorConfig& config, const std::vector<Prefix>& interface,
                                     const std::vector<Prefix>& host) {
  const bool link_local = wants_link_local(config);
  const auto fits = [&](const Prefix& prefix) {
    const Address& address = prefix.address;
    if (!can_be_own(config, address)) return false;
    return config.source ? address == *config.source
                         : address.is_link_local() == link_local && !address.is_loopback();
  };
  const auto& among = config.source && !config.peers.empty() ? host : interface;
  auto found = std::ranges::find_if(
      among, [&](const Prefix& each) { return fits(each) && !is_vip(config, each.address); });
  if (found == among.end()) found = std::ranges::find_if(among, fits);
  return found == among.end() ? std::nullopt : std::optional(found->address);
}

std::string missing_source(const ElectorConfig& config, const std::vector<Prefix>& on_interface) {
  const std::string& interface = config.router.interface;
  if (config.source) {
    const std::string source = "--source " + config.source->text();
    if (!can_be_own(config, *config.source))
      return source + " is a --vip; only the owner, priority 255, can send from it";
    return source + " is not on " + (config.peers.empty() ? interface : "this host");
  }
  if (const Prefix* vip = vip_in_the_way(config, on_interface))
    return vip->address.text() + " on " + interface +
           " is a --vip and cannot be the source of adverts below priority 255; add another address to " +
           interface + ", or set --priority 255 if this host owns " + vip->address.text();
  if (wants_link_local(config)) return interface + " has no link-local address to send adverts from";
  if (*config.router.family == Family::ipv6)
    return interface + " has no IPv6 address besides link-local ones and the VIPs to send adverts from";
  return interface + " has no IPv4 address besides the VIPs to send adverts from";
}

std::vector<Address> own_addresses(const ElectorConfig& config, const std::vector<Prefix>& interface) {
  std::vector<Address> own;
  for (const Prefix& prefix : interface)
    if (can_be_own(config, prefix.address)) own.push_back(prefix.address);
  return own;
}

std::vector<Address> martian_sources(const ElectorConfig& config, const std::vector<Prefix>& host) {
  if (*config.router.family == Family::ipv6 || config.priority == proto::priority_owner) return {};
  std::vector<Address> held;
  for (const record::Vip& vip : config.vips)
    if (vip.address.address.family() == Family::ipv4 && proto::contains(host, vip.address.address))
      held.push_back(vip.address.address);
  return held;
}

std::vector<Address> advertised(const ElectorConfig& config) {
  std::vector<Address> addresses;
  for (const record::Vip& vip : config.vips)
    if (!vip.excluded && vip.address.address.family() == *config.router.family)
      addresses.push_back(vip.address.address);
  std::ranges::stable_partition(addresses, &Address::is_link_local);
  return addresses;
}

proto::Advert own_advert(const ElectorConfig& config, std::uint8_t priority,
                         const std::vector<Address>& advertised, const Address& source) {
  proto::Advert advert{.version = config.version,
                       .vrid = *config.router.vrid,
                       .priority = priority,
                       .interval = config.interval,
                       .auth_type = config.auth_type,
                       .auth_data = config.auth_data,
                       .addresses = advertised};
  if (advert.addresses.empty() && config.version == 3) advert.addresses.push_back(source);
  return advert;
}

}  // namespace vrrp::stage
