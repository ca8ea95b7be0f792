// vrrp-elect status: what do the electors of this network namespace do?
#pragma once

#include "options.h"

namespace vrrp::tools {

// The exit status: whether all that are listed are master, and there is one.
int run_status(const ElectOptions& options);

}  // namespace vrrp::tools
