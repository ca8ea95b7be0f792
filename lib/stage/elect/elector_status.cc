// What a router answers when somebody asks how it is. What a line has no room for its writer leaves out.
#include "stage/elect/elector.h"

namespace vrrp::stage {

record::Status Elector::status(Time now) const {
  const bool master = state_ == record::State::master;
  record::Status status{.router = config_.router,
                        .state = state_,
                        .leaving = left_ || (departure_ && departure_->exit),
                        .group = config_.group,
                        .priority = priority_,
                        .base = config_.priority,
                        .adjustments = adjustments_,
                        .interval = config_.interval,
                        .master = statistics_.master(now)};
  statistics_.tell(now, status);
  for (const record::Vip& vip : config_.vips)
    status.vips.push_back({vip.address, vip.interface, vip_state(now, vip)});
  tracker_.tell(now, status);
  mismatches_.tell(now, status);
  status.rejects = rejects_.all();
  for (const Expected::Silent& each : silent()) status.missing.push_back(each.name);
  if (state_ == record::State::fault && reported_obstacle_) status.check = reported_obstacle_->check;
  if (master) status.master.reset();
  if (master && primary_) status.master = record::Peer{*primary_, priority_};
  return status;
}

}  // namespace vrrp::stage
