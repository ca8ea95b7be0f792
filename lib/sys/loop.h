// The event loop: ppoll, a vector, and one deadline.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <poll.h>

#include "base/time.h"
#include "sys/fd.h"

namespace vrrp::sys {

// Waits on a handful of descriptors and one CLOCK_BOOTTIME deadline. (ppoll, not epoll: epoll refuses a
// regular file or /dev/null as stdin. A timerfd, not ppoll's timeout: that one stands still in suspend.)
class Loop {
 public:
  static Result<Loop> make();

  // Calls `ready` with poll's revents. Watches are served in the order in which they were added, so add them
  // in the order in which input must be read: signals, netlink, packets, stdin. events 0 still reports
  // POLLERR and POLLHUP. The caller still owns the descriptor.
  void watch(int fd, short events, std::function<void(short revents)> ready);
  // Asks for other events (0: only errors) from now on.
  void change(int fd, short events);
  void forget(int fd);
  // Call it in a `ready` that found input of a kind that may come in bursts, such as the adverts of hundreds
  // of routers. Single input is always served at once; but input that follows soon is gathered for four
  // milliseconds, because a wake-up costs more than reading. It is served at the next wake-up, whatever the
  // cause, so that all input still comes before the caller's tick; `ready` may then find nothing.
  void gather(int fd);

  // Sleeps until something is ready or the deadline has come, then serves what is ready. Afterwards the
  // caller ticks. `woken` is called before any watch is served, with the time of waking: a master that
  // overslept must know before it looks at any input. It may wake without a cause.
  Result<> wait(std::optional<Time> deadline, const std::function<void(Time)>& woken = {});

 private:
  explicit Loop(Fd timer) : timer_(std::move(timer)) {}

  struct Watch {
    int fd;
    short events;
    std::function<void(short)> ready;
    Time served{};
    bool in_burst = false;   // it was served soon after it had been served before
    bool gathering = false;  // it is served at the next wake-up, and does not wake us
  };
  void set_timer(std::optional<Time> deadline);
  Result<std::vector<pollfd>> sleep();

  std::vector<Watch> watches_;
  Fd timer_;
  std::optional<Time> armed_;  // what the timer is set to: the deadline, or earlier
  Time woken_{};
};

// SIGTERM, SIGINT and SIGHUP as a descriptor, blocked for the rest of the program; SIGPIPE ignored. SIGINT or
// SIGHUP that were ignored when the program began stay ignored: `nohup`, and a shell's `&`, ask for that.
class Signals {
 public:
  static Result<Signals> take();
  int fd() const { return fd_.get(); }
  // The signals that came since the last call, oldest first.
  std::vector<int> drain();

 private:
  explicit Signals(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace vrrp::sys
