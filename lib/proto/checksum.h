// The Internet checksum and VRRP's two ways of using it over IPv4.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "proto/address.h"

namespace vrrp::proto {

// What the checksum of an advert covers. VRRPv2: the message (RFC 3768 section 5.3.8). VRRPv3 over IPv6: the
// message and the IPv6 pseudo-header. VRRPv3 over IPv4 is disputed: RFC 5798, keepalived and FRR add an IPv4
// pseudo-header, RFC 9568 section 5.2.8, Cisco and Arista do not.
enum class Dialect : std::uint8_t { message, pseudo };

constexpr bool has_dialects(std::uint8_t version, Family family) {
  return version == 3 && family == Family::ipv4;
}

constexpr std::string_view to_word(Dialect dialect) {
  return dialect == Dialect::message ? "message" : "pseudo";
}

// The one's complement sum (RFC 1071) of the bytes, an odd last one padded with zero, carried on from `sum`.
// A message that contains its own checksum is valid if this is 0xffff.
std::uint16_t ones_sum(Bytes bytes, std::uint16_t sum = 0);

// The sum of the pseudo-header: source, destination, length, protocol (RFC 8200 section 8.1 for IPv6; for
// IPv4 source, destination, zero, protocol, 16-bit length, as keepalived and FRR do it).
std::uint16_t pseudo_header_sum(const Address& source, const Address& destination, std::uint8_t protocol,
                                std::size_t length);

}  // namespace vrrp::proto
