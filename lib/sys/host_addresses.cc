#include "sys/host_addresses.h"

#include <algorithm>

namespace vrrp::sys {

Result<> HostAddresses::read(Netlink& netlink) {
  auto addresses = netlink.addresses();
  if (!addresses) return std::unexpected(addresses.error());
  addresses_ = std::move(*addresses);
  return {};
}

bool HostAddresses::apply(const AddressChange& change) {
  const auto known = std::ranges::find_if(addresses_, [&](const HostAddress& address) {
    return address.link == change.address.link && address.prefix == change.address.prefix;
  });
  const bool here = known != addresses_.end();
  if (change.gone && here) addresses_.erase(known);
  if (!change.gone && here) *known = change.address;
  if (!change.gone && !here) addresses_.push_back(change.address);
  return change.gone == here;
}

}  // namespace vrrp::sys
