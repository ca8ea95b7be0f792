// What a router waits for before it takes part: its startup delay, and for a while the first word of all that
// it tracks. The two run side by side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stage/elect/elector_config.h"
#include "stage/elect/expected.h"
#include "stage/elect/tracker.h"

namespace vrrp::stage {

class Waits {
 public:
  explicit Waits(const ElectorConfig& config) : expected_(config.tracks, config.expect) {}

  void begin(Time now, const ElectorConfig& config, const Tracker& tracker);
  // It has begun, and has not left.
  bool begun() const { return begun_; }
  void leave() { begun_ = false; }

  bool waiting() const { return startup_until_ || tracks_until_; }
  // It neither hears nor speaks yet.
  bool delayed() const { return startup_until_.has_value(); }

  // Why it begins next: since when nothing stands against it.
  void start_for(record::Reason reason) { start_reason_ = reason; }
  record::Reason start_reason() const { return start_reason_; }

  // A check of that source has spoken.
  void heard(std::size_t source, const std::string& check) { expected_.heard(source, check); }
  // All that is tracked has spoken: the wait for it ends. False: it did not wait for that, or still does.
  bool end_with_tracks(const ElectorConfig& config, const Tracker& tracker);
  // The waits whose time is over end.
  struct Ended {
    bool startup = false, tracks = false;
  };
  Ended end_in_time(Time now);
  std::optional<Time> deadline() const;

  // What is tracked and has not spoken yet.
  std::vector<Expected::Silent> silent(const ElectorConfig& config, const Tracker& tracker) const;

 private:
  bool begun_ = false;
  record::Reason start_reason_ = record::Reason::startup;
  std::optional<Time> startup_until_;
  std::optional<Time> tracks_until_;
  Expected expected_;
};

}  // namespace vrrp::stage
