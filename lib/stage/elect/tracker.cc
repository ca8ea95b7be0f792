#include "stage/elect/tracker.h"

#include <algorithm>
#include <utility>

namespace vrrp::stage {
namespace {

constexpr std::size_t most_endless = 64;

// The first that counts for less than before; empty: none does.
std::string fallen_check(const std::vector<record::Adjustment>& before,
                         const std::vector<record::Adjustment>& now) {
  const auto weight_in = [](const std::vector<record::Adjustment>& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, &record::Adjustment::check);
    return found == all.end() ? 0 : found->weight;
  };
  for (const record::Adjustment& each : now)
    if (each.weight < weight_in(before, each.check)) return each.check;
  for (const record::Adjustment& each : before)
    if (each.weight > weight_in(now, each.check)) return each.check;
  return "";
}

bool is_same(const record::Adjustment& a, const record::Adjustment& b) {
  return a.check == b.check && a.weight == b.weight && a.expired == b.expired;
}

}  // namespace

void Tracker::heard(Time now, const record::Check& check) {
  const bool stale = check.expires && *check.expires <= now;
  if (!stale) stale_.erase(check.check);
  (stale ? stale_ : results_)[check.check] = {
      .up = check.up, .weight = check.weight, .heard = now, .expires = check.expires};
}

void Tracker::tick(Time now) {
  for (auto& [name, result] : stale_) results_[name] = result;
  stale_.clear();
  for (auto& [name, result] : results_) {
    if (!result.expires || now < *result.expires) continue;
    result.expired = true;
    result.up = false;
    result.expires.reset();
  }
}

void Tracker::link(Time now, const std::string& name, int weight, bool up) {
  const auto known = links_.find(name);
  if (known == links_.end() || known->second.weighting.up != up) links_[name].since = now;
  links_[name].weighting = {.weight = weight, .up = up};
}

std::optional<Time> Tracker::deadline() const {
  std::optional<Time> first;
  for (const auto* each : {&results_, &stale_})
    for (const auto& [name, result] : *each) first = earliest({first, result.expires});
  return first;
}

std::optional<Tracker::Change> Tracker::weigh() {
  const std::uint8_t before = std::exchange(priority_, effective_priority());
  std::vector<record::Adjustment> adjustments = counting();
  if (priority_ == before && std::ranges::equal(adjustments, adjustments_, is_same)) return std::nullopt;
  Change change{.fell = priority_<before, .rose = priority_> before};
  if (change.fell) change.fallen = fallen_check(adjustments_, adjustments);
  adjustments_ = std::move(adjustments);
  return change;
}

bool Tracker::note_if_endless(const record::Check& check) {
  return !check.expires && endless_.size() < most_endless && endless_.insert(check.check).second;
}

std::uint8_t Tracker::effective_priority() const {
  std::vector<proto::Weighting> weightings;
  for (const auto& [name, result] : results_) weightings.push_back({result.weight, result.up});
  for (const auto& [name, link] : links_) weightings.push_back(link.weighting);
  return proto::effective_priority(base_, weightings);
}

std::vector<record::Adjustment> Tracker::counting() const {
  std::vector<record::Adjustment> all;
  const auto add = [&](const std::string& name, const proto::Weighting& weighting, bool expired) {
    if (const int weight = proto::adjustment(weighting); weight != 0) all.push_back({name, weight, expired});
  };
  for (const auto& [name, result] : results_) add(name, {result.weight, result.up}, result.expired);
  for (const auto& [name, link] : links_) add(name, link.weighting, false);
  return all;
}

std::vector<Tracker::Failed> Tracker::failed() const {
  std::vector<Failed> failed;
  for (const auto& [name, link] : links_)
    if (link.weighting.weight == 0 && !link.weighting.up) failed.push_back({.name = name, .link = true});
  for (const auto& [name, result] : results_)
    if (result.weight == 0 && !result.up) failed.push_back({.name = name, .expired = result.expired});
  return failed;
}

// A line has room for this many, and checks that are down matter most.
void Tracker::tell(Time now, record::Status& status) const {
  for (const auto& [name, result] : results_)
    status.checks.push_back({.name = name,
                             .up = result.up,
                             .weight = result.weight,
                             .age = now - result.heard,
                             .expires_in = result.expires
                                               ? std::optional(std::max(*result.expires - now, Duration(0)))
                                               : std::nullopt,
                             .expired = result.expired});
  for (const auto& [name, link] : links_)
    status.interfaces.push_back(
        {.name = name, .up = link.weighting.up, .weight = link.weighting.weight, .age = now - link.since});
  for (auto* list : {&status.checks, &status.interfaces})
    std::ranges::stable_sort(*list, {}, &record::Status::Tracked::up);
}

}  // namespace vrrp::stage
