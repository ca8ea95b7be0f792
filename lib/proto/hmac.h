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
// It follows the message (in VRRPv2 its authentication data) and only the length shows that it is there. The
// HMAC is over a pseudo-header (family, version, VRID, 0, source address in 16 bytes), the message with its
// checksum read as 0, the trailer with its HMAC read as 0. Destination and IP header are not in it. Over IPv4
// the VRRP checksum covers the message, over IPv6, where kernels handle it, message and trailer.
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

// The secret in the content of a key file: the text without its last newline, or after "hex:" as hexadecimal
// digits, 32 to 64 bytes. The error names no byte of it.
Result<Buffer> parse_hmac_secret(Bytes content);

// The steps of a migration: receive_only sends unsigned adverts and accepts both; permissive signs and
// accepts both; enforce signs and accepts only signed adverts. In every mode a signature must be correct.
enum class HmacMode : std::uint8_t { receive_only, permissive, enforce };

// How a repeated advert is recognised: `time` accepts an advert only within the window around our own clock,
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

// The message with its trailer; its checksum is renewed if it covers the trailer. `destination` is only part
// of that checksum.
Buffer sign_advert(Bytes message, const Address& source, const Address& destination, const HmacKey& key,
                   TimeSequence sequence);

// The key ID and the time in a complete trailer, even if its signature is wrong.
std::uint8_t hmac_key_id(Bytes trailer);
TimeSequence hmac_time(Bytes trailer);

// The content of the trailer, or its error: `replay` if it is outside the window (this is checked first, so
// that a flood of old adverts does not cost digests), else `hmac`. ReplayMarks checks whether it was heard
// before.
std::expected<TimeSequence, AdvertError> verify_hmac(const HmacConfig& config, WallTime now, Bytes message,
                                                     Bytes trailer, const Address& source);

}  // namespace vrrp::proto
