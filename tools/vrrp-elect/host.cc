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
      for (std::string& name : links_.apply(*link)) changes.links.insert(std::move(name));
    } else if (const auto& address = std::get<sys::AddressChange>(change); addresses_.apply(address)) {
      if (address.address.tag == sys::our_tag) {
        changes.vips.insert(address.address.prefix.address);
        continue;
      }
      changes.own_addresses = true;
      if (const sys::Link* on = links_.find(address.address.link)) changes.links.insert(on->name);
    }
  }
  return changes;
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
    addresses.host.push_back(address.prefix);
    if (!is_own(address, link)) continue;
    ((address.flags & IFA_F_SECONDARY) != 0 ? secondary : addresses.interface).push_back(address.prefix);
  }
  addresses.interface.insert(addresses.interface.end(), secondary.begin(), secondary.end());
  return addresses;
}

}  // namespace vrrp::tools
