// Whether the VIPs are on this host: a master that serves none of them leaves its place to one that can.
#include "stage/elect/elector.h"
#include "stage/elect/elector_parts.h"

namespace vrrp::stage {

using record::Reason;
using record::State;
using VipState = record::Status::Vip::State;

namespace {

constexpr Duration look_again_after = 10ms;

}  // namespace

bool Elector::holds(const record::Vip& vip) const {
  return contains(on_host_, vip.address.address);
}

// While it lets go or yields, the VIPs are meant to go.
void Elector::observe_placement(Time now) {
  if (config_.vips_elsewhere || config_.vips.empty()) return;
  placed_.observe(now, state_ == State::master && !departure_ && !yield_, vip_here_);
}

// A reader that has not read what we wrote cannot have placed anything: then it is judged, as one whose VIPs
// have vanished. (Records that have just gone out are read in a moment.)
void Elector::judge_placement(Time now) {
  if (placed_.retries(now)) clear(now, {ObstacleKind::placement}, Reason::retry);
  if (!placed_.overdue(now)) return;
  if (can_judge_reader() && reader_.unread_since()) {
    placed_.put_off(now + look_again_after);
    vip_vanished_ = true;
    return judge_reader(now);
  }
  const Duration pause = placed_.resign(now);
  actions_.emplace_back(
      Say{"none of the VIPs has been on this host for " + format_duration(Placed::patience) +
          ", so another router may serve them; the next attempt is in " + format_duration(pause) +
          " (see what vip-ctl reports; set --vips-elsewhere if the VIPs are never placed on "
          "this host)"});
  raise(now, {ObstacleKind::placement, Reason::not_placed});
}

VipState Elector::vip_state(Time now, const record::Vip& vip) const {
  const bool master = state_ == State::master;
  if (holds(vip)) return master ? VipState::held : VipState::present;
  if (!master) return VipState::absent;
  if (config_.vips_elsewhere) return VipState::elsewhere;
  return statistics_.since(now) < Placed::patience ? VipState::pending : VipState::failed;
}

}  // namespace vrrp::stage
