// Why a router stops for good, and whether it has: a signal, or the end of a check source. A person or
// systemd ends a pipeline by signals to one process after the other, so a checker may end a moment before our
// own signal comes.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace vrrp::stage {

class Stopping {
 public:
  enum class Signal : std::uint8_t {
    first,   // let go in order
    again,   // long enough after it: end at once
    ignored  // too soon after it
  };
  Signal signal(Time now);

  // The last writer of a check source has ended.
  void track_ended(Time now);
  // No signal has explained it in time: the router must let go. Returns true once.
  bool give_up_track(Time now);
  // That is why it lets go.
  bool is_without_track() const { return without_track_; }

  void left() { left_ = true; }
  bool has_left() const { return left_; }

  std::optional<Time> deadline() const { return track_ended_until_; }

 private:
  std::optional<Time> first_signal_;
  std::optional<Time> track_ended_until_;
  bool without_track_ = false;
  bool left_ = false;
};

}  // namespace vrrp::stage
