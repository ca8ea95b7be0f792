// The addresses of this host, kept up to date by the kernel's changes.
#pragma once

#include <vector>

#include "sys/netlink.h"

namespace vrrp::sys {

// IPv6: not yet known to be ours alone, or known not to be (RFC 4862 section 5.4): nothing may be sent from
// it.
bool is_usable(const HostAddress& address);

// IPv6: known not to be ours alone. The kernel does not answer for it.
bool is_duplicate(const HostAddress& address);

class HostAddresses {
 public:
  // Reads all of them anew.
  Result<> read(Netlink& netlink);
  // True when an address came, went, or became usable or a duplicate (the end of IPv6's duplicate address
  // detection); a renewal of one that is there is no change.
  bool apply(const AddressChange& change);

  const std::vector<HostAddress>& all() const { return addresses_; }

 private:
  std::vector<HostAddress> addresses_;
};

}  // namespace vrrp::sys
