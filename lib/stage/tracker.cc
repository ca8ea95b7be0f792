#include "stage/tracker.h"

namespace vrrp::stage {

void Tracker::heard(Time now, const record::Check& check) {
  const bool stale = check.expires && *check.expires <= now;
  if (!stale) stale_.erase(check.check);
  (stale ? stale_ : results_)[check.check] = {
      .up = check.up, .weight = check.weight, .expires = check.expires};
}

void Tracker::tick(Time now) {
  for (auto& [name, result] : stale_) results_[name] = result;
  stale_.clear();
  for (auto& [name, result] : results_) {
    if (!result.expires || now < *result.expires) continue;
    result.expired = result.expired || result.up;
    result.up = false;
    result.expires.reset();
  }
}

void Tracker::link(const std::string& name, int weight, bool up) {
  links_[name] = {.weight = weight, .up = up};
}

std::optional<Time> Tracker::deadline() const {
  std::optional<Time> earliest;
  for (const auto* each : {&results_, &stale_})
    for (const auto& [name, result] : *each)
      if (result.expires && (!earliest || *result.expires < *earliest)) earliest = result.expires;
  return earliest;
}

std::uint8_t Tracker::priority(std::uint8_t base) const {
  std::vector<proto::Weighting> weightings;
  for (const auto& [name, result] : results_) weightings.push_back({result.weight, result.up});
  for (const auto& [name, weighting] : links_) weightings.push_back(weighting);
  return proto::effective_priority(base, weightings);
}

std::vector<record::Adjustment> Tracker::adjustments() const {
  std::vector<record::Adjustment> counting;
  const auto add = [&](const std::string& name, const proto::Weighting& weighting) {
    if (const int weight = proto::adjustment(weighting); weight != 0) counting.push_back({name, weight});
  };
  for (const auto& [name, result] : results_) add(name, {result.weight, result.up});
  for (const auto& [name, weighting] : links_) add(name, weighting);
  return counting;
}

std::vector<Tracker::Failed> Tracker::failed() const {
  std::vector<Failed> failed;
  for (const auto& [name, weighting] : links_)
    if (weighting.weight == 0 && !weighting.up) failed.push_back({.name = name, .link = true});
  for (const auto& [name, result] : results_)
    if (result.weight == 0 && !result.up) failed.push_back({.name = name, .expired = result.expired});
  return failed;
}

}  // namespace vrrp::stage
