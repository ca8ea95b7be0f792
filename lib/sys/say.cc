#include "sys/say.h"

#include <poll.h>
#include <unistd.h>

#include <climits>
#include <string>

namespace vrrp::sys {

void say(std::string_view tool, std::string_view text) {
  std::string line;
  line.append(tool).append(": ").append(text);
  if (line.size() >= PIPE_BUF)
    line.resize(PIPE_BUF - 1);  // a pipe that polls writable takes this much at once
  line += '\n';
  pollfd stderr_ready{STDERR_FILENO, POLLOUT, 0};
  if (poll(&stderr_ready, 1, 0) == 1 && (stderr_ready.revents & POLLOUT) != 0) [[maybe_unused]]
    const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace vrrp::sys
