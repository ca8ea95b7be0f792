// What the checks and the tracked interfaces say, and what that does to a router: its priority, or a fault.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "proto/priority.h"
#include "record/record.h"

namespace vrrp::stage {

class Tracker {
 public:
  // The newest result of a check. One that is older than its own expiry says nothing by itself: whoever was
  // frozen finds it in the pipe, and a newer one behind it.
  void heard(Time now, const record::Check& check);
  // When all that waits was heard: results that nobody renewed count as down from their `expires_us` on.
  void tick(Time now);
  // One has come too late, and is yet to be judged.
  bool has_stale() const { return !stale_.empty(); }
  std::optional<Time> deadline() const;

  // An interface counts as a check of its weight does.
  void link(Time now, const std::string& name, int weight, bool up);
  bool knows_link(const std::string& name) const { return links_.contains(name); }

  // base with all weights (lib/proto/priority.h).
  std::uint8_t priority(std::uint8_t base) const;
  // The weights that count now, by name.
  std::vector<record::Adjustment> adjustments() const;

  // What is down and of weight 0: the router is in fault.
  struct Failed {
    std::string name{};
    bool link = false;     // a tracked interface, else a check
    bool expired = false;  // a check: nobody said `down`, the checker itself is gone
  };
  std::vector<Failed> failed() const;

  // Fills in the checks and the interfaces: those that are down first.
  void tell(Time now, record::Status& status) const;

 private:
  struct Result {
    bool up = false;
    bool expired = false;
    int weight = 0;
    Time heard{};
    std::optional<Time> expires{};
  };
  struct Link {
    proto::Weighting weighting{};
    Time since{};  // it has been so
  };
  std::map<std::string, Result> results_;
  std::map<std::string, Result> stale_;  // heard after their expiry, since the last tick
  std::map<std::string, Link> links_;    // an interface may be named as a check is
};

// The first that counts for less than before; empty: none does.
std::string fallen_check(const std::vector<record::Adjustment>& before,
                         const std::vector<record::Adjustment>& now);

}  // namespace vrrp::stage
