// When a `follow` stage exits, and with which exit status.
#pragma once

#include <map>
#include <optional>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::stage {

// The end of input is orderly if every router seen has left with an `init`; otherwise it is a broken pipe.
// (An `init` with reason `startup` does not count: its elector died before it could take part.) A signal does
// not end this stage at once: systemd and Ctrl-C signal the whole pipeline, and the elector must still hand
// over. So it goes on until its input ends, at most 3 x the longest interval that it has seen and at least
// one second. A second signal at least 0.5 s after the first means now. Without a signal, an `init` with
// reason `track_ended` is not orderly: a program in front has died, and a supervisor should start all of them
// again.
class Ending {
 public:
  void heard(const record::StateChange& change);
  void signal(Time now);
  // `empty`: no line came, so the program in front did not start.
  void end_of_input(bool empty = false) {
    end_of_input_ = true;
    empty_ = empty;
  }
  void reader_lost() { reader_lost_ = true; }  // gone or stalled: exit 3

  // A router left because a program that delivers its checks has ended.
  bool track_ended() const;

  // The exit status when it is time to let go and exit: 0 or 3.
  std::optional<int> verdict(Time now) const;
  // When to call verdict again, if nothing happens before.
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
