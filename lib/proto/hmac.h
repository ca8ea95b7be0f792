// Signed adverts: the 28-byte HMAC trailer of keepalived 2.4 and later (draft-cassen-vrrp-auth-hmac), for
// VRRPv2 and VRRPv3, IPv4 and IPv6.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace vrrp::proto {

struct HmacKey {
  std::uint8_t id = 1;  // 1 to 255
  Buffer secret{};      // 32 to 64 bytes
};

// How a migration begins and ends: receive_only sends unsigned and takes both; permissive signs and takes
// both; enforce signs and takes signed adverts alone. What is signed must be signed well in every mode.
enum class HmacMode : std::uint8_t { receive_only, permissive, enforce };

// What keeps an advert from being heard twice: `time` takes it only within the window around our own clock,
// and in order; `monotonic` only in order, for hosts without a common clock.
enum class HmacReplay : std::uint8_t { time, monotonic };

struct HmacConfig {
  std::vector<HmacKey> keys{};  // the first one signs
  HmacMode mode = HmacMode::enforce;
  HmacReplay replay = HmacReplay::time;
  std::chrono::seconds window{5};
};

}  // namespace vrrp::proto
