// Which link an address belongs on, if nobody names one.
#pragma once

#include <optional>
#include <vector>

#include "proto/address.h"

namespace vrrp::stage {

// An address of this host.
struct LinkAddress {
  int link = 0;  // its index
  proto::Prefix prefix{};
};

// The one whose subnet has the address: the longest prefix counts, so a link that has the address itself goes
// before all. If several are as good, `preferred` is taken if it is among them, and the first otherwise.
std::optional<LinkAddress> link_for(const proto::Address& address, const std::vector<LinkAddress>& there,
                                    std::optional<int> preferred);

}  // namespace vrrp::stage
