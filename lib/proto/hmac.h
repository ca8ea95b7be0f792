// Signed adverts: the 28-byte HMAC trailer of keepalived 2.4 and later (draft-cassen-vrrp-auth-hmac), for
// VRRPv2 and VRRPv3, IPv4 and IPv6.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +---------------+---------------+-------------------------------+
//   |   Type = 1    |    Key ID     |          Reserved = 0         |
//   |                        UTC seconds                            |
//   |        2^-16 seconds          |           counter             |
//   |                 HMAC-SHA-256, the first 16 bytes              |
//   +---------------------------------------------------------------+
//
// It follows the message (in VRRPv2 its authentication data) and is told by the length alone. The HMAC is
// over a pseudo-header (family, version, VRID, 0, source address in 16 bytes), the message with its checksum
// read as 0, the trailer with its HMAC read as 0. Destination and IP header are not in it. Over IPv4 the VRRP
// checksum covers the message, over IPv6, where kernels look after it, message and trailer.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "proto/address.h"
#include "proto/advert_error.h"
#include "proto/replay.h"

namespace vrrp::proto {

struct HmacKey {
  std::uint8_t id = 1;  // 1 to 255
  Buffer secret{};      // 32 to 64 bytes
};

// The secret in the content of a key file: the text without the newline that ends it, or behind "hex:" as
// hexadecimal digits, 32 to 64 bytes. The error names no byte of it.
Result<Buffer> parse_hmac_secret(Bytes content);

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
  std::chrono::seconds window{5};  // keepalived: 1 to 300, by default 3 advert intervals and at least 5 s
};

TimeWindow window_of(const HmacConfig& config);

constexpr std::size_t hmac_trailer_size = 28;

// The message with its trailer; its checksum is renewed where that covers the trailer. `destination` is in
// that checksum alone.
Buffer sign_advert(Bytes message, const Address& source, const Address& destination, const HmacKey& key,
                   TimeSequence sequence);

// The ID of the key that a whole trailer names, whether or not it fits, and the time that it says.
std::uint8_t hmac_key_id(Bytes trailer);
TimeSequence hmac_time(Bytes trailer);

// What the trailer says, or what speaks against it: `replay` where it is outside the window (looked at first,
// so that a flood of old adverts costs no digest), else `hmac`. Whether it was heard before is for
// ReplayMarks.
std::expected<TimeSequence, AdvertError> verify_hmac(const HmacConfig& config, WallTime now, Bytes message,
                                                     Bytes trailer, const Address& source);

}  // namespace vrrp::proto
