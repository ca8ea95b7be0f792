// The results of checks and tracked interfaces, and their effect on a router: its priority, or a fault.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "proto/priority.h"
#include "record/record.h"

namespace vrrp::stage {

class Tracker {
 public:
  explicit Tracker(std::uint8_t base_priority) : base_(base_priority), priority_(base_priority) {}

  // The newest result of a check. A result that has already expired does not count at once: after a freeze it
  // may be in the pipe with a newer one behind it.
  void heard(Time now, const record::Check& check);
  // Call it when all waiting records were read: results that were not renewed count as down from their
  // `expires_us` on.
  void tick(Time now);
  // A result has come too late and must still be judged.
  bool has_stale() const { return !stale_.empty(); }
  std::optional<Time> deadline() const;

  // An interface counts like a check of its weight.
  void link(Time now, const std::string& name, int weight, bool up);

  // Weighs what is up and down now. Empty: nothing changed since it was last weighed.
  struct Change {
    bool fell = false, rose = false;  // the priority
    std::string fallen{};             // if it fell: the check that did it
  };
  std::optional<Change> weigh();
  // As weighed last: the base with all weights (lib/proto/priority.h), and those that count, by name.
  std::uint8_t priority() const { return priority_; }
  const std::vector<record::Adjustment>& adjustments() const { return adjustments_; }

  // Notes a check that never expires: a forgotten --interval, so that its one result counts for as long as
  // the router runs, whatever becomes of its subject. True if it is the first of its name; a bounded number
  // of names is known.
  bool note_if_endless(const record::Check& check);

  // The check or interface of weight 0 that is down: the router is in fault.
  struct Failed {
    std::string name{};
    bool link = false;     // a tracked interface, else a check
    bool expired = false;  // a check: it did not report `down`, the checker itself is gone
  };
  std::vector<Failed> failed() const;

  // Fills in the checks and the interfaces, those that are down first.
  void tell(Time now, record::Status& status) const;

 private:
  std::uint8_t effective_priority() const;
  std::vector<record::Adjustment> counting() const;

  struct Result {
    bool up = false;
    bool expired = false;
    int weight = 0;
    Time heard{};
    std::optional<Time> expires{};
  };
  struct Link {
    proto::Weighting weighting{};
    Time since{};  // since when it has this status
  };
  std::map<std::string, Result> results_;
  std::map<std::string, Result> stale_;  // heard after their expiry, since the last tick
  std::map<std::string, Link> links_;    // separate, because an interface and a check may have the same name
  std::set<std::string> endless_;

  std::uint8_t base_;
  std::uint8_t priority_;
  std::vector<record::Adjustment> adjustments_;
};

}  // namespace vrrp::stage
