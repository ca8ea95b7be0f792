// Many listening sockets behind one descriptor, for an event loop that watches but a handful.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "sys/fd.h"

namespace vrrp::sys {

// Whoever connects is told something and hung up on. It never blocks and never waits for anybody: who does
// not read loses the answer, and who connects in masses is served a few at a time.
class Listeners {
 public:
  static Result<Listeners> make();
  // Its number, from 0.
  Result<std::size_t> add(Fd listening);
  int fd() const { return epoll_.get(); }
  // Call it when fd() polls readable: `answer` gives what to say to a caller of the listener with that
  // number.
  void serve(const std::function<std::string(std::size_t number)>& answer);

 private:
  explicit Listeners(Fd epoll) : epoll_(std::move(epoll)) {}
  bool arm(int operation, std::size_t number);

  Fd epoll_;
  std::vector<Fd> listening_{};
};

}  // namespace vrrp::sys
