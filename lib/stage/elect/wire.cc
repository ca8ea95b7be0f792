#include "stage/elect/wire.h"

#include <algorithm>
#include <utility>

namespace vrrp::stage {
namespace {

using proto::AdvertError;
using proto::AuthType;

// How many senders to the group have a replay mark, as in keepalived; with unicast, all peers have one.
constexpr std::size_t multicast_senders = 4;

// Only the length shows a signature: the message has 28 bytes more, and all of them are here.
bool is_signed(const proto::Datagram& datagram) {
  Reader reader(datagram.payload);
  const auto version = static_cast<std::uint8_t>(reader.u8() >> 4);
  reader.skip(2);
  const std::uint8_t count = reader.u8();
  const std::size_t message = proto::advert_size(version, count, datagram.envelope.family);
  return reader.ok() && !datagram.envelope.more_fragments &&
         datagram.payload.size() == datagram.envelope.length &&
         datagram.payload.size() == message + proto::hmac_trailer_size;
}

}  // namespace

Wire::Wire(WireConfig config)
    : config_(std::move(config)), marks_(std::max(multicast_senders, config_.peers.size())) {}

bool Wire::signs() const {
  return config_.hmac && config_.hmac->mode != proto::HmacMode::receive_only;
}

std::vector<Wire::Packet> Wire::seal(WallTime now, const proto::Advert& advert, const proto::Address& source,
                                     proto::Dialect dialect) {
  if (signs() && config_.hmac->keys.empty()) return {};
  std::vector<proto::Address> destinations = config_.peers;
  if (destinations.empty()) destinations.push_back(proto::vrrp_group(config_.family));
  std::vector<Packet> packets;
  for (const proto::Address& destination : destinations)
    packets.push_back(packet(now, source, destination, message(now, advert, source, destination, dialect)));
  return packets;
}

Buffer Wire::message(WallTime now, const proto::Advert& advert, const proto::Address& source,
                     const proto::Address& destination, proto::Dialect dialect) {
  Buffer plain = encode_advert(advert, source, destination, dialect);
  if (!signs()) return plain;
  const proto::TimeSequence sequence = sequence_.next(now, window_of(*config_.hmac));
  return sign_advert(plain, source, destination, config_.hmac->keys.front(), sequence);
}

Wire::Packet Wire::packet(WallTime now, const proto::Address& source, const proto::Address& destination,
                          Bytes message) {
  if (++last_id_ == 0) ++last_id_;
  if (config_.auth_type == AuthType::ah)
    return {destination, proto::encode_ah_datagram(source, destination, last_id_, ah_.next(now),
                                                   config_.auth_data, message)};
  return {destination, proto::encode_datagram(source, destination, proto::vrrp_protocol, last_id_, message)};
}

std::optional<Wire::Opened> Wire::open(WallTime now, const proto::Datagram& datagram) {
  if (datagram.protocol != proto::vrrp_protocol || datagram.later_fragment) return std::nullopt;
  if (datagram.envelope.family != config_.family) return std::nullopt;
  Opened opened{.envelope = datagram.envelope};
  Bytes message = datagram.payload, trailer{};
  const bool is_longer = is_signed(datagram);
  if (is_longer) opened.key_id = proto::hmac_key_id(datagram.payload.last(proto::hmac_trailer_size));
  if (config_.hmac && is_longer) {
    message = datagram.payload.first(datagram.payload.size() - proto::hmac_trailer_size);
    trailer = datagram.payload.subspan(message.size());
    opened.envelope.length = message.size();
  }
  opened.advert = decode(message, opened.envelope, trailer);
  if (opened.advert.vrid != config_.vrid) return std::nullopt;

  const bool sound = is_sound(opened.advert);
  opened.seal = judge_ah(datagram, sound);
  if (!opened.seal) opened.seal = judge_signature(now, opened.envelope, message, trailer, sound);
  if (opened.seal == AdvertError::replay && !trailer.empty()) opened.off_clock = off_clock(now, trailer);
  return opened;
}

// keepalived before 1.4 put the group into the pseudo-header of what it sent to a peer.
proto::DecodedAdvert Wire::decode(Bytes message, const proto::Envelope& envelope, Bytes trailer) const {
  proto::DecodedAdvert advert = decode_advert(message, envelope, trailer);
  if (config_.peers.empty() || config_.family == proto::Family::ipv6) return advert;
  if (advert.checksum != proto::ChecksumVerdict::bad) return advert;
  proto::Envelope to_group = envelope;
  to_group.destination = proto::vrrp_group(config_.family);
  proto::DecodedAdvert old = decode_advert(message, to_group, trailer);
  return old.checksum == proto::ChecksumVerdict::good ? old : advert;
}

// Whether the advert is valid except for its seal. Only such an advert moves a mark: otherwise a copy that
// was changed outside the signature would make the advert itself a replay.
bool Wire::is_sound(const proto::DecodedAdvert& advert) const {
  const bool unicast = !config_.peers.empty();  // any TTL
  return advert.version == config_.version && std::ranges::all_of(advert.faults, [&](AdvertError fault) {
           return unicast && fault == AdvertError::ttl;
         });
}

std::optional<AdvertError> Wire::judge_ah(const proto::Datagram& datagram, bool sound) {
  if (config_.auth_type != AuthType::ah)
    return datagram.envelope.authentication_header ? std::optional(AdvertError::auth) : std::nullopt;
  if (!datagram.ah || !proto::is_ah_sound(datagram.whole, config_.auth_data))
    return AdvertError::auth_mismatch;
  if (sound && !ah_.raise(datagram.ah->sequence)) return AdvertError::replay;
  return std::nullopt;
}

std::optional<AdvertError> Wire::judge_signature(WallTime now, const proto::Envelope& envelope, Bytes message,
                                                 Bytes trailer, bool sound) {
  if (!config_.hmac) return std::nullopt;
  if (trailer.empty())
    return config_.hmac->mode == proto::HmacMode::enforce ? std::optional(AdvertError::hmac) : std::nullopt;
  const auto sequence = verify_hmac(*config_.hmac, now, message, trailer, envelope.source);
  if (!sequence) return sequence.error();
  if (sound && !marks_.raise(envelope.source, *sequence, now, window_of(*config_.hmac)))
    return AdvertError::replay;
  return std::nullopt;
}

std::optional<std::chrono::seconds> Wire::off_clock(WallTime now, Bytes trailer) const {
  const proto::TimeSequence time = proto::hmac_time(trailer);
  if (proto::is_within(window_of(*config_.hmac), time, now)) return std::nullopt;
  return proto::age_of(time, now);
}

}  // namespace vrrp::stage
