// The commands of vip-ctl that do one thing and end.
#pragma once

#include <string>

#include "options.h"

namespace vrrp::tools {

// `add`, `del`, `show`, `has` or `flush`; the exit status.
int run_command(const std::string& name, const VipOptions& options);

}  // namespace vrrp::tools
