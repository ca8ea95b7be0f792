#include "host.h"

#include "say.h"

namespace vrrp::tools {
namespace {

// An address with our tag is the VIP of a router, not this host's own.
bool is_own(const host::HostAddress& address, int link) {
  return address.link == link && !is_ours(address) && is_usable(address);
}

}  // namespace

Result<Host> Host::open() {
  auto monitor = sys::HostMonitor::open();
  if (!monitor) return std::unexpected(monitor.error());
  Host host(std::move(*monitor));
  const auto all = host.monitor_.read();
  if (!all) return std::unexpected(all.error());
  host.view_.apply(*all);
  return host;
}

Host::Changes Host::drain() {
  Changes changes;
  const auto read = monitor_.drain([&](const host::Change& change) { apply(change, changes); });
  if (!read) tools::say(read.error().message);
  return changes;
}

void Host::apply(const host::Change& change, Changes& changes) {
  const host::News news = view_.apply(change);
  changes.all = changes.all || std::holds_alternative<host::Snapshot>(change);
  changes.link_differs = changes.link_differs || news.link_differs;
  for (const host::News::OfLink& link : news.links) changes.links.insert(link.name);
  for (const host::News::OfAddress& address : news.addresses)
    if (address.differs) apply(address, changes);
  const auto* link = std::get_if<host::LinkChange>(&change);
  if (!link || !link->gone) return;
  for (const auto family : {proto::Family::ipv4, proto::Family::ipv6})
    changes.bared.emplace(link->link.index, family);
}

void Host::apply(const host::News::OfAddress& news, Changes& changes) const {
  const proto::Address& address = news.place.address.address;
  if (is_ours(news.address)) {
    changes.vips.insert(address);
    return;
  }
  changes.own_addresses = true;
  changes.others.insert(address);
  changes.links.insert(news.place.interface);
  const int link = news.address.link;
  if (!has_address(link, address.family())) changes.bared.emplace(link, address.family());
}

bool Host::has_address(int link, proto::Family family) const {
  bool found = false;
  view_.each_address(link, [&](const host::HostAddress& address) {
    found = found || (is_own(address, link) && address.prefix.address.family() == family);
  });
  return found;
}

stage::Elector::Addresses Host::addresses(int link) const {
  stage::Elector::Addresses addresses;
  std::vector<proto::Prefix> last;
  for (const host::HostAddress& address : view_.addresses()) {
    if (!address.duplicate) addresses.host.push_back(address.prefix);
    if (!is_own(address, link)) continue;
    (address.secondary || address.temporary ? last : addresses.interface).push_back(address.prefix);
  }
  addresses.interface.insert(addresses.interface.end(), last.begin(), last.end());
  return addresses;
}

}  // namespace vrrp::tools
