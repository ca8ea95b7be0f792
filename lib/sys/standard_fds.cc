#include "sys/standard_fds.h"

#include <fcntl.h>
#include <unistd.h>

namespace vrrp::sys {

void fill_standard_fds() {
  // open() gives the lowest number that is free.
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
    if (fcntl(fd, F_GETFD) < 0) [[maybe_unused]]
      const int opened = open("/dev/null", O_RDWR | O_NOCTTY);
}

}  // namespace vrrp::sys
