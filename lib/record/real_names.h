// Interfaces have a first name, which the kernel reports, and alternative ones, which a record may use.
#pragma once

#include <functional>
#include <string>

#include "record/record.h"

namespace vrrp::record {

// Gives each VIP the first name of its interface, also if only its router names it. The router's own name for
// its interface is part of its identity and stays. An interface with a colon ("lan0:1") is a link and a
// label; the VIP gets the label unless it has one. `real_name` maps any name to the first one, and is called
// once for each name.
void use_real_names(StateChange& change, const std::function<std::string(const std::string&)>& real_name);

}  // namespace vrrp::record
