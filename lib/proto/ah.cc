#include "proto/ah.h"

#include <algorithm>

#include "proto/datagram.h"
#include "proto/digest.h"

namespace vrrp::proto {
namespace {

constexpr std::size_t icv_size = 12;
constexpr std::size_t icv_offset = 12;
static_assert(ah_size == icv_offset + icv_size);
constexpr std::uint8_t ah_length = ah_size / 4 - 2;  // RFC 4302 section 2.2: in 32-bit words, minus 2

std::size_t header_size(Bytes whole) {
  return std::size_t{4} * (whole[0] & 0x0f);
}

// Fields that a router on the way may change count as zero (RFC 4302 section 3.3.3.1.1). keepalived counts
// the TTL of a multicast as it is, because no router forwards one.
Buffer immutable_header(Bytes whole) {
  Buffer header(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(header_size(whole)));
  const Address destination(Family::ipv4, Bytes(header).subspan(16, 4));
  constexpr std::size_t tos = 1, fragment = 6, ttl = 8, checksum = 10;
  header[tos] = 0;
  header[fragment] = header[fragment + 1] = 0;
  header[checksum] = header[checksum + 1] = 0;
  if (!destination.is_multicast()) header[ttl] = 0;
  return header;
}

auto integrity_check_value(Bytes whole, const AuthData& key) {
  constexpr std::uint8_t zero[icv_size] = {};
  const std::size_t ah_at = header_size(whole);
  return hmac_md5_96(
      key, {immutable_header(whole), whole.subspan(ah_at, icv_offset), zero, whole.subspan(ah_at + ah_size)});
}

}  // namespace

Buffer encode_ah_datagram(const Address& source, const Address& destination, std::uint16_t id,
                          std::uint32_t sequence, const AuthData& key, Bytes message) {
  Writer payload;
  payload.u8(vrrp_protocol);
  payload.u8(ah_length);
  payload.u16(0);
  payload.bytes(source.bytes());
  payload.u32(sequence);
  payload.zeros(icv_size);
  payload.bytes(message);
  Buffer datagram = encode_datagram(source, destination, ah_protocol, id, payload.view());
  const auto icv_at = static_cast<std::ptrdiff_t>(header_size(datagram) + icv_offset);
  std::ranges::copy(integrity_check_value(datagram, key), datagram.begin() + icv_at);
  return datagram;
}

bool is_ah_sound(Bytes whole, const AuthData& key) {
  const auto datagram = parse_datagram(whole);
  if (!datagram || !datagram->ah || datagram->envelope.family != Family::ipv4) return false;
  const AuthenticationHeader& ah = *datagram->ah;
  const Address spi(Family::ipv4, whole.subspan(header_size(whole) + 4, 4));
  return spi == datagram->envelope.source &&
         equal_in_constant_time(ah.icv, integrity_check_value(whole, key));
}

std::uint32_t AhCounter::next(WallTime now) {
  // RFC 4302 section 2.5: it must not cycle. Even if the clock is this wrong, the remaining numbers last
  // eight years.
  constexpr std::int64_t latest = 0xf0000000;
  constexpr std::uint64_t last = 0xffffffff;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const auto clock = static_cast<std::uint64_t>(std::clamp<std::int64_t>(seconds, 0, latest));
  // Two above the last one heard, as in keepalived: a master that has not heard it may have sent the one in
  // between.
  const std::uint64_t next = std::max({clock, std::uint64_t{sent_} + 1, std::uint64_t{heard_} + 2});
  sent_ = static_cast<std::uint32_t>(std::min(next, last));
  return sent_;
}

bool AhCounter::raise(std::uint32_t heard) {
  if (heard <= heard_) return false;
  heard_ = heard;
  return true;
}

}  // namespace vrrp::proto
