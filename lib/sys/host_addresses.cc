#include "sys/host_addresses.h"

#include <linux/if_addr.h>

#include <algorithm>

namespace vrrp::sys {

bool is_usable(const HostAddress& address) {
  const bool in_doubt = (address.flags & IFA_F_TENTATIVE) != 0 && (address.flags & IFA_F_OPTIMISTIC) == 0;
  return !in_doubt && !is_duplicate(address);
}

bool is_duplicate(const HostAddress& address) {
  return (address.flags & IFA_F_DADFAILED) != 0;
}

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
  const bool doubt_over = !change.gone && here &&
                          (is_usable(*known) != is_usable(change.address) ||
                           is_duplicate(*known) != is_duplicate(change.address));
  if (change.gone && here) addresses_.erase(known);
  if (!change.gone && here) *known = change.address;
  if (!change.gone && !here) addresses_.push_back(change.address);
  return change.gone == here || doubt_over;
}

}  // namespace vrrp::sys
