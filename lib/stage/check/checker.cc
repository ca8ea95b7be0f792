#include "stage/check/checker.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace vrrp::stage {
namespace {

// A result counts as missing only if it is late by more than a run may take, and some time for the scheduler.
constexpr Duration expiry_grace = 1s;

// How often to repeat that a run cannot be killed: before the last result expires, but after a killed process
// had time to die.
constexpr Duration repeat_stuck = 1s;

std::string how_it_ended(const Ended& ended) {
  if (ended.signal == 0) return "exit " + std::to_string(ended.exit_status);
  const char* name = sigabbrev_np(ended.signal);
  return "killed by " + (name ? "SIG" + std::string(name) : "signal " + std::to_string(ended.signal));
}

}  // namespace

Outcome outcome_of(const Ended& ended, bool speaks) {
  const bool exited = ended.signal == 0;
  const std::string said = printable(ended.first_line);
  const bool up = exited && ended.exit_status == 0;
  if (said.empty()) return {up, how_it_ended(ended)};
  return {up, speaks && exited ? said : how_it_ended(ended) + ": " + said};
}

Checker::Actions Checker::step(Time now, const Outcome& outcome) {
  const bool was_going = run_ == Run::going;
  run_ = settings_.interval ? Run::none : Run::over;
  // The end of a killed run is not a result: it was reported when its time was over.
  if (!was_going) return {};
  return {report(now, outcome)};
}

Checker::Actions Checker::tick(Time now) {
  if (run_ == Run::none && now >= due_) {
    start(now);
    return {Start{}};
  }
  if (now < deadline().value_or(Time::max())) return {};
  const std::string late = "timed out after " + format_duration(settings_.timeout);
  if (run_ == Run::going) {
    run_ = Run::killed;
    return {Kill{}, report(now, {false, late})};
  }
  return {report(now, {false, late + ", and cannot be killed"})};
}

std::optional<Time> Checker::deadline() const {
  switch (run_) {
    case Run::none:
      return due_;
    case Run::going:
      return started_ + settings_.timeout;
    case Run::killed:
      if (settings_.interval) return told_ + std::max(*settings_.interval, repeat_stuck);
      return std::nullopt;
    case Run::over:
      break;
  }
  return std::nullopt;
}

// The interval counts from when the run was due, not from when we woke for it, so that delays do not add up.
// After a long sleep (or a run that took longer) it starts again.
void Checker::start(Time now) {
  run_ = Run::going;
  started_ = now;
  if (!settings_.interval) return;
  due_ = (now - due_ < *settings_.interval ? due_ : now) + *settings_.interval;
}

record::Check Checker::report(Time now, const Outcome& outcome) {
  record::Check check{.check = settings_.name,
                      .changed = count(outcome.up),
                      .weight = settings_.weight,
                      .streak = streak_,
                      .duration = now - started_,
                      .detail = explain(outcome)};
  check.up = up_;
  told_ = now;
  if (settings_.interval) check.expires = now + *settings_.interval + settings_.timeout + expiry_grace;
  return check;
}

// Counts one result; true if it changed the status.
bool Checker::count(bool up) {
  const bool first = streak_ == 0;
  streak_ = !first && up == last_up_ ? streak_ + 1 : 1;
  last_up_ = up;
  if (!first && (up == up_ || streak_ < (up ? settings_.rise : settings_.fall))) return false;
  up_ = up;
  return true;
}

// A failure while the status is still up (or the reverse) would look like a contradiction, so the text
// contains the count.
std::string Checker::explain(const Outcome& outcome) const {
  if (outcome.up == up_) return outcome.detail;
  return outcome.detail + (outcome.up ? ", success " : ", failure ") + std::to_string(streak_) + " of " +
         std::to_string(outcome.up ? settings_.rise : settings_.fall);
}

}  // namespace vrrp::stage
