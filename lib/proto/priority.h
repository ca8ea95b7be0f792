// keepalived's weight arithmetic: how failed and passed checks change a priority.
#pragma once

#include <cstdint>
#include <span>

namespace vrrp::proto {

// The current result of one check.
struct Weighting {
  int weight = 0;  // -253 to 253; 0 does not change the priority: the router is in fault while it is down
  bool up = true;
};

// The part a check adds now: a positive weight while it is up, a negative one while it is down, otherwise 0.
constexpr int adjustment(const Weighting& check) {
  return check.weight > 0 ? (check.up ? check.weight : 0) : (check.up ? 0 : check.weight);
}

// base plus all adjustments, summed without bounds and then held within 1 and 254. An address owner (255)
// stays 255, and no other router reaches it.
std::uint8_t effective_priority(std::uint8_t base, std::span<const Weighting> checks);

}  // namespace vrrp::proto
