// Interfaces under one name each, however they were named.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "setup/settle.h"

namespace vrrp::setup {

// Maps any name to the first one.
using RealName = std::function<std::string(const std::string&)>;

// Alternative names become first ones: that is what records carry, and what tells two interfaces apart. A
// name that no interface has yet stays. An error is a tracked interface with two weights, under two names.
Result<> use_real_names(std::vector<RouterSetup>& setups, const RealName& real_name);

}  // namespace vrrp::setup
