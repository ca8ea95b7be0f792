// An IP datagram and the VRRP message in it: received from a raw socket or a capture, or to be sent.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "proto/advert.h"

namespace vrrp::proto {

// IPsec Authentication Header (RFC 4302 section 2) in front of a version 2 advert.
struct AuthenticationHeader {
  std::uint32_t spi = 0;
  std::uint32_t sequence = 0;
  Bytes icv{};  // the integrity check value: 12 bytes for HMAC-MD5-96, the only one that VRRP ever had
};

struct Datagram {
  Envelope envelope{};          // length: of all that follows the headers
  std::uint8_t protocol = 0;    // the protocol of the payload, after extension headers and AH
  Bytes payload{};              // as far as it was captured; at most envelope.length bytes
  bool later_fragment = false;  // not the first fragment: the payload does not begin with its header
  bool truncated = false;       // a header runs past the end: the payload is empty
  Bytes whole{};  // from the IP header on, without padding; empty: a raw IPv6 socket gives no header
  std::optional<AuthenticationHeader> ah{};
  bool malformed_ah = false;  // an AH too short for any check value: the payload is empty
};

// Reads an IPv4 header (options skipped) or an IPv6 header and its extension headers (hop-by-hop, routing,
// fragment, destination options), and an AH behind either. Fragments are not put together. nullopt: this is
// not an IP datagram, or too short to know its protocol.
std::optional<Datagram> parse_datagram(Bytes bytes);

// As a whole TOS or traffic class (RFC 2474 section 4.2.2). keepalived and FRR send VRRP with CS6 too.
enum class Precedence : std::uint8_t { routine = 0, network_control = 0xc0 };

// A datagram to send: TTL 255, as VRRP and Neighbor Discovery require, without options or fragments. `id` is
// for IPv4 only; the kernel would replace 0, and an AH covers it.
Buffer encode_datagram(const Address& source, const Address& destination, std::uint8_t protocol,
                       std::uint16_t id, Bytes payload, Precedence precedence = Precedence::network_control);

}  // namespace vrrp::proto
