#include "proto/frame.h"

#include <algorithm>

namespace vrrp::proto {

// Types that are only read.
namespace ethertype {
constexpr std::uint16_t mpls = 0x8847, mpls_upstream = 0x8848, pppoe_session = 0x8864;
constexpr std::uint16_t least = 0x0600;   // below: IEEE 802.3, a length
constexpr std::uint16_t linux_802_2 = 4;  // in a Linux cooked header: an LLC header follows
}  // namespace ethertype

namespace {

using Content = Frame::Content;

Frame nothing(Content why) {
  return {.content = why};
}

// The IP version in the first four bits must be the one that the layer below announced.
Frame ip(Bytes payload, std::uint8_t version) {
  if (payload.empty()) return nothing(Content::truncated);
  if (payload[0] >> 4 != version) return nothing(Content::other);
  return {.content = Content::ip, .payload = payload};
}

Frame ip_of_any_version(Bytes payload) {
  if (payload.empty()) return nothing(Content::truncated);
  const std::uint8_t version = payload[0] >> 4;
  return version == 4 || version == 6 ? ip(payload, version) : nothing(Content::other);
}

bool is_vlan_tag(std::uint16_t type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;
}

// RFC 3032 section 2.1: labels of 4 bytes up to the one with the bottom-of-stack bit. The header does not
// name what follows; in practice its first four bits show it.
Frame open_mpls(Reader reader) {
  bool bottom = false;
  while (reader.ok() && !bottom) bottom = (reader.u32() & 0x100) != 0;
  return reader.ok() ? ip_of_any_version(reader.rest()) : nothing(Content::truncated);
}

// RFC 1661 section 2 and RFC 1662 section 3.1: address and control may be omitted, and so may the upper byte
// of the protocol.
Frame open_ppp(Reader reader) {
  if (Reader(reader).u8() == 0xff) reader.skip(2);
  std::uint16_t protocol = reader.u8();
  if (protocol % 2 == 0) protocol = static_cast<std::uint16_t>(protocol << 8 | reader.u8());
  if (!reader.ok()) return nothing(Content::truncated);
  if (protocol == 0x0021) return ip(reader.rest(), 4);
  if (protocol == 0x0057) return ip(reader.rest(), 6);
  if (protocol == 0x0281 || protocol == 0x0283) return open_mpls(reader);
  return nothing(Content::other);
}

Frame open_llc(Reader reader);

// What an EtherType stands for.
Frame open_ethertype(std::uint16_t type, Reader reader) {
  while (reader.ok() && is_vlan_tag(type)) {
    reader.skip(2);
    type = reader.u16();
  }
  if (!reader.ok()) return nothing(Content::truncated);
  switch (type) {
    case ethertype::ipv4:
      return ip(reader.rest(), 4);
    case ethertype::ipv6:
      return ip(reader.rest(), 6);
    case ethertype::arp:
      return {.content = Content::arp, .payload = reader.rest()};
    case ethertype::mpls:
    case ethertype::mpls_upstream:
      return open_mpls(reader);
    case ethertype::pppoe_session:
      reader.skip(6);
      return open_ppp(reader);
    default:
      return type < ethertype::least ? open_llc(reader) : nothing(Content::other);
  }
}

// IEEE 802.2: either IP's own service access point, or SNAP (RFC 1042) with an EtherType inside.
Frame open_llc(Reader reader) {
  const std::uint16_t access_points = reader.u16();
  const std::uint8_t control = reader.u8();
  if (!reader.ok()) return nothing(Content::truncated);
  if (access_points == 0x0606 && control == 3) return ip(reader.rest(), 4);
  if (access_points != 0xaaaa || control != 3) return nothing(Content::other);
  const std::uint32_t organization = std::uint32_t{reader.u8()} << 16 | reader.u16();
  const std::uint16_t type = reader.u16();
  if (!reader.ok()) return nothing(Content::truncated);
  const bool carries_ethertype = organization == 0x000000 || organization == 0x0000f8;
  // A smaller value is a length, which would lead back here for ever.
  return carries_ethertype && type >= ethertype::least ? open_ethertype(type, reader)
                                                       : nothing(Content::other);
}

Frame open_ethernet(Reader reader) {
  reader.skip(6);
  const Bytes octets = reader.take(6);
  const std::uint16_t type = reader.u16();
  Frame frame = reader.ok() ? open_ethertype(type, reader) : nothing(Content::truncated);
  if (octets.size() == 6) std::ranges::copy(octets, frame.source.emplace().octets.begin());
  return frame;
}

// The eight bytes that both Linux cooked headers keep for the sender's address, of which `length` count.
void put_source(Frame& frame, Bytes octets, std::size_t length) {
  if (length == 6 && octets.size() >= 6)
    std::ranges::copy(octets.first(6), frame.source.emplace().octets.begin());
}

Frame open_cooked_protocol(std::uint16_t protocol, Reader reader) {
  if (!reader.ok()) return nothing(Content::truncated);
  if (protocol == ethertype::linux_802_2) return open_llc(reader);
  return protocol >= ethertype::least ? open_ethertype(protocol, reader) : nothing(Content::other);
}

Frame open_linux_cooked(Reader reader) {
  reader.skip(4);  // packet type, hardware type
  const std::size_t length = reader.u16();
  const Bytes octets = reader.take(8);
  const std::uint16_t protocol = reader.u16();
  Frame frame = open_cooked_protocol(protocol, reader);
  put_source(frame, octets, length);
  return frame;
}

Frame open_linux_cooked_2(Reader reader) {
  const std::uint16_t protocol = reader.u16();
  reader.skip(2 + 4 + 2 + 1);  // reserved, interface, hardware type, packet type
  const std::size_t length = reader.u8();
  const Bytes octets = reader.take(8);
  Frame frame = open_cooked_protocol(protocol, reader);
  put_source(frame, octets, length);
  return frame;
}

// AF_INET is 2 everywhere; AF_INET6 depends on the capturing system: Linux, Windows, NetBSD and OpenBSD,
// FreeBSD, Darwin.
Frame open_family(std::uint32_t family, Reader reader) {
  if (!reader.ok()) return nothing(Content::truncated);
  if (family == 2) return ip(reader.rest(), 4);
  constexpr std::uint32_t ipv6[] = {10, 23, 24, 28, 30};
  return std::ranges::count(ipv6, family) > 0 ? ip(reader.rest(), 6) : nothing(Content::other);
}

// All families fit in one byte, which comes first or last, as the byte order of the writer was.
Frame open_bsd(Reader reader) {
  const std::uint32_t family = reader.u32();
  return open_family((family & 0x00ff'ffff) == 0 ? family >> 24 : family, reader);
}

// Cisco's framing: an EtherType, which LLC never replaces.
Frame open_cisco(Reader reader) {
  const std::uint16_t type = reader.u16();
  if (!reader.ok()) return nothing(Content::truncated);
  return type >= ethertype::least ? open_ethertype(type, reader) : nothing(Content::other);
}

Frame open_cisco_hdlc(Reader reader) {
  reader.skip(2);  // address, control
  return open_cisco(reader);
}

// RFC 2427 section 3: an address of 2 to 4 bytes (the last one is odd), then either control 3 and a network
// layer protocol identifier, or, as Cisco does it, an EtherType.
Frame open_frame_relay(Reader reader) {
  std::size_t address = 0;
  bool last = false;
  while (reader.ok() && !last && address++ < 4) last = reader.u8() % 2 == 1;
  if (!reader.ok()) return nothing(Content::truncated);
  if (!last) return nothing(Content::other);
  if (Reader(reader).u8() != 3) return open_cisco(reader);
  reader.skip(1);
  std::uint8_t protocol = reader.u8();
  if (protocol == 0) protocol = reader.u8();  // padding
  if (!reader.ok()) return nothing(Content::truncated);
  if (protocol == 0xcc) return ip(reader.rest(), 4);
  if (protocol == 0x8e) return ip(reader.rest(), 6);
  return nothing(Content::other);
}

}  // namespace

std::optional<LinkType> known_link_type(int number) {
  constexpr LinkType known[] = {LinkType::bsd_null, LinkType::ethernet,      LinkType::ppp,
                                LinkType::raw_ip,   LinkType::cisco_hdlc,    LinkType::frame_relay,
                                LinkType::bsd_loop, LinkType::linux_cooked,  LinkType::raw_ipv4,
                                LinkType::raw_ipv6, LinkType::linux_cooked_2};
  const auto at =
      std::ranges::find_if(known, [&](LinkType type) { return static_cast<int>(type) == number; });
  return at == std::end(known) ? std::nullopt : std::optional(*at);
}

Frame open_frame(LinkType type, Bytes bytes) {
  const Reader reader(bytes);
  switch (type) {
    case LinkType::ethernet:
      return open_ethernet(reader);
    case LinkType::linux_cooked:
      return open_linux_cooked(reader);
    case LinkType::linux_cooked_2:
      return open_linux_cooked_2(reader);
    case LinkType::bsd_null:
    case LinkType::bsd_loop:
      return open_bsd(reader);
    case LinkType::ppp:
      return open_ppp(reader);
    case LinkType::cisco_hdlc:
      return open_cisco_hdlc(reader);
    case LinkType::frame_relay:
      return open_frame_relay(reader);
    case LinkType::raw_ip:
      return ip_of_any_version(bytes);
    case LinkType::raw_ipv4:
      return ip(bytes, 4);
    case LinkType::raw_ipv6:
      return ip(bytes, 6);
  }
  return nothing(Content::other);
}

Buffer ethernet_frame(const Mac& source, const Mac& destination, std::uint16_t type, Bytes payload) {
  Writer frame;
  frame.bytes(destination.octets);
  frame.bytes(source.octets);
  frame.u16(type);
  frame.bytes(payload);
  return frame.take();
}

Buffer ethernet_frame(const Mac& source, const Mac& destination, Bytes datagram) {
  const bool is_ipv4 = Reader(datagram).u8() >> 4 == 4;
  return ethernet_frame(source, destination, is_ipv4 ? ethertype::ipv4 : ethertype::ipv6, datagram);
}

}  // namespace vrrp::proto
