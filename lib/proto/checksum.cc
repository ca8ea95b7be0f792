#include "proto/checksum.h"

namespace vrrp::proto {

std::uint16_t ones_sum(Bytes bytes, std::uint16_t sum) {
  std::uint64_t total = sum;
  for (std::size_t i = 0; i < bytes.size(); ++i) total += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return static_cast<std::uint16_t>(total);
}

std::uint16_t pseudo_header_sum(const Address& source, const Address& destination, std::uint8_t protocol,
                                std::size_t length) {
  const std::uint16_t addresses = ones_sum(destination.bytes(), ones_sum(source.bytes()));
  // After them: over IPv6 the length in 32 bits, over IPv4 in 16; then zeros and the protocol. The order of
  // the 16-bit words does not change the sum.
  std::uint64_t total = addresses + (length >> 16) + (length & 0xffff) + protocol;
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return static_cast<std::uint16_t>(total);
}

}  // namespace vrrp::proto
