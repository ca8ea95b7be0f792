#include "proto/hmac.h"

#include <algorithm>

#include "proto/advert.h"
#include "proto/checksum.h"
#include "proto/digest.h"

namespace vrrp::proto {
namespace {

constexpr std::uint8_t type_hmac_sha256_128 = 1;
constexpr std::size_t mac_size = 16;
constexpr std::size_t least_secret = 32, longest_secret = 64;

// The router and the sender are part of the signature, so that it does not fit another virtual router with
// the same key, or another sender.
Buffer pseudo_header(Bytes message, const Address& source) {
  Reader reader(message);
  Writer out;
  out.u8(static_cast<std::uint8_t>(source.family()));
  out.u8(static_cast<std::uint8_t>(reader.u8() >> 4));
  out.u8(reader.u8());
  out.u8(0);
  out.bytes(source.bytes());
  out.zeros(16 - source.bytes().size());
  return out.take();
}

// `head` is the trailer up to its HMAC.
auto digest(Bytes message, Bytes head, const Address& source, Bytes secret) {
  constexpr std::uint8_t zero[mac_size] = {};
  return hmac_sha256_128(
      secret, {pseudo_header(message, source), message.first(advert_checksum_offset), Bytes(zero).first(2),
               message.subspan(advert_checksum_offset + 2), head, zero});
}

Result<Buffer> parse_hex(Bytes text) {
  const auto digit = [](std::uint8_t c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  if (text.size() % 2 != 0) return fail("an odd number of hexadecimal digits follows \"hex:\"");
  Buffer out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return fail("only hexadecimal digits may follow \"hex:\"");
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

}  // namespace

Result<Buffer> parse_hmac_secret(Bytes content) {
  constexpr std::string_view hex = "hex:";
  if (!content.empty() && content.back() == '\n') content = content.first(content.size() - 1);
  const bool is_hex = content.size() >= hex.size() && std::ranges::equal(content.first(hex.size()), hex);
  const Result<Buffer> secret =
      is_hex ? parse_hex(content.subspan(hex.size())) : Buffer(content.begin(), content.end());
  if (secret && (secret->size() < least_secret || secret->size() > longest_secret))
    return fail("the key has " + std::to_string(secret->size()) + " bytes; it must have 32 to 64");
  return secret;
}

TimeWindow window_of(const HmacConfig& config) {
  return config.replay == HmacReplay::time ? TimeWindow(config.window) : std::nullopt;
}

Buffer sign_advert(Bytes message, const Address& source, const Address& destination, const HmacKey& key,
                   TimeSequence sequence) {
  Writer head;
  head.u8(type_hmac_sha256_128);
  head.u8(key.id);
  head.u16(0);
  head.u32(static_cast<std::uint32_t>(sequence >> 32));
  head.u32(static_cast<std::uint32_t>(sequence & 0xffffffff));

  Writer out;
  out.bytes(message);
  out.bytes(head.view());
  out.bytes(digest(message, head.view(), source, key.secret));
  if (source.family() == Family::ipv6) {
    out.put_u16(advert_checksum_offset, 0);
    const std::uint16_t pseudo = pseudo_header_sum(source, destination, vrrp_protocol, out.size());
    out.put_u16(advert_checksum_offset, static_cast<std::uint16_t>(~ones_sum(out.view(), pseudo)));
  }
  return out.take();
}

std::uint8_t hmac_key_id(Bytes trailer) {
  return trailer[1];
}

TimeSequence hmac_time(Bytes trailer) {
  Reader reader(trailer.subspan(4));
  const std::uint64_t seconds = reader.u32();
  return seconds << 32 | reader.u32();
}

std::expected<TimeSequence, AdvertError> verify_hmac(const HmacConfig& config, WallTime now, Bytes message,
                                                     Bytes trailer, const Address& source) {
  Reader reader(trailer);
  const std::uint8_t type = reader.u8();
  const std::uint8_t key_id = reader.u8();
  const std::uint16_t reserved = reader.u16();
  const std::uint64_t seconds = reader.u32();
  const TimeSequence sequence = seconds << 32 | reader.u32();
  const Bytes mac = reader.take(mac_size);
  const bool malformed = !reader.ok() || reader.left() > 0 || type != type_hmac_sha256_128 || reserved != 0 ||
                         message.size() < advert_checksum_offset + 2;
  if (malformed) return std::unexpected(AdvertError::hmac);
  if (!is_within(window_of(config), sequence, now)) return std::unexpected(AdvertError::replay);
  const auto key = std::ranges::find(config.keys, key_id, &HmacKey::id);
  if (key == config.keys.end()) return std::unexpected(AdvertError::hmac);
  const Bytes head = trailer.first(hmac_trailer_size - mac_size);
  if (!equal_in_constant_time(mac, digest(message, head, source, key->secret)))
    return std::unexpected(AdvertError::hmac);
  return sequence;
}

}  // namespace vrrp::proto
