#include "stage/elect/waits.h"

namespace vrrp::stage {
namespace {

constexpr Duration tracks_patience = 5s;

bool is_over(std::optional<Time>& until, Time now) {
  if (!until || now < *until) return false;
  until.reset();
  return true;
}

}  // namespace

void Waits::begin(Time now, const ElectorConfig& config, const Tracker& tracker) {
  begun_ = true;
  if (config.startup_delay > 0s) startup_until_ = now + config.startup_delay;
  if (!silent(config, tracker).empty()) tracks_until_ = now + tracks_patience;
}

bool Waits::end_with_tracks(const ElectorConfig& config, const Tracker& tracker) {
  if (!tracks_until_ || !silent(config, tracker).empty()) return false;
  tracks_until_.reset();
  return true;
}

Waits::Ended Waits::end_in_time(Time now) {
  const bool startup = is_over(startup_until_, now), tracks = is_over(tracks_until_, now);
  return {startup, tracks};
}

std::optional<Time> Waits::deadline() const {
  return earliest({startup_until_, tracks_until_});
}

std::vector<Expected::Silent> Waits::silent(const ElectorConfig& config, const Tracker& tracker) const {
  std::vector<Expected::Silent> all = expected_.silent();
  for (const auto& tracked : config.tracked_interfaces)
    if (!tracker.knows_link(tracked.name)) all.push_back({Expected::Silent::Kind::link, tracked.name});
  return all;
}

}  // namespace vrrp::stage
