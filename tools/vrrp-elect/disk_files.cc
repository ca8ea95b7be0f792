#include "disk_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "sys/fd.h"

namespace vrrp::tools {
namespace {

// Reads until its end, or one byte more than `most`.
Result<std::string> read_all(const std::string& what, int fd, std::size_t most) {
  std::string text;
  std::array<char, 65536> part{};
  while (text.size() <= most) {
    const ssize_t size = ::read(fd, part.data(), std::min(part.size(), most + 1 - text.size()));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return sys::fail_errno(what);
    if (size == 0) break;
    text.append(part.data(), static_cast<std::size_t>(size));
  }
  return text;
}

Result<setup::FileStatus> status_of(const std::string& what, int fd) {
  struct stat status {};
  if (fstat(fd, &status) < 0) return sys::fail_errno(what);
  return setup::FileStatus{.regular = S_ISREG(status.st_mode),
                           .trusted_owner = status.st_uid == 0 || status.st_uid == geteuid(),
                           .mode = status.st_mode & 0777};
}

}  // namespace

Result<std::string> DiskFiles::read(const std::string& what, const std::string& path, std::size_t most,
                                    const Check& check) {
  // A FIFO is read until its writer has ended: `--auth-pass-file <(command)`. If the check will refuse it, it
  // is not waited for.
  const sys::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | (check ? O_NONBLOCK : 0)));
  if (!fd) return sys::fail_errno(what);
  if (check) {
    const auto status = status_of(what, fd.get());
    if (!status) return std::unexpected(status.error());
    if (const auto passed = check(*status); !passed) return std::unexpected(passed.error());
  }
  return read_all(what, fd.get(), most);
}

Result<std::string> DiskFiles::read_stdin(const std::string& what, std::size_t most) {
  return read_all(what, STDIN_FILENO, most);
}

}  // namespace vrrp::tools
