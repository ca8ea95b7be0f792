// The name of a network interface, as a person writes it.
#pragma once

#include <string_view>

#include "base/result.h"

namespace vrrp {

// Whether an interface can have the name, or have it as an alternative one (`ip link property add dev IF
// altname NAME`). "eth0:1" is an error: it is the label of an address on eth0.
Result<> check_interface_name(std::string_view name);

}  // namespace vrrp
