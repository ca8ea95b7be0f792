#include "stage/elect/waits.h"

namespace vrrp::stage {
namespace {

constexpr Duration tracks_patience = 5s;

std::vector<std::string> tracked_links(const ElectorConfig& config) {
  std::vector<std::string> names;
  for (const auto& tracked : config.tracked_interfaces) names.push_back(tracked.name);
  return names;
}

bool is_over(std::optional<Time>& until, Time now) {
  if (!until || now < *until) return false;
  until.reset();
  return true;
}

}  // namespace

Waits::Waits(const ElectorConfig& config) : expected_(config.tracks, config.expect, tracked_links(config)) {}

void Waits::begin(Time now, const ElectorConfig& config) {
  begun_ = true;
  if (config.startup_delay > 0s) startup_until_ = now + config.startup_delay;
  if (!expected_.all_spoke()) tracks_until_ = now + tracks_patience;
}

bool Waits::end_with_tracks() {
  if (!tracks_until_ || !expected_.all_spoke()) return false;
  tracks_until_.reset();
  return true;
}

Waits::Ended Waits::end_in_time(Time now) {
  const bool startup = is_over(startup_until_, now), tracks = is_over(tracks_until_, now);
  return {startup, tracks};
}

}  // namespace vrrp::stage
