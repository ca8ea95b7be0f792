// A program started for a check: no shell, a process group of its own, a hard end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sys/fd.h"

namespace vrrp::sys {

class Child {
 public:
  // Starts argv[0] (searched in PATH) in a new process group, default signal mask and dispositions, stdin
  // /dev/null, stdout /dev/null, stderr a pipe. An error: it could not be started ("/bin/nosuch: No such file
  // or directory").
  static Result<Child> start(const std::vector<std::string>& argv);
  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;
  // Kills the whole process group (SIGKILL) and reaps: nothing that a check started outlives it.
  ~Child();

  int exited_fd() const;  // a pidfd: polls readable when the program has ended
  int stderr_fd() const;
  // Reads what the program wrote to stderr; keeps the first line.
  void drain_stderr();
  const std::string& first_error_line() const;
  // How it ended: the wait status; empty while it runs. Kills what is left of the group.
  std::optional<int> reap();
  void kill_group();

 private:
  Child() = default;
  int pid_ = -1;
  Fd pidfd_;
  Fd stderr_;
  std::string error_line_;
  bool error_line_complete_ = false;
};

}  // namespace vrrp::sys
