// Everything that happens by chance comes from one seed (SplitMix64): the same seed, the same world.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace vrrp::sim {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // 0 to bound - 1.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((next() >> 32) * bound >> 32);
  }
  int between(int least, int most) {
    return least + static_cast<int>(below(static_cast<std::uint32_t>(most - least + 1)));
  }
  bool one_in(std::uint32_t many) { return below(many) == 0; }
  bool percent(std::uint32_t chance) { return below(100) < chance; }
  Duration span(Duration least, Duration most) {
    return least + Duration(below(static_cast<std::uint32_t>((most - least).count() + 1)));
  }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(static_cast<std::uint32_t>(std::size(list)))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace vrrp::sim
