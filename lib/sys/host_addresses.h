// The addresses of this host, kept up to date by the kernel's changes.
#pragma once

#include <vector>

#include "sys/netlink.h"

namespace vrrp::sys {

class HostAddresses {
 public:
  // Reads all of them anew.
  Result<> read(Netlink& netlink);
  // True when an address came or went; a renewal of one that is there is no change.
  bool apply(const AddressChange& change);

  const std::vector<HostAddress>& all() const { return addresses_; }

 private:
  std::vector<HostAddress> addresses_;
};

}  // namespace vrrp::sys
