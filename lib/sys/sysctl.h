// The current values of the sysctls of this host that matter here.
#pragma once

#include <string>

namespace vrrp::sys {

// Each is false if there is no such interface, or the kernel has no such protocol.

// net.ipv6.conf.IF.forwarding: this host is a router on the interface.
bool forwards_ipv6(const std::string& interface);
// net.ipv6.conf.IF.disable_ipv6.
bool is_ipv6_disabled(const std::string& interface);
// net.ipv4.conf.{all,IF}.promote_secondaries: the kernel keeps the other addresses of an IPv4 subnet when its
// first one goes.
bool promotes_secondaries(const std::string& interface);

}  // namespace vrrp::sys
