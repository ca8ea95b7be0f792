// When a `follow` stage ends, and with which exit status.
#pragma once

#include <map>
#include <optional>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::stage {

// The end of input is orderly once every router seen has left with an `init` (the one of `startup` is none:
// its elector died before it could take part), and otherwise a broken pipe. A signal to this stage is not its
// end: systemd and Ctrl-C signal the whole pipeline, and the elector still has to hand over. So it goes on
// until its input ends, at most 3 x the longest interval it has seen and at least 1 s; a second signal at
// least 0.5 s after the first means now. Without a signal, an `init` because the track ended is no orderly
// end: a program in front has died, and a supervisor is to start them all again.
class Ending {
 public:
  void heard(const record::StateChange& change);
  void signal(Time now);
  // `empty`: without a line before it, so the program in front did not start.
  void end_of_input(bool empty = false) {
    end_of_input_ = true;
    empty_ = empty;
  }
  void reader_lost() { reader_lost_ = true; }  // gone or stalled: exit 3

  // A router left because a program that brings its checks has ended.
  bool track_ended() const;

  // The exit status when it is time to let go and leave: 0 or 3.
  std::optional<int> verdict(Time now) const;
  // When to ask for the verdict again, if nothing happens before.
  std::optional<Time> deadline() const;

 private:
  bool all_left_in_order() const;

  struct Last {
    record::State state{};
    record::Reason reason{};
  };
  std::map<record::Router, Last> routers_;
  Duration longest_interval_{};
  std::optional<Time> first_signal_;
  bool insisted_ = false;
  bool end_of_input_ = false;
  bool empty_ = false;
  bool reader_lost_ = false;
};

}  // namespace vrrp::stage
