// The two clocks. Nothing else in the house reads them.
#pragma once

#include "base/time.h"

namespace vrrp::sys {

Time now();           // CLOCK_BOOTTIME
WallTime wall_now();  // CLOCK_REALTIME, only ever printed

}  // namespace vrrp::sys
