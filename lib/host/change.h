// A change of this host's links or addresses, as the kernel reports it.
#pragma once

#include <variant>
#include <vector>

#include "host/address.h"
#include "host/link.h"

namespace vrrp::host {

struct LinkChange {
  Link link{};
  bool gone = false;
};

struct AddressChange {
  HostAddress address{};
  bool gone = false;
};

// All links and addresses: at the start, and again after the kernel reported more than could be kept.
struct Snapshot {
  std::vector<Link> links{};
  std::vector<HostAddress> addresses{};
};

using Change = std::variant<LinkChange, AddressChange, Snapshot>;

}  // namespace vrrp::host
