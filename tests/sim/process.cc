#include "process.h"

#include "world.h"

namespace vrrp::sim {

Process::Process(Node& node, Stage stage)
    : node_(node),
      stage_(stage),
      alarm_({.kind = Event::Kind::wake, .node = node.id(), .index = static_cast<std::uint8_t>(stage)}) {}

void Process::start(Moment at) {
  life_ = Life::running;
  exit_.reset();
  signals_ = 0;
  now_ = began_ = at;
  deadline_.reset();
  deadline_moment_ = never;
  alarm_.clear();
  node_.world().observe().started(at, node_.id(), stage_);
  begin();
  rest();
}

// In the middle of a system call that takes long: when that is over.
void Process::kill(Moment at) {
  if (life_ == Life::absent) return;
  at = std::max(at, now_);
  now_ = at;
  life_ = Life::absent;
  alarm_.clear();
  node_.world().observe().died(at, node_.id(), stage_);
  vanish();
  node_.process_ended(at);
}

void Process::freeze(Moment at) {
  if (life_ != Life::running) return;
  at = std::max(at, now_);
  life_ = Life::frozen;
  node_.world().observe().frozen(at, node_.id(), stage_);
}

void Process::thaw(Moment at) {
  if (life_ != Life::frozen) return;
  life_ = Life::running;
  node_.world().observe().thawed(at, node_.id(), stage_);
  wake(at);
}

void Process::signal(Moment at) {
  if (life_ == Life::absent) return;
  ++signals_;
  wake(at);
}

void Process::wake(Moment at) {
  if (life_ != Life::running) return;
  const Moment soon = at + node_.world().latency();
  if (soon < alarm_.wanted()) alarm_.set(node_.world().queue(), soon);
}

void Process::alarm(Moment at) {
  if (alarm_.due(node_.world().queue(), at) && running()) turn(at);
}

void Process::turn(Moment at) {
  // Its last turn took so long (a slow system call) that it is not back yet.
  if (at < now_) return wake(now_);
  now_ = began_ = at;
  alarm_.clear();
  node_.world().count_turn();
  loop_once();
  rest();
}

// Until its deadline, or until something is there to read.
void Process::rest() {
  if (exit_) {
    if (node_.world().trace()) say("exits with status " + std::to_string(*exit_));
    node_.world().observe().exited(node_.id(), stage_, *exit_);
    return kill(now_);
  }
  const auto deadline = this->deadline();
  if (deadline != deadline_) {
    deadline_ = deadline;
    deadline_moment_ = deadline ? node_.clock().world(*deadline) : never;
  }
  judge_deadline(deadline);
  if (signals_ > 0) wake(now_);
  Moment next = next_input();
  next = std::min(next, deadline_moment_);
  if (next == never) return;
  next = std::max(next, now_) + node_.world().latency();
  if (next < alarm_.wanted()) alarm_.set(node_.world().queue(), next);
}

void Process::judge_deadline(std::optional<Time> deadline) const {
  // Ahead of its beginning: a system call may have taken so long that the deadline passed meanwhile.
  node_.world().observe().rested(now_, node_.id(), stage_, node_.clock().local(began_), deadline);
}

Time Process::local() {
  if (local_of_ != now_) {
    local_of_ = now_;
    local_ = node_.clock().local(now_);
  }
  return local_;
}

void Process::exit(int status) {
  if (!exit_) exit_ = status;
}

void Process::say(std::string_view text) const {
  if (Trace* trace = node_.world().trace()) trace->line(now_, node_.id(), to_word(stage_), std::string(text));
}

}  // namespace vrrp::sim
