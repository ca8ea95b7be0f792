// Whether a master's VIPs are on its host, and when one that cannot place any may try again.
//
// A master whose VIPs are not here serves no client, while a peer could, so it must resign after a second. It
// cannot know when another attempt would succeed. So it tries again when something on this host has changed,
// or after a pause that doubles, because each attempt takes the VIPs away from the router that serves them.
#pragma once

#include <optional>

#include "base/time.h"

namespace vrrp::stage {

class Placed {
 public:
  // Call it after any change: is the router master, and is any VIP on the host?
  void observe(Time now, bool master, bool any_here);

  // No VIP has been here for too long.
  bool overdue(Time now) const { return due_ && now >= *due_; }
  // Overdue, but for another reason: check again a moment later.
  void put_off(Time until) { due_ = until; }

  // The router resigns because of it. How long it pauses.
  Duration resign(Time now);
  // A link or an address of this host has changed; it may have been the obstacle.
  void host_changed(Time now);
  // The pause is over; answered with yes once.
  bool retries(Time now);

  std::optional<Time> deadline() const { return due_ ? due_ : retry_; }

  static constexpr Duration patience = 1s, shortest_pause = 10s, longest_pause = 5min;

 private:
  std::optional<Time> here_since_;  // master, and a VIP is here
  std::optional<Time> due_;         // master, and none is: it must resign then
  std::optional<Time> retry_;       // it has resigned, and will try again then
  std::optional<Time> last_early_;  // the last attempt that a change of the host led to
  Duration pause_ = shortest_pause;
};

}  // namespace vrrp::stage
