// The link to which an address belongs, if no link is named.
#pragma once

#include <optional>
#include <vector>

#include "host/address.h"

namespace vrrp::stage {

// The one whose subnet contains the address. The longest prefix counts, so a link that has the address itself
// comes first. If several are equally good, it is `preferred` if that is among them, and otherwise the first.
std::optional<host::HostAddress> link_for(const proto::Address& address,
                                          const std::vector<host::HostAddress>& there,
                                          std::optional<int> preferred);

}  // namespace vrrp::stage
