#include "sys/loop.h"

#include <fcntl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "sys/clock.h"

namespace vrrp::sys {
namespace {

constexpr Duration burst_pause = 4ms;

// An absolute CLOCK_BOOTTIME deadline; none disarms the timer. A deadline that has passed fires at once.
void arm(const Fd& timer, std::optional<Time> deadline) {
  itimerspec when{};
  if (deadline) {
    const std::int64_t us = std::max<std::int64_t>(to_us(*deadline), 1);  // 0 would disarm
    when.it_value.tv_sec = us / 1'000'000;
    when.it_value.tv_nsec = us % 1'000'000 * 1'000;
  }
  timerfd_settime(timer.get(), TFD_TIMER_ABSTIME, &when, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction now {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

Result<Loop> Loop::make() {
  Fd timer(timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!timer) return fail_errno("timerfd");
  return Loop(std::move(timer));
}

void Loop::watch(int fd, short events, std::function<void(short)> ready) {
  watches_.push_back({fd, events, std::move(ready)});
}

void Loop::change(int fd, short events) {
  for (Watch& watch : watches_)
    if (watch.fd == fd) watch.events = events;
}

void Loop::forget(int fd) {
  std::erase_if(watches_, [fd](const Watch& watch) { return watch.fd == fd; });
}

void Loop::gather(int fd) {
  for (Watch& watch : watches_)
    if (watch.fd == fd) watch.gathering = watch.in_burst;
}

// If a deadline becomes later, the timer stays: that of a backup does with every advert it hears, and an
// unnecessary wake-up now and then costs less than a system call each time.
void Loop::set_timer(std::optional<Time> deadline) {
  const bool fired = armed_ && woken_ >= *armed_;
  if (!fired && (!deadline || (armed_ && *armed_ <= *deadline))) return;
  arm(timer_, deadline);
  armed_ = deadline;
}

// The timer first, then the watches in their order; a gathering descriptor counts as ready.
Result<std::vector<pollfd>> Loop::sleep() {
  std::vector<pollfd> polled{{timer_.get(), POLLIN, 0}};
  for (const Watch& watch : watches_)
    polled.push_back({watch.fd, watch.gathering ? short{0} : watch.events, 0});
  const bool gathering = std::ranges::any_of(watches_, &Watch::gathering);
  const timespec pause{0, std::chrono::nanoseconds(burst_pause).count()};
  if (ppoll(polled.data(), polled.size(), gathering ? &pause : nullptr, nullptr) < 0 && errno != EINTR)
    return fail_errno("ppoll");
  for (std::size_t i = 0; i < watches_.size(); ++i)
    if (watches_[i].gathering) polled[i + 1].revents |= watches_[i].events;
  return polled;
}

Result<> Loop::wait(std::optional<Time> deadline, const std::function<void(Time)>& woken) {
  set_timer(deadline);
  const auto polled = sleep();
  if (!polled) return std::unexpected(polled.error());
  woken_ = now();
  if (woken) woken(woken_);
  for (const pollfd& entry : *polled) {
    if (entry.revents == 0 || entry.fd == timer_.get()) continue;
    // Found again each time, because a callback may call watch and forget.
    const auto watch = std::ranges::find(watches_, entry.fd, &Watch::fd);
    if (watch == watches_.end()) continue;
    const bool soon = woken_ - std::exchange(watch->served, woken_) < burst_pause;
    watch->in_burst = std::exchange(watch->gathering, false) || soon;
    const auto ready = watch->ready;
    ready(entry.revents);
  }
  return {};
}

Result<Signals> Signals::take() {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  for (const int signal : {SIGINT, SIGHUP})
    if (!is_ignored(signal)) sigaddset(&ending, signal);
  if (sigprocmask(SIG_BLOCK, &ending, nullptr) < 0) return fail_errno("sigprocmask");
  ::signal(SIGPIPE, SIG_IGN);
  Fd fd(signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd) return fail_errno("signalfd");
  return Signals(std::move(fd));
}

std::vector<int> Signals::drain() {
  std::vector<int> signals;
  signalfd_siginfo info{};
  while (read(fd_.get(), &info, sizeof info) == sizeof info)
    signals.push_back(static_cast<int>(info.ssi_signo));
  return signals;
}

}  // namespace vrrp::sys
