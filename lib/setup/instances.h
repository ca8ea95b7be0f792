// The virtual routers of this process: the one of the command line, or those of --instances.
#pragma once

#include "setup/process_options.h"
#include "setup/settle.h"

namespace vrrp::setup {

// The error names the line and its key, or the flag.
Result<std::vector<RouterSetup>> all_routers(const ProcessOptions& options, Files& files,
                                             std::vector<std::string>& warnings);

// Checks that no two routers are the same ((interface, family, VRID) is the identity) and that no two hold
// one address. Call it when the interfaces are known.
Result<> check_unique(const std::vector<RouterSetup>& setups);

}  // namespace vrrp::setup
