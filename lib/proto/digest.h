// Keyed digests of several pieces read as one. The only place that uses the cryptographic library.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "base/bytes.h"

namespace vrrp::proto {

// HMAC-SHA-256 (RFC 2104, RFC 6234), its first 16 bytes.
std::array<std::uint8_t, 16> hmac_sha256_128(Bytes key, std::initializer_list<Bytes> pieces);

// HMAC-MD5-96 (RFC 2403): the first 12 bytes.
std::array<std::uint8_t, 12> hmac_md5_96(Bytes key, std::initializer_list<Bytes> pieces);

// Takes the same time wherever they differ, so that a forger learns nothing from the duration of a refusal.
bool equal_in_constant_time(Bytes left, Bytes right);

}  // namespace vrrp::proto
