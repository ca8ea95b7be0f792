#include "stage/dump/dissector.h"

#include "proto/arp.h"
#include "proto/datagram.h"
#include "proto/neighbor.h"

namespace vrrp::stage {
namespace {

using proto::Datagram;
using record::AdvertSeen;
using record::AnnouncementSeen;

constexpr std::uint8_t icmpv6_protocol = 58;
constexpr std::size_t most_remembered = 4096;

proto::DecodedAdvert decode(const Datagram& datagram) {
  if (!datagram.malformed_ah) return proto::decode_advert(datagram.payload, datagram.envelope);
  proto::DecodedAdvert nothing_of_it;
  nothing_of_it.faults = {proto::AdvertError::auth};
  return nothing_of_it;
}

AdvertSeen advert_in(const Datagram& datagram) {
  AdvertSeen seen;
  seen.envelope = datagram.envelope;
  seen.advert = decode(datagram);
  if (!datagram.malformed_ah) seen.length = datagram.envelope.length;
  return seen;
}

Sight announcement_in(const Datagram& datagram) {
  const auto told = proto::parse_unsolicited_advertisement(datagram);
  if (!told) return NoRecord{"ICMPv6, but not a valid unsolicited neighbor advertisement"};
  AnnouncementSeen seen;
  seen.na = true;
  seen.address = told->target;
  seen.mac = told->mac;
  return seen;
}

Sight announcement_in(Bytes arp) {
  const auto told = proto::parse_gratuitous_arp(arp);
  if (!told) return NoRecord{"ARP, but not gratuitous"};
  AnnouncementSeen seen;
  seen.address = told->address;
  seen.mac = told->mac;
  return seen;
}

Sight look_into_datagram(Bytes bytes) {
  const auto datagram = proto::parse_datagram(bytes);
  if (!datagram) return NoRecord{"the IP header is cut off or malformed"};
  if (datagram->later_fragment) return NoRecord{"a fragment, but not the first of its datagram"};
  if (datagram->protocol == proto::vrrp_protocol) return advert_in(*datagram);
  if (datagram->protocol == icmpv6_protocol) return announcement_in(*datagram);
  if (datagram->truncated) return NoRecord{"cut off before the protocol is known"};
  return NoRecord{"another protocol"};
}

Sight look_into(const proto::Frame& frame) {
  switch (frame.content) {
    case proto::Frame::Content::ip:
      return look_into_datagram(frame.payload);
    case proto::Frame::Content::arp:
      return announcement_in(frame.payload);
    case proto::Frame::Content::truncated:
      return NoRecord{"cut off in the link-layer header"};
    case proto::Frame::Content::other:
      break;
  }
  return NoRecord{"neither IP nor ARP"};
}

}  // namespace

Sight dissect(proto::LinkType link, const CapturedFrame& captured) {
  const proto::Frame frame = proto::open_frame(link, captured.bytes);
  Sight sight = look_into(frame);
  const auto stamp = [&](auto& seen) {
    seen.frame = captured.number;
    seen.captured = captured.captured;
    seen.source_mac = frame.source;
  };
  if (auto* advert = std::get_if<AdvertSeen>(&sight)) stamp(*advert);
  if (auto* announcement = std::get_if<AnnouncementSeen>(&sight)) stamp(*announcement);
  return sight;
}

bool RouterFilter::passes(const Sight& sight) {
  if (!vrid_) return true;
  if (const auto* seen = std::get_if<AdvertSeen>(&sight)) {
    if (seen->advert.vrid != vrid_) return false;
    if (advertised_.size() > most_remembered) advertised_.clear();  // they may be invented
    advertised_.insert(seen->advert.addresses.begin(), seen->advert.addresses.end());
    return true;
  }
  if (const auto* seen = std::get_if<AnnouncementSeen>(&sight))
    return advertised_.contains(seen->address) ||
           (seen->mac && *seen->mac == proto::virtual_mac(seen->address.family(), *vrid_));
  return false;
}

}  // namespace vrrp::stage
