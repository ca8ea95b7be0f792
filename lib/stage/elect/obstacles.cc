#include "stage/elect/obstacles.h"

#include <algorithm>

namespace vrrp::stage {

bool Obstacles::has(ObstacleKind kind) const {
  return std::ranges::find(all_, kind, &Obstacle::kind) != all_.end();
}

bool Obstacles::has(const Obstacle& obstacle) const {
  return std::ranges::any_of(all_, [&](const Obstacle& each) { return each.same_as(obstacle); });
}

bool Obstacles::has_own(bool leaving) const {
  return std::ranges::any_of(all_, [&](const Obstacle& each) {
    return each.kind != ObstacleKind::group && !(each.kind == ObstacleKind::output && leaving);
  });
}

bool Obstacles::add(const Obstacle& obstacle) {
  if (has(obstacle)) return false;
  all_.push_back(obstacle);
  return true;
}

bool Obstacles::remove(const Obstacle& obstacle) {
  return std::erase_if(all_, [&](const Obstacle& each) { return each.same_as(obstacle); }) > 0;
}

const Obstacle& Obstacles::choose() {
  return reported_.emplace(*std::ranges::min_element(all_, {}, &Obstacle::kind));
}

}  // namespace vrrp::stage
