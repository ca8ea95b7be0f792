// What a router waits for before it takes part: its startup delay, and for a while the first word of all that
// it tracks. The two run side by side.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "stage/elect/elector_config.h"
#include "stage/elect/expected.h"

namespace vrrp::stage {

class Waits {
 public:
  explicit Waits(const ElectorConfig& config);

  void begin(Time now, const ElectorConfig& config);
  bool begun() const { return begun_; }

  bool waiting() const { return startup_until_ || tracks_until_; }
  // It neither hears nor speaks yet.
  bool delayed() const { return startup_until_.has_value(); }

  // A check of that source has spoken; a tracked interface is up or down.
  void heard(std::size_t source, const std::string& check) { expected_.heard(source, check); }
  void heard_link(const std::string& name) { expected_.heard_link(name); }
  // All that is tracked has spoken: the wait for it ends. False: it did not wait for that, or still does.
  bool end_with_tracks();
  // The waits whose time is over end.
  struct Ended {
    bool startup = false, tracks = false;
  };
  Ended end_in_time(Time now);
  std::optional<Time> deadline() const { return earliest({startup_until_, tracks_until_}); }

  // What is tracked and has not spoken yet.
  std::vector<Expected::Silent> silent() const { return expected_.silent(); }

 private:
  bool begun_ = false;
  std::optional<Time> startup_until_;
  std::optional<Time> tracks_until_;
  Expected expected_;
};

}  // namespace vrrp::stage
