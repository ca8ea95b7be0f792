// A file descriptor with one owner.
#pragma once

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <unistd.h>

#include "base/result.h"

namespace vrrp::sys {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset() { *this = Fd(); }

 private:
  int fd_ = -1;
};

// "what: No such device", with errno as the failed call left it.
inline std::unexpected<Error> fail_errno(std::string what) {
  const int error = errno;
  return fail(std::move(what) + ": " + std::strerror(error));
}

}  // namespace vrrp::sys
