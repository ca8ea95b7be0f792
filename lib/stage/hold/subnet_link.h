// Which link an address belongs on, if nobody names one.
#pragma once

#include <optional>
#include <vector>

#include "host/address.h"

namespace vrrp::stage {

// The one whose subnet has the address: the longest prefix counts, so a link that has the address itself goes
// before all. If several are as good, `preferred` is taken if it is among them, and the first otherwise.
std::optional<host::HostAddress> link_for(const proto::Address& address,
                                          const std::vector<host::HostAddress>& there,
                                          std::optional<int> preferred);

}  // namespace vrrp::stage
