#include "sys/say.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <string>

#include "base/text.h"

namespace vrrp::sys {
namespace {

// A description of our own, non-blocking, of the pipe or terminal that stderr is: other stages write there
// too, and one of them may fill it between our look and our write. -1 if there is none (a file, or a pipe of
// another user).
int own_stderr() {
  struct stat status {};
  if (fstat(STDERR_FILENO, &status) < 0 || (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode))) return -1;
  return open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

}  // namespace

void say(std::string_view tool, std::string_view text) {
  std::string line;
  line.append(tool).append(": ").append(without_controls(text));
  if (line.size() >= PIPE_BUF)
    line.resize(PIPE_BUF - 1);  // a pipe that polls writable takes this much at once
  line += '\n';
  static const int own = own_stderr();
  if (send(STDERR_FILENO, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0 || errno != ENOTSOCK)
    return;
  pollfd ready{own >= 0 ? own : STDERR_FILENO, POLLOUT, 0};
  if (poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0) [[maybe_unused]]
    const ssize_t written = write(ready.fd, line.data(), line.size());
}

}  // namespace vrrp::sys
