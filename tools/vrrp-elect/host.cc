#include "host.h"

#include <linux/if_addr.h>

#include <algorithm>

namespace vrrp::tools {
namespace {

// An address that we put there is some router's VIP, not this host's own.
bool is_own(const sys::HostAddress& address, int link) {
  return address.link == link && address.tag != sys::our_tag && sys::is_usable(address);
}

}  // namespace

Result<Host> Host::open() {
  auto netlink = sys::Netlink::open();
  if (!netlink) return std::unexpected(netlink.error());
  // Before anything is read: what changes meanwhile is told.
  auto monitor = sys::NetMonitor::open();
  if (!monitor) return std::unexpected(monitor.error());
  Host host(std::move(*netlink), std::move(*monitor));
  if (const auto read = host.read(); !read) return std::unexpected(read.error());
  return host;
}

Result<> Host::read() {
  if (const auto read = links_.read(netlink_); !read) return read;
  return addresses_.read(netlink_);
}

Host::Changes Host::drain() {
  Changes changes;
  for (const sys::NetChange& change : monitor_.drain()) {
    if (std::holds_alternative<sys::Overrun>(change)) {
      changes.overrun = true;
    } else if (const auto* link = std::get_if<sys::LinkChange>(&change)) {
      apply(*link, changes);
    } else {
      apply(std::get<sys::AddressChange>(change), changes);
    }
  }
  return changes;
}

void Host::apply(const sys::LinkChange& change, Changes& changes) {
  const sys::Link* known = links_.find(change.link.index);
  if (change.gone || !known || *known != change.link) changes.link_differs = true;
  for (std::string& name : links_.apply(change)) changes.links.insert(std::move(name));
  if (!change.gone) return;
  for (const auto family : {proto::Family::ipv4, proto::Family::ipv6})
    changes.bared.emplace(change.link.index, family);
}

void Host::apply(const sys::AddressChange& change, Changes& changes) {
  if (!addresses_.apply(change)) return;
  const proto::Address& address = change.address.prefix.address;
  const int link = change.address.link;
  if (change.address.tag == sys::our_tag) {
    changes.vips.insert(address);
    return;
  }
  changes.own_addresses = true;
  changes.others.insert(address);
  if (const sys::Link* on = links_.find(link)) changes.links.insert(on->name);
  if (!has_address(link, address.family())) changes.bared.emplace(link, address.family());
}

bool Host::has_address(int link, proto::Family family) const {
  return std::ranges::any_of(addresses_.all(), [&](const sys::HostAddress& address) {
    return is_own(address, link) && address.prefix.address.family() == family;
  });
}

stage::Elector::Addresses Host::addresses(int link) const {
  stage::Elector::Addresses addresses;
  std::vector<proto::Prefix> secondary;
  for (const sys::HostAddress& address : addresses_.all()) {
    if (!sys::is_duplicate(address)) addresses.host.push_back(address.prefix);
    if (!is_own(address, link)) continue;
    ((address.flags & IFA_F_SECONDARY) != 0 ? secondary : addresses.interface).push_back(address.prefix);
  }
  addresses.interface.insert(addresses.interface.end(), secondary.begin(), secondary.end());
  return addresses;
}

}  // namespace vrrp::tools
