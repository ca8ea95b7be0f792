// What the elector writes fits together: an epoch for each change, and no `alive` of another one.
#pragma once

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class RecordCheck {
 public:
  RecordCheck(const History& history, Verdict& verdict) : history_(history), verdict_(verdict) {}

  void started(Seat seat) { last_[seat] = {}; }
  void wrote(Seat seat, const record::Body& body);

 private:
  struct Last {
    std::uint64_t epoch = 0;
    record::State state = record::State::init;
  };
  const History& history_;
  Verdict& verdict_;
  std::array<Last, most_seats> last_{};
};

}  // namespace vrrp::sim
