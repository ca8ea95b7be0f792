#include "stage/tracker.h"

#include "proto/priority.h"

namespace vrrp::stage {

void Tracker::heard(Time now, const record::Check& check) {
  results_[check.check] = {.up = check.up, .weight = check.weight, .expires = check.expires};
  tick(now);
}

void Tracker::tick(Time now) {
  for (auto& [name, result] : results_) {
    if (!result.expires || now < *result.expires) continue;
    result.expired = result.expired || result.up;
    result.up = false;
    result.expires.reset();
  }
}

std::optional<Time> Tracker::deadline() const {
  std::optional<Time> earliest;
  for (const auto& [name, result] : results_)
    if (result.expires && (!earliest || *result.expires < *earliest)) earliest = result.expires;
  return earliest;
}

std::uint8_t Tracker::priority(std::uint8_t base) const {
  std::vector<proto::Weighting> weightings;
  for (const auto& [name, result] : results_) weightings.push_back({result.weight, result.up});
  return proto::effective_priority(base, weightings);
}

std::vector<record::Adjustment> Tracker::adjustments() const {
  std::vector<record::Adjustment> counting;
  for (const auto& [name, result] : results_)
    if (const int weight = proto::adjustment({result.weight, result.up}); weight != 0)
      counting.push_back({name, weight});
  return counting;
}

std::optional<Tracker::Failed> Tracker::failed() const {
  for (const auto& [name, result] : results_)
    if (result.weight == 0 && !result.up) return Failed{name, result.expired};
  return std::nullopt;
}

}  // namespace vrrp::stage
