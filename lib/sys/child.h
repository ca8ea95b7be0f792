// A process started for a check: without a shell, in its own session, and killed if necessary.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sys/fd.h"

namespace vrrp::sys {

// How a process ended.
struct Exit {
  int status = 0;
  int signal = 0;  // that killed it; 0: it exited
};

class Child {
 public:
  // Runs the program argv[0] (searched in PATH) in a new session, so also in a new process group: default
  // signal mask and dispositions, stdin and stdout /dev/null, stderr a pipe to us, every other descriptor
  // closed, the environment ours. If a program cannot be run, the reason is on its stderr and its exit status
  // is 127. If we die, it is killed.
  static Result<Child> start(const std::vector<std::string>& argv);
  // The same for a function of our own, whose return value is the exit status: for calls that nothing but
  // the end of the process can interrupt, such as getaddrinfo().
  static Result<Child> start(const std::function<int()>& run);

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  // Kills it if it has not been reaped. Never waits.
  ~Child();

  int exited_fd() const { return pidfd_.get(); }  // a pidfd: readable when the process has ended
  int stderr_fd() const { return stderr_.get(); }
  // Reads what was written to stderr and waits there; keeps the start of the first line that is not blank.
  // False: no process can write to it any more.
  bool drain_stderr();
  const std::string& first_error_line() const { return error_line_; }
  // Empty while it runs. Kills the processes that it left behind in its session.
  std::optional<Exit> reap();
  // Kills its whole session, also processes in other process groups, as timeout(1) and shells with job
  // control make. Only a process that called setsid(2), such as a daemon, is not reached.
  void kill();

 private:
  Child(int pid, Fd pidfd, Fd error_pipe)
      : pid_(pid), pidfd_(std::move(pidfd)), stderr_(std::move(error_pipe)) {}
  void keep_first_line(std::string_view bytes);

  int pid_ = -1;  // -1: reaped, or moved from
  Fd pidfd_;
  Fd stderr_;
  std::string error_line_;
  bool error_line_complete_ = false;
};

}  // namespace vrrp::sys
