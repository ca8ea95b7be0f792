// Which programs run on this host, read from /proc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vrrp::sys {

struct Process {
  int pid = 0;
  // /proc/PID/exe; empty when it may not be read (another user's, without privilege) and of kernel threads
  // and zombies, which have none.
  std::string executable{};
  std::string comm{};   // the kernel's name for it, cut to 15 bytes
  std::string argv0{};  // what it calls itself; empty of kernel threads and zombies
};

// Whether the process runs the program `name`. A command line that only mentions it does not count:
// - its executable file has that name, also if it has been deleted or replaced since (an upgrade); or
// - the kernel's name for it and its own argv[0] are both that name: a symbolic link (Debian's redis-server),
//   a binary renamed while it runs (nginx.old), an executable that we may not read.
// A script satisfies neither: its executable is the interpreter; and if its #! line starts it, it has the
// script's name as comm, but its argv[0] is the interpreter's. Zombies and kernel threads have no executable
// and no argv[0]. Only a program that sets both its comm and its argv[0] on purpose can pretend.
bool runs(const Process& process, std::string_view name);

// The IDs of the processes (not threads) in /proc, ascending.
Result<std::vector<int>> process_ids();

// Returns which process runs the program ("pid 812"), or an error, which names a process that only looks like
// it. The caller and its parent do not count.
Result<std::string> find_program(std::string_view name);

}  // namespace vrrp::sys
