// The IPsec Authentication Header (RFC 4302 section 2) in front of a VRRPv2 advert (RFC 2338 section
// 5.3.6.3), as keepalived uses it: the SPI is the source address, the check value HMAC-MD5-96 (RFC 2403) with
// the 8-byte password as its key.
//
//   +---------------+---------------+-------------------------------+
//   |  Next = 112   |  Length = 4   |          Reserved = 0         |
//   |                     SPI = source address                      |
//   |                      Sequence number                          |
//   |              Integrity check value (12 bytes)                 |
//   +---------------------------------------------------------------+
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/time.h"
#include "proto/advert.h"

namespace vrrp::proto {

constexpr std::size_t ah_size = 24;

// A whole IPv4 datagram to send. `id` must not be 0: the kernel would replace it, and the check value would
// be wrong.
Buffer encode_ah_datagram(const Address& source, const Address& destination, std::uint16_t id,
                          std::uint32_t sequence, const AuthData& key, Bytes message);

// Whether SPI and check value of a datagram are right. The datagram begins with its IP header and has no
// padding.
bool is_ah_sound(Bytes whole, const AuthData& key);

// The sequence numbers of one virtual router. In keepalived all routers of a VRID share one count: each
// accepts only numbers that are higher than all that it heard or sent, so a new master must continue above
// the others.
class AhCounter {
 public:
  // Above all numbers sent and heard, and not below the seconds since 1970. An address owner that restarts
  // advertises before it has heard another router; if it began at 1, as keepalived does, it would be refused
  // until a backup had taken over and been heard. A count of one advert a second does not get ahead of that
  // clock.
  std::uint32_t next(WallTime now);

  // Call it only with numbers from a datagram with a good check value. False: not above all numbers heard.
  bool raise(std::uint32_t heard);

 private:
  std::uint32_t sent_ = 0;
  std::uint32_t heard_ = 0;
};

}  // namespace vrrp::proto
