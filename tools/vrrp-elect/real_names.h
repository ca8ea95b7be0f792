// Interfaces under one name each, however they were named.
#pragma once

#include <vector>

#include "host.h"
#include "settle.h"

namespace vrrp::tools {

// Alternative names become first ones: that is what records carry, and what tells two interfaces apart. A
// name that no interface has yet stays. An error is a tracked interface with two weights, under two names.
Result<> use_real_names(std::vector<RouterSetup>& setups, const Host& host);

}  // namespace vrrp::tools
