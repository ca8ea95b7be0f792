#include "program.h"

#include <poll.h>
#include <unistd.h>

#include "base/exit_status.h"
#include "program/events.h"
#include "program/recorder.h"
#include "program/refuse.h"
#include "record/words.h"
#include "sys/clock.h"
#include "sys/line_pipe.h"
#include "sys/say.h"

namespace vrrp::tools {
namespace {

class Program {
 public:
  Program(const CheckOptions& options, Probe probe, program::Events events)
      : options_(options),
        probe_(std::move(probe)),
        events_(std::move(events)),
        recorder_(vrrp_check, options.common),
        writer_(STDOUT_FILENO),
        checker_(options.checker, sys::now()) {}

  int run() {
    events_.loop.watch(events_.signals.fd(), POLLIN,
                       [this](short) { signalled_ = !events_.signals.drain().empty(); });
    if (repeats()) events_.loop.watch(writer_.fd(), 0, [this](short revents) { serve_stdout(revents); });
    while (true) {
      act(checker_.tick(sys::now()));
      if (verdict_ && !repeats()) return finish(*verdict_ ? exit_status::done : exit_status::failed);
      if (writer_.lost() && repeats()) return reader_lost();
      if (const auto waited = events_.loop.wait(checker_.deadline()); !waited)
        return program::refuse(vrrp_check, exit_status::system_refused, waited.error());
      if (signalled_) return finish(repeats() ? exit_status::done : exit_status::failed);
      if (child_) serve_child();
    }
  }

 private:
  bool repeats() const { return options_.checker.interval.has_value(); }

  void act(const std::vector<stage::Checker::Action>& actions) {
    for (const stage::Checker::Action& action : actions) {
      if (std::holds_alternative<stage::Checker::Start>(action)) start();
      if (std::holds_alternative<stage::Checker::Kill>(action)) child_->kill();
      if (const auto* check = std::get_if<record::Check>(&action)) report(*check);
    }
  }

  void start() {
    auto child = probe_.start();
    if (!child) return act(checker_.step(sys::now(), {false, child.error().message}));
    child_ = std::move(*child);
    // Only to wake: it is read after the wait, when it is safe to forget a descriptor.
    events_.loop.watch(child_->exited_fd(), POLLIN, [](short) {});
    events_.loop.watch(child_->stderr_fd(), POLLIN, [](short) {});
  }

  void serve_child() {
    if (!child_->drain_stderr()) events_.loop.forget(child_->stderr_fd());
    const auto exit = child_->reap();
    if (!exit) return;
    events_.loop.forget(child_->exited_fd());
    events_.loop.forget(child_->stderr_fd());
    const stage::Ended ended{exit->status, exit->signal, child_->first_error_line()};
    child_.reset();
    act(checker_.step(sys::now(), stage::outcome_of(ended, probe_.speaks)));
  }

  // A newer unchanged result replaces an older one that is not read yet; every change is kept.
  void report(const record::Check& check) {
    verdict_ = check.up;
    const WallTime now = sys::wall_now();
    if (options_.common.verbose) sys::say(vrrp_check, record::in_words(check, now));
    if (options_.common.quiet && !repeats()) return;
    writer_.put(recorder_.line(check, now), check.changed ? "" : "unchanged");
    events_.loop.change(writer_.fd(), writer_.wants());
  }

  void serve_stdout(short revents) {
    writer_.ready(revents);
    events_.loop.change(writer_.fd(), writer_.wants());
  }

  int reader_lost() {
    return program::refuse(vrrp_check, exit_status::neighbour_died,
                           {"the reader of standard output is gone"});
  }

  // Waits a little for a full pipe, but not for a reader that does not read.
  int finish(int status) {
    writer_.drain(repeats() ? 0s : 1s);
    return status;
  }

  const CheckOptions& options_;
  Probe probe_;
  program::Events events_;
  program::Recorder recorder_;
  sys::LineWriter writer_;
  stage::Checker checker_;
  std::optional<sys::Child> child_{};
  std::optional<bool> verdict_{};  // the status last reported
  bool signalled_ = false;
};

}  // namespace

Result<int> run_program(const CheckOptions& options, Probe probe) {
  auto events = program::Events::open();
  if (!events) return std::unexpected(events.error());
  return Program(options, std::move(probe), std::move(*events)).run();
}

}  // namespace vrrp::tools
