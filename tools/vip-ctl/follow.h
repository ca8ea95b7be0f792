// `vip-ctl follow`: records and the kernel's news in, addresses and records out. What to do is decided in
// lib/stage/hold/holder.h.
#pragma once

#include "options.h"

namespace vrrp::tools {

int run_follow(const VipOptions& options);

}  // namespace vrrp::tools
