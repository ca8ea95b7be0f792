// Whether this host is a router on an interface.
#pragma once

#include <string>

namespace vrrp::sys {

// net.ipv6.conf.IF.forwarding as it is now; false where there is no such interface or no IPv6.
bool forwards_ipv6(const std::string& interface);

}  // namespace vrrp::sys
