// One name for each interface, whichever of its names was used.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "setup/settle.h"

namespace vrrp::setup {

// Maps any name to the first one.
using RealName = std::function<std::string(const std::string&)>;

// Alternative names become first ones, because records carry the first name and it identifies an interface. A
// name that no interface has yet stays. It is an error if one interface is tracked under two names with two
// weights.
Result<> use_real_names(std::vector<RouterSetup>& setups, const RealName& real_name);

}  // namespace vrrp::setup
