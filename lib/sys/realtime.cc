#include "sys/realtime.h"

#include <linux/capability.h>
#include <malloc.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "sys/fd.h"
#include "sys/say.h"

namespace vrrp::sys {
namespace {

// Whether memory that is asked for later can be locked too. With a limit, MCL_FUTURE would make an allocation
// fail when the limit is reached, and the program would die.
bool may_lock_without_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY) return true;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> sets{};
  if (syscall(SYS_capget, &header, sets.data()) != 0) return false;
  return (sets[CAP_IPC_LOCK / 32].effective & (1u << (CAP_IPC_LOCK % 32))) != 0;
}

Result<> lock_memory() {
  if (!may_lock_without_limit())
    return fail("memory is not locked: needs CAP_IPC_LOCK, or RLIMIT_MEMLOCK unlimited");
  // The heap keeps its memory: returning it and faulting it in again must be avoided.
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_MMAP_MAX, 0);
  if (mlockall(MCL_CURRENT | MCL_FUTURE) < 0) return fail_errno("memory is not locked: mlockall");
  return {};
}

// A child process is an ordinary process again.
Result<> take_priority(int priority) {
  sched_param param{};
  param.sched_priority = priority;
  if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &param) == 0) return {};
  if (errno == EPERM) return fail("not scheduled in real time: needs CAP_SYS_NICE, or RLIMIT_RTPRIO");
  return fail_errno("not scheduled in real time: SCHED_RR");
}

}  // namespace

Result<> become_realtime(int priority) {
  const auto locked = lock_memory();
  const auto scheduled = take_priority(priority);
  if (locked && scheduled) return {};
  if (locked || scheduled) return locked ? scheduled : locked;
  return fail(scheduled.error().message + "; " + locked.error().message);
}

void become_realtime_or_say(std::string_view tool, std::optional<int> priority) {
  if (!priority) return;
  if (const auto done = become_realtime(*priority); !done) say(tool, "--realtime: " + done.error().message);
}

}  // namespace vrrp::sys
