// What vrrp-check decides: when a run is due, when its time is over, and which status follows from the
// results.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::stage {

// The result of one run.
struct Outcome {
  bool up = false;
  std::string detail{};

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// How the process of a check ended.
struct Ended {
  int exit_status = 0;
  int signal = 0;            // that killed it; 0: it exited
  std::string first_line{};  // of what it wrote to standard error
};

// Exit status 0 is up, everything else is down. Our own probes write the whole detail to standard error
// (`speaks`); for another program the detail also says how it ended.
Outcome outcome_of(const Ended& ended, bool speaks);

// Runs never overlap. They are due at fixed intervals from the first; one that takes longer delays the next
// until it has ended. As in keepalived's vrrp_script, the first result decides at once, whatever `fall` and
// `rise` are: a reader must not wait for its first answer.
class Checker {
 public:
  struct Settings {
    std::string name{};
    std::optional<Duration> interval{};  // none: a single run
    Duration timeout = 5s;
    std::uint32_t fall = 1;  // failures in a row that make it down
    std::uint32_t rise = 1;  // successes in a row that make it up again
    int weight = 0;
  };

  struct Start {};
  struct Kill {};  // its time is over
  using Action = std::variant<Start, Kill, record::Check>;
  using Actions = std::vector<Action>;

  Checker(Settings settings, Time now) : settings_(std::move(settings)), due_(now) {}

  // A run has ended, or was killed.
  Actions step(Time now, const Outcome& outcome);
  Actions tick(Time now);
  std::optional<Time> deadline() const;

 private:
  enum class Run {
    none,
    going,
    killed,  // and has not ended yet: in an uninterruptible sleep even SIGKILL must wait
    over,    // the only run has its result
  };

  void start(Time now);
  record::Check report(Time now, const Outcome& outcome);
  bool count(bool up);
  std::string explain(const Outcome& outcome) const;

  Settings settings_;
  Run run_ = Run::none;
  Time due_;                  // of the next run
  Time started_;              // of the run that is going
  Time told_;                 // of the last report
  bool up_ = false;           // the status that is reported, once there was a result
  bool last_up_ = false;      // the last result
  std::uint32_t streak_ = 0;  // how many in a row were like it; 0: there was none yet
};

}  // namespace vrrp::stage
