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
  Writer header;
  header.bytes(source.bytes());
  header.bytes(destination.bytes());
  header.u32(
      static_cast<std::uint32_t>(length));  // for IPv4: the zero byte and protocol follow, in any order
  header.u32(protocol);                     // of 16-bit words the sum is the same
  return ones_sum(header.view());
}

}  // namespace vrrp::proto
