// The IPsec Authentication Header (RFC 4302 section 2) in front of a VRRPv2 advert (RFC 2338
// section 5.3.6.3), as keepalived speaks it: the SPI is the source address, the check value HMAC-MD5-96 (RFC
// 2403) with the 8-byte password as its key.
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

// A whole IPv4 datagram of ours. What the kernel changes on the way out makes the check value wrong: `id` is
// not 0.
Buffer encode_ah_datagram(const Address& source, const Address& destination, std::uint16_t id,
                          std::uint32_t sequence, const AuthData& key, Bytes message);

// Whether SPI and check value are right in a datagram, from its IP header on, without padding.
bool is_ah_sound(Bytes whole, const AuthData& key);

// The sequence numbers of one virtual router. In keepalived all its routers share one count: each takes only
// what is higher than anything it heard or sent, so whoever becomes master must go on above the others.
class AhCounter {
 public:
  // Above everything sent and heard, and not below the seconds since 1970: an address owner that starts again
  // advertises before it has heard anybody, and keepalived, which begins at 1, is then refused until a backup
  // has taken over and been heard. No count of one advert a second gets ahead of that clock.
  std::uint32_t next(WallTime now);

  // Only with numbers that a good check value vouches for. False: not above everything heard.
  bool raise(std::uint32_t heard);

 private:
  std::uint32_t sent_ = 0;
  std::uint32_t heard_ = 0;
};

}  // namespace vrrp::proto
