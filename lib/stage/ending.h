// When a `follow` stage ends, and with which exit status.
#pragma once

#include <map>
#include <optional>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::stage {

// The end of input is orderly once every router seen has said `init`, and otherwise a broken pipe. A signal
// to this stage is not its end: systemd and Ctrl-C signal the whole pipeline, and the elector still has to
// hand over. So it goes on until its input ends, at most 3 x the longest interval it has seen and at least 1
// s; a second signal at least 0.5 s after the first means now.
class Ending {
 public:
  void heard(const record::Router& router, record::State state, Duration interval);
  void signal(Time now);
  void end_of_input() { end_of_input_ = true; }
  void reader_lost() { reader_lost_ = true; }  // gone or stalled: exit 3

  // The exit status when it is time to let go and leave: 0 or 3.
  std::optional<int> verdict(Time now) const;
  // When to ask for the verdict again, if nothing happens before.
  std::optional<Time> deadline() const;

 private:
  std::map<record::Router, record::State> routers_;
  Duration longest_interval_{};
  std::optional<Time> first_signal_;
  bool insisted_ = false;
  bool end_of_input_ = false;
  bool reader_lost_ = false;
};

}  // namespace vrrp::stage
