#include "proto/advert.h"

#include <algorithm>

namespace vrrp::proto {
namespace {

constexpr std::size_t fixed_size = 8;  // everything before the addresses

// RFC 3768 section 5.3.10: the authentication data is always there. No RFC describes version 2 over IPv6, and
// the only implementation that can send it omits this data.
std::size_t auth_size(std::uint8_t version, Family family) {
  return version == 2 && family == Family::ipv4 ? std::tuple_size_v<AuthData> : 0;
}

bool sum_is_sound(Bytes message, std::uint16_t start) {
  return ones_sum(message, start) == 0xffff;
}

// The dialect, of those for this version and family, in which the checksum is right.
std::optional<Dialect> fitting_dialect(Bytes message, std::uint8_t version, const Envelope& envelope,
                                       Bytes trailer) {
  const Bytes covered_too = envelope.family == Family::ipv6 ? trailer : Bytes{};
  const std::uint16_t pseudo = pseudo_header_sum(envelope.source, envelope.destination, vrrp_protocol,
                                                 message.size() + covered_too.size());
  if (version == 3 && sum_is_sound(message, ones_sum(covered_too, pseudo))) return Dialect::pseudo;
  if (envelope.family == Family::ipv4 && sum_is_sound(message, 0)) return Dialect::message;
  return std::nullopt;
}

// The length of a fragmented message cannot be compared, because not all of it is here.
void judge_length(DecodedAdvert& advert, Bytes message, const Envelope& envelope) {
  const std::size_t wanted = advert_size(*advert.version, *advert.count, envelope.family);
  const bool missing = message.size() < std::max(wanted, envelope.length);
  if (missing || envelope.more_fragments) advert.faults.push_back(AdvertError::truncated);
  if (envelope.length != wanted && !envelope.more_fragments) advert.faults.push_back(AdvertError::length);
}

// Only if there is a rule (no RFC describes version 2 over IPv6) and the whole message is here.
void judge_checksum(DecodedAdvert& advert, Bytes message, const Envelope& envelope, Bytes trailer) {
  if (*advert.version == 2 && envelope.family == Family::ipv6) return;
  if (message.size() != envelope.length || message.size() < fixed_size || envelope.more_fragments) return;
  advert.dialect = fitting_dialect(message, *advert.version, envelope, trailer);
  advert.checksum = advert.dialect ? ChecksumVerdict::good : ChecksumVerdict::bad;
  if (!advert.dialect) advert.faults.push_back(AdvertError::checksum);
}

void judge_auth(DecodedAdvert& advert, const Envelope& envelope) {
  const bool known = !advert.auth_type || *advert.auth_type <= static_cast<std::uint8_t>(AuthType::ah);
  const bool claims_ah = advert.auth_type == static_cast<std::uint8_t>(AuthType::ah);
  if (!known || claims_ah != envelope.authentication_header) advert.faults.push_back(AdvertError::auth);
}

// Everything after the four bytes that all versions share.
void decode_body(DecodedAdvert& advert, Reader& reader, Bytes message, const Envelope& envelope,
                 Bytes trailer) {
  if (*advert.version == 2) {
    if (const std::uint8_t type = reader.u8(); reader.ok()) advert.auth_type = type;
    if (const std::uint8_t seconds = reader.u8(); reader.ok()) advert.interval = seconds * 1s;
  } else {
    // The upper four bits are reserved: ignored on receipt (RFC 9568 section 5.2.6).
    if (const std::uint16_t centiseconds = reader.u16() & 0x0fff; reader.ok())
      advert.interval = centiseconds * 10ms;
  }
  reader.skip(2);  // the checksum: judged over the whole message
  for (int i = 0; i < *advert.count; ++i) {
    const Bytes octets = reader.take(address_size(envelope.family));
    if (!reader.ok()) break;
    advert.addresses.emplace_back(envelope.family, octets);
  }
  if (const std::size_t size = auth_size(*advert.version, envelope.family); size > 0) {
    const Bytes data = reader.take(size);
    if (reader.ok()) std::ranges::copy(data, advert.auth_data.emplace().begin());
  }
  judge_length(advert, message, envelope);
  judge_checksum(advert, message, envelope, trailer);
  if (*advert.version == 3 && *advert.count == 0)
    advert.faults.push_back(AdvertError::count);  // section 5.2.5, erratum 8299
  if (advert.interval && *advert.interval == 0s)
    advert.faults.push_back(AdvertError::interval);  // erratum 8301
  judge_auth(advert, envelope);
}

}  // namespace

std::size_t advert_size(std::uint8_t version, std::uint8_t count, Family family) {
  return fixed_size + count * address_size(family) + auth_size(version, family);
}

Buffer encode_advert(const Advert& advert, const Address& source, const Address& destination,
                     Dialect dialect) {
  const Family family = destination.family();
  Writer out;
  out.u8(static_cast<std::uint8_t>(advert.version << 4 | type_advertisement));
  out.u8(advert.vrid);
  out.u8(advert.priority);
  out.u8(static_cast<std::uint8_t>(advert.addresses.size()));
  if (advert.version == 2) {
    out.u8(static_cast<std::uint8_t>(advert.auth_type));
    out.u8(static_cast<std::uint8_t>(advert.interval / 1s));
  } else {
    out.u16(static_cast<std::uint16_t>(advert.interval / 10ms));
  }
  out.u16(0);
  for (const Address& address : advert.addresses) out.bytes(address.bytes());
  if (auth_size(advert.version, family) > 0) out.bytes(advert.auth_data);

  const bool pseudo = advert.version != 2 && (family == Family::ipv6 || dialect == Dialect::pseudo);
  const std::uint16_t start =
      pseudo ? pseudo_header_sum(source, destination, vrrp_protocol, out.size()) : std::uint16_t{0};
  out.put_u16(advert_checksum_offset, static_cast<std::uint16_t>(~ones_sum(out.view(), start)));
  return out.take();
}

DecodedAdvert decode_advert(Bytes message, const Envelope& envelope, Bytes trailer) {
  DecodedAdvert advert;
  message = message.first(std::min(message.size(), envelope.length));  // padding is not part of the message
  if (envelope.ttl != advert_ttl) advert.faults.push_back(AdvertError::ttl);

  Reader reader(message);
  if (const std::uint8_t first = reader.u8(); reader.ok()) {
    advert.version = static_cast<std::uint8_t>(first >> 4);
    advert.type = static_cast<std::uint8_t>(first & 0x0f);
  }
  if (const std::uint8_t vrid = reader.u8(); reader.ok()) advert.vrid = vrid;
  if (const std::uint8_t priority = reader.u8(); reader.ok()) advert.priority = priority;
  if (const std::uint8_t count = reader.u8(); reader.ok()) advert.count = count;

  const bool known_version = advert.version == 2 || advert.version == 3;
  const bool wrong_family = advert.version == 2 && envelope.family == Family::ipv6;
  if (advert.version && (!known_version || wrong_family)) advert.faults.push_back(AdvertError::version);
  if (wrong_family) advert.faults.push_back(AdvertError::family);
  if (advert.type && *advert.type != type_advertisement) advert.faults.push_back(AdvertError::type);
  if (advert.vrid == 0) advert.faults.push_back(AdvertError::vrid);

  if (!reader.ok()) {
    advert.faults.push_back(AdvertError::truncated);
    if (envelope.length < fixed_size && !envelope.more_fragments)
      advert.faults.push_back(AdvertError::length);
  } else if (known_version) {
    decode_body(advert, reader, message, envelope, trailer);
  }
  return advert;
}

}  // namespace vrrp::proto
