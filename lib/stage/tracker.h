// What the checks say, and what that does to a router: its priority, or a fault.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "record/record.h"

namespace vrrp::stage {

class Tracker {
 public:
  // The newest result of a check. One that is older than its own expiry counts as down.
  void heard(Time now, const record::Check& check);
  // Results that nobody renewed count as down from their `expires_us` on.
  void tick(Time now);
  std::optional<Time> deadline() const;

  // base with all weights (lib/proto/priority.h).
  std::uint8_t priority(std::uint8_t base) const;
  // The weights that count now, by name.
  std::vector<record::Adjustment> adjustments() const;

  // A check of weight 0 that is down: the router is in fault. nullopt: none.
  struct Failed {
    std::string check;
    bool expired = false;  // nobody said `down`: the checker itself is gone
  };
  std::optional<Failed> failed() const;

 private:
  struct Result {
    bool up = false;
    bool expired = false;
    int weight = 0;
    std::optional<Time> expires{};
  };
  std::map<std::string, Result> results_;
};

}  // namespace vrrp::stage
