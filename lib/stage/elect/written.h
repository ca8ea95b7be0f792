// What the records of a router said last: its state, and when the next `alive` of one that is not master is
// due. (A master writes one with each advert.)
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "stage/elect/elector_config.h"

namespace vrrp::stage {

class Written {
 public:
  explicit Written(ElectorConfig::Turn turn) : turn_(turn) {}

  record::State state() const { return state_; }
  record::Reason reason() const { return reason_; }
  // The number of this state, from 1; 0: none was written, and the router counts as `init` `startup`.
  std::uint64_t epoch() const { return epoch_; }

  // The reason that the next start is reported with.
  void start_for(record::Reason reason) { start_reason_ = reason; }
  record::Reason start_reason() const { return start_reason_; }

  // A state is written. Returns the one before it.
  record::State change(Time now, record::State state, record::Reason reason);
  // True if an `alive` is due: then it is written now, and the next one has its turn.
  bool take_alive_turn(Time now);
  std::optional<Time> deadline() const { return next_alive_; }

 private:
  Time next_turn(Time now) const;

  ElectorConfig::Turn turn_;
  record::State state_ = record::State::init;
  record::Reason reason_ = record::Reason::startup;
  record::Reason start_reason_ = record::Reason::startup;
  std::uint64_t epoch_ = 0;
  std::optional<Time> next_alive_;
};

}  // namespace vrrp::stage
