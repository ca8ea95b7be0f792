// A place in the processor's queue before all ordinary processes, and memory that is never paged out.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace vrrp::sys {

// SCHED_RR with this priority (1 to 99; needs CAP_SYS_NICE or RLIMIT_RTPRIO), and all memory locked (needs
// CAP_IPC_LOCK or RLIMIT_MEMLOCK). Each is tried even if the other is refused; the error says what was
// refused.
Result<> become_realtime(int priority);

// The same for --realtime: nothing if it is not given. A refusal is reported, and the program runs normally.
void become_realtime_or_say(std::string_view tool, std::optional<int> priority);

}  // namespace vrrp::sys
