// The commands of vip-ctl that do one thing and exit.
#pragma once

#include "options.h"

namespace vrrp::tools {

// Each returns the exit status.
int run_add(const VipOptions& options);
int run_del(const VipOptions& options);
int run_show(const VipOptions& options);
int run_has(const VipOptions& options);
int run_flush(const VipOptions& options);

}  // namespace vrrp::tools
