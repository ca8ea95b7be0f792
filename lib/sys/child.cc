#include "sys/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <set>
#include <string_view>

#include "sys/process_table.h"

namespace vrrp::sys {
namespace {

constexpr std::size_t longest_error_line = 400;
constexpr int cannot_run = 127;  // as in a shell

void default_signals() {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// What happens between fork and the check itself. Descriptors are closed, so that no grandchild holds our
// pipes open after we are gone.
void prepare(int parent, int error_pipe) {
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(cannot_run);  // it died before the line above
  default_signals();
  const int null = open("/dev/null", O_RDWR);
  dup2(error_pipe, STDERR_FILENO);
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  close_range(STDERR_FILENO + 1, ~0U, 0);
}

int run_program(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  const std::string why = arguments[0] + ": " + std::strerror(errno) + "\n";
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, why.data(), why.size());
  return cannot_run;
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& argv) {
  return start([&argv] { return run_program(argv); });
}

Result<Child> Child::start(const std::function<int()>& run) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) < 0) return fail_errno("pipe");
  Fd ours(ends[0]);
  const Fd theirs(ends[1]);
  fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  signal(SIGCHLD, SIG_DFL);  // if a parent left it ignored, the kernel would reap the child before we can
  const int parent = getpid();
  const int pid = fork();
  if (pid < 0) return fail_errno("fork");
  if (pid == 0) {
    prepare(parent, theirs.get());
    _exit(run());
  }
  Fd pidfd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));  // glibc 2.36 declares it only for C
  const int error = errno;
  Child child(pid, std::move(pidfd), std::move(ours));
  if (child.pidfd_) return child;
  errno = error;
  return fail_errno("pidfd_open");
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      stderr_(std::move(other.stderr_)),
      error_line_(std::move(other.error_line_)),
      error_line_complete_(other.error_line_complete_) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(pidfd_, other.pidfd_);
  std::swap(stderr_, other.stderr_);
  std::swap(error_line_, other.error_line_);
  std::swap(error_line_complete_, other.error_line_complete_);
  return *this;
}

Child::~Child() {
  if (pid_ < 0) return;
  kill();
  waitpid(pid_, nullptr, WNOHANG);
}

bool Child::drain_stderr() {
  std::array<char, 4096> bytes{};
  while (true) {
    const ssize_t got = read(stderr_.get(), bytes.data(), bytes.size());
    if (got == 0) return false;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    keep_first_line({bytes.data(), static_cast<std::size_t>(got)});
  }
}

void Child::keep_first_line(std::string_view bytes) {
  if (error_line_complete_) return;
  if (error_line_.empty()) bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  error_line_.append(bytes.substr(0, end));
  error_line_complete_ = end < bytes.size() || error_line_.size() >= longest_error_line;
  if (error_line_.size() > longest_error_line) error_line_.resize(longest_error_line);
}

std::optional<Exit> Child::reap() {
  // Its end is seen before it is reaped: until then no other process can get its number, which is also that
  // of its session.
  siginfo_t info{};
  if (waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
      info.si_pid == 0)
    return std::nullopt;
  kill();
  waitpid(std::exchange(pid_, -1), nullptr, 0);
  drain_stderr();
  return info.si_code == CLD_EXITED ? Exit{.status = info.si_status} : Exit{.signal = info.si_status};
}

// The number is safe for the same reason. First the whole group; then processes of the session in other
// groups, until a pass over the process table finds no new one.
void Child::kill() {
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);  // it may not have reached setsid() yet
  std::set<int> killed{pid_};
  for (std::size_t before = 0; before != killed.size();) {
    before = killed.size();
    for (const int pid : process_ids().value_or(std::vector<int>()))
      if (getsid(pid) == pid_ && killed.insert(pid).second) ::kill(pid, SIGKILL);
  }
}

}  // namespace vrrp::sys
