// What a router answers when somebody asks how it is.
#include <algorithm>

#include <algorithm>

#include "stage/elector.h"

namespace vrrp::stage {
namespace {

using VipState = record::Status::Vip::State;

// An answer is not to grow past the bound of a record, and names of checks can be as long as a line.
constexpr std::size_t most_adjustments = 32, longest_check = 256, most_vips = 100;

std::vector<record::Adjustment> shortened(const std::vector<record::Adjustment>& all) {
  std::vector<record::Adjustment> some;
  for (const record::Adjustment& a : all) {
    if (some.size() == most_adjustments) break;
    some.push_back({a.check.substr(0, longest_check), a.weight});
  }
  return some;
}

// Those that are held are the least of news.
void shorten(std::vector<record::Status::Vip>& vips) {
  if (vips.size() <= most_vips) return;
  std::ranges::stable_partition(vips, [](const auto& vip) { return vip.state != VipState::held; });
  vips.resize(most_vips);
}

}  // namespace

record::Status Elector::status(Time now) const {
  const bool master = state_ == record::State::master;
  record::Status status{.router = config_.router,
                        .state = state_,
                        .leaving = left_ || (departure_ && departure_->exit),
                        .group = config_.group,
                        .priority = priority_,
                        .base = config_.priority,
                        .adjustments = shortened(adjustments_),
                        .interval = config_.interval,
                        .master = statistics_.master(now)};
  statistics_.tell(now, status);
  for (const record::Vip& vip : config_.vips)
    status.vips.push_back({vip.address, vip.interface, vip_state(now, vip)});
  shorten(status.vips);
  if (state_ == record::State::fault && told_trouble_)
    status.check = told_trouble_->check.substr(0, longest_check);
  if (master) status.master.reset();
  if (master && primary_) status.master = record::Peer{*primary_, priority_};
  return status;
}

}  // namespace vrrp::stage
