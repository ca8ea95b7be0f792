#include "program.h"

#include <poll.h>
#include <unistd.h>

#include "cli/exit_status.h"
#include "cli/output.h"
#include "sys/clock.h"
#include "sys/line_pipe.h"
#include "sys/loop.h"
#include "sys/say.h"

namespace vrrp::tools {
namespace {

class Program {
 public:
  Program(const CheckOptions& options, Probe probe, sys::Loop loop, sys::Signals signals)
      : options_(options),
        probe_(std::move(probe)),
        loop_(std::move(loop)),
        signals_(std::move(signals)),
        recorder_(vrrp_check, options.common, isatty(STDOUT_FILENO) == 1),
        writer_(STDOUT_FILENO),
        checker_(options.checker, sys::now()) {}

  int run() {
    loop_.watch(signals_.fd(), POLLIN, [this](short) { signalled_ = !signals_.drain().empty(); });
    if (repeats()) loop_.watch(writer_.fd(), 0, [this](short revents) { serve_stdout(revents); });
    while (true) {
      act(checker_.tick(sys::now()));
      if (verdict_ && !repeats()) return finish(*verdict_ ? cli::done : cli::failed);
      if (writer_.lost() && repeats()) return reader_lost();
      if (const Result<> waited = loop_.wait(checker_.deadline()); !waited) {
        sys::say(vrrp_check, waited.error().message);
        return cli::system_refused;
      }
      if (signalled_) return finish(repeats() ? cli::done : cli::failed);
      if (child_) serve_child();
    }
  }

 private:
  bool repeats() const { return options_.checker.interval.has_value(); }

  void act(const std::vector<stage::CheckerAction>& actions) {
    for (const stage::CheckerAction& action : actions) {
      if (std::holds_alternative<stage::StartRun>(action)) start();
      if (std::holds_alternative<stage::KillRun>(action)) child_->kill();
      if (const auto* check = std::get_if<record::Check>(&action)) report(*check);
    }
  }

  void start() {
    auto child = probe_.start();
    if (!child) return act(checker_.step(sys::now(), {false, child.error().message}));
    child_ = std::move(*child);
    // Only to wake: what came is read after the wait, when forgetting a descriptor confuses nobody.
    loop_.watch(child_->exited_fd(), POLLIN, [](short) {});
    loop_.watch(child_->stderr_fd(), POLLIN, [](short) {});
  }

  void serve_child() {
    if (!child_->drain_stderr()) loop_.forget(child_->stderr_fd());
    const auto exit = child_->reap();
    if (!exit) return;
    loop_.forget(child_->exited_fd());
    loop_.forget(child_->stderr_fd());
    const stage::Ended ended{exit->status, exit->signal, child_->first_error_line()};
    child_.reset();
    act(checker_.step(sys::now(), stage::outcome_of(ended, probe_.speaks)));
  }

  // A newer unchanged result takes the place of an older one that nobody has read; every change is kept.
  void report(const record::Check& check) {
    verdict_ = check.up;
    const WallTime now = sys::wall_now();
    if (options_.common.verbose) sys::say(vrrp_check, cli::in_words(check, now));
    if (options_.common.quiet && !repeats()) return;
    writer_.put(recorder_.line(check, now), check.changed ? "" : "unchanged");
    loop_.change(writer_.fd(), writer_.waiting() ? POLLOUT : 0);
  }

  void serve_stdout(short revents) {
    if ((revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return writer_.reader_gone();
    writer_.flush();
    loop_.change(writer_.fd(), writer_.waiting() ? POLLOUT : 0);
  }

  int reader_lost() {
    sys::say(vrrp_check, "standard output: nobody reads it any more");
    return cli::neighbour_died;
  }

  // Waits a little for a full pipe, but not for a reader that stands still.
  int finish(int status) {
    pollfd ready{writer_.fd(), POLLOUT, 0};
    if (writer_.waiting() && poll(&ready, 1, repeats() ? 0 : 1000) == 1) writer_.flush();
    return status;
  }

  const CheckOptions& options_;
  Probe probe_;
  sys::Loop loop_;
  sys::Signals signals_;
  cli::Recorder recorder_;
  sys::LineWriter writer_;
  stage::Checker checker_;
  std::optional<sys::Child> child_{};
  std::optional<bool> verdict_{};  // the status last reported
  bool signalled_ = false;
};

}  // namespace

Result<int> run_program(const CheckOptions& options, Probe probe) {
  auto signals = sys::Signals::take();
  if (!signals) return std::unexpected(signals.error());
  auto loop = sys::Loop::make();
  if (!loop) return std::unexpected(loop.error());
  return Program(options, std::move(probe), std::move(*loop), std::move(*signals)).run();
}

}  // namespace vrrp::tools
