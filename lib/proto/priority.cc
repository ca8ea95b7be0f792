#include "proto/priority.h"

#include <algorithm>

#include "proto/advert.h"

namespace vrrp::proto {

std::uint8_t effective_priority(std::uint8_t base, std::span<const Weighting> checks) {
  if (base == priority_owner) return base;
  int total = base;
  for (const Weighting& check : checks) total += adjustment(check);
  return static_cast<std::uint8_t>(std::clamp(total, 1, 254));
}

}  // namespace vrrp::proto
