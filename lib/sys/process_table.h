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

// Whether the process runs the program `name`, which a command line that merely mentions it does not:
// - its executable file is called so, also if that has been deleted or replaced since (an upgrade); or
// - the kernel's name for it and its own argv[0] both say so: a symbolic link (Debian's redis-server), a
//   binary renamed while it runs (nginx.old), an executable that we may not read.
// A script passes neither: its executable is the interpreter; and started by its #! line it gets the
// script's name as comm, but its argv[0] is the interpreter's. Zombies and kernel threads have no executable
// and no argv[0]. Only a program that sets both its comm and its argv[0] on purpose can pretend.
bool runs(const Process& process, std::string_view name);

// The ids in /proc, ascending: of processes, not of threads.
Result<std::vector<int>> process_ids();

// Says which process runs the program ("pid 812"), or that none does; names one that looks like it but is
// not. The caller and its parent do not count.
Result<std::string> find_program(std::string_view name);

}  // namespace vrrp::sys
