// The two clocks. No other code reads them.
#pragma once

#include "base/time.h"

namespace vrrp::sys {

Time now();           // CLOCK_BOOTTIME
WallTime wall_now();  // CLOCK_REALTIME, only ever printed

}  // namespace vrrp::sys
