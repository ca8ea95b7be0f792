// What vrrp-check decides: when a run is due, when it has had its time, and what its results add up to.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::stage {

// What one run found.
struct Outcome {
  bool up = false;
  std::string detail{};

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// How a check's process ended.
struct Ended {
  int exit_status = 0;
  int signal = 0;            // that killed it; 0: it exited
  std::string first_line{};  // of what it wrote to standard error
};

// Exit status 0 is up, everything else is down. A probe of our own writes its whole detail to standard error
// (`speaks`); of a foreign program we say how it ended, too.
Outcome outcome_of(const Ended& ended, bool speaks);

// Runs never overlap. They are due at a fixed spacing from the first; one that takes longer than that
// delays the next until it has ended. As in keepalived's vrrp_script, the first result decides at once,
// whatever `fall` and `rise` say: a reader must not wait for its first answer.
class Checker {
 public:
  struct Settings {
    std::string name{};
    std::optional<Duration> interval{};  // none: one run, and that is all
    Duration timeout = 5s;
    std::uint32_t fall = 1;  // failures in a row that make it down
    std::uint32_t rise = 1;  // successes in a row that make it up again
    int weight = 0;
  };

  struct Start {};
  struct Kill {};  // it has had its time
  using Action = std::variant<Start, Kill, record::Check>;
  using Actions = std::vector<Action>;

  Checker(Settings settings, Time now) : settings_(std::move(settings)), due_(now) {}

  // A run has ended, also one that was killed.
  Actions step(Time now, const Outcome& outcome);
  Actions tick(Time now);
  std::optional<Time> deadline() const;

 private:
  enum class Run {
    none,
    going,
    killed,  // and not ended yet: in an uninterruptible sleep even SIGKILL has to wait
    over,    // the only one has had its result
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
