#include "sys/listeners.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>

namespace vrrp::sys {
namespace {

constexpr int most_at_once = 8;  // an answer takes about 50 us, much less than the smallest interval

}  // namespace

Result<Listeners> Listeners::make() {
  Fd epoll(epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return fail_errno("epoll");
  return Listeners(std::move(epoll));
}

Result<std::size_t> Listeners::add(Fd listening) {
  listening_.push_back(std::move(listening));
  const std::size_t number = listening_.size() - 1;
  if (arm(EPOLL_CTL_ADD, number)) return number;
  const auto failed = fail_errno("epoll");
  listening_.pop_back();
  return failed;
}

// Edge-triggered, and armed again after each caller that was served: if none can be accepted (no free
// descriptor), the next caller wakes us, and not the same one for ever.
bool Listeners::arm(int operation, std::size_t number) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = number;
  return epoll_ctl(epoll_.get(), operation, listening_[number].get(), &event) == 0;
}

void Listeners::serve(const std::function<std::string(std::size_t number)>& answer) {
  std::array<epoll_event, most_at_once> ready{};
  const int count = epoll_wait(epoll_.get(), ready.data(), most_at_once, 0);
  for (int i = 0; i < count; ++i) {
    const auto number = static_cast<std::size_t>(ready[static_cast<std::size_t>(i)].data.u64);
    const Fd caller(accept4(listening_[number].get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!caller) continue;
    const std::string text = answer(number);
    [[maybe_unused]] const ssize_t sent =
        send(caller.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    arm(EPOLL_CTL_MOD, number);
  }
}

}  // namespace vrrp::sys
