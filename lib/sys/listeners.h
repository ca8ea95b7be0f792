// Many listening sockets behind one descriptor, for an event loop that watches only a few.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "sys/fd.h"

namespace vrrp::sys {

// Every caller gets an answer, and then the connection is closed. It never blocks or waits: a caller that
// does not read loses the answer, and many callers are served a few at a time.
class Listeners {
 public:
  static Result<Listeners> make();
  // Its number, from 0.
  Result<std::size_t> add(Fd listening);
  int fd() const { return epoll_.get(); }
  // Call it when fd() polls readable: `answer` returns the answer to a caller of the listener with that
  // number.
  void serve(const std::function<std::string(std::size_t number)>& answer);

 private:
  explicit Listeners(Fd epoll) : epoll_(std::move(epoll)) {}
  bool arm(int operation, std::size_t number);

  Fd epoll_;
  std::vector<Fd> listening_{};
};

}  // namespace vrrp::sys
