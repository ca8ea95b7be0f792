#include "proto/neighbor.h"

#include <algorithm>

#include "proto/checksum.h"
#include "proto/frame.h"

namespace vrrp::proto {
namespace {

constexpr std::uint8_t icmpv6_protocol = 58;
constexpr std::uint8_t neighbor_hop_limit = 255;  // RFC 4861 section 7.1.2: it has not crossed a router

constexpr std::uint8_t type_neighbor_advertisement = 136;
constexpr std::uint8_t flag_router = 0x80, flag_solicited = 0x40, flag_override = 0x20;
constexpr std::uint8_t option_target_mac = 2;
constexpr std::size_t option_unit = 8;  // bytes that one step of an option's length field counts

const Address& all_nodes() {
  static const Address group = *Address::parse("ff02::1");
  return group;
}

//   RFC 4861 section 4.4
//   +---------------+---------------+---------------+---------------+
//   |  Type = 136   |   Code = 0    |           Checksum            |
//   |R|S|O|                    reserved                             |
//   |                  Target Address (16 bytes)                    |
//   |  Type = 2     |  Length = 1   |  Target link-layer address    |
//   +---------------+---------------+---------------+---------------+
Buffer message(const Address& address, const Mac& mac, bool router) {
  Writer icmp;
  icmp.u8(type_neighbor_advertisement);
  icmp.u8(0);
  const std::size_t checksum_at = icmp.size();
  icmp.u16(0);
  icmp.u8(static_cast<std::uint8_t>(flag_override | (router ? flag_router : 0)));
  icmp.zeros(3);
  icmp.bytes(address.bytes());
  icmp.u8(option_target_mac);
  icmp.u8(1);
  icmp.bytes(mac.octets);

  const std::uint16_t sum =
      ones_sum(icmp.view(), pseudo_header_sum(address, all_nodes(), icmpv6_protocol, icmp.size()));
  icmp.put_u16(checksum_at, static_cast<std::uint16_t>(~sum));
  return icmp.take();
}

// RFC 4861 section 7.1.2: an option of length zero makes the whole message invalid. False in that case, and
// if an option runs past the end.
bool read_options(Reader& reader, std::optional<Mac>& target_mac) {
  while (reader.left() > 0) {
    const std::uint8_t type = reader.u8();
    const std::size_t size = option_unit * reader.u8();
    if (size == 0) return false;
    const Bytes value = reader.take(size - 2);
    if (!reader.ok()) return false;
    if (type == option_target_mac && size == option_unit) {
      target_mac.emplace();
      std::ranges::copy(value, target_mac->octets.begin());
    }
  }
  return true;
}

}  // namespace

Buffer neighbor_advertisement(const Address& address, const Mac& mac, bool router) {
  const Buffer icmp = message(address, mac, router);
  const Buffer datagram =
      encode_datagram(address, all_nodes(), icmpv6_protocol, 0, icmp, Precedence::routine);
  return ethernet_frame(mac, multicast_mac(all_nodes()), datagram);
}

std::optional<NeighborAdvertisement> parse_unsolicited_advertisement(const Datagram& datagram) {
  const Envelope& envelope = datagram.envelope;
  const bool whole = !datagram.truncated && !envelope.more_fragments && !datagram.later_fragment &&
                     datagram.payload.size() == envelope.length;
  if (envelope.family != Family::ipv6 || datagram.protocol != icmpv6_protocol || !whole) return std::nullopt;
  if (envelope.ttl != neighbor_hop_limit) return std::nullopt;

  Reader reader(datagram.payload);
  const std::uint8_t type = reader.u8();
  const std::uint8_t code = reader.u8();
  reader.skip(2);
  const std::uint8_t flags = reader.u8();
  reader.skip(3);
  const Bytes target = reader.take(address_size(Family::ipv6));
  if (!reader.ok() || type != type_neighbor_advertisement || code != 0) return std::nullopt;
  if ((flags & flag_solicited) != 0) return std::nullopt;
  const std::uint16_t pseudo =
      pseudo_header_sum(envelope.source, envelope.destination, icmpv6_protocol, datagram.payload.size());
  if (ones_sum(datagram.payload, pseudo) != 0xffff) return std::nullopt;

  NeighborAdvertisement advertisement{.target = Address(Family::ipv6, target),
                                      .router = (flags & flag_router) != 0,
                                      .override_flag = (flags & flag_override) != 0};
  if (advertisement.target.is_multicast() || !read_options(reader, advertisement.mac)) return std::nullopt;
  return advertisement;
}

}  // namespace vrrp::proto
