// vrrp-elect status: what do the electors of this network namespace do?
#pragma once

#include "options.h"

namespace vrrp::tools {

// Returns the exit status: whether at least one is listed, and all are master.
int run_status(const ElectOptions& options);

}  // namespace vrrp::tools
