// The loop of vrrp-check: it starts the runs that stage::Checker wants, and writes the results.
#pragma once

#include "kind.h"
#include "options.h"

namespace vrrp::tools {

// The exit status; an error: the system refused something.
Result<int> run_program(const CheckOptions& options, Probe probe);

}  // namespace vrrp::tools
