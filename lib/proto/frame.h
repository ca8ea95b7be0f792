// A frame, from the link layer to the IP datagram or ARP message in it: read from a capture, or to be sent.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "proto/address.h"

namespace vrrp::proto {

// What is in an Ethernet frame, as its type field says.
namespace ethertype {
constexpr std::uint16_t ipv4 = 0x0800, arp = 0x0806, ipv6 = 0x86dd;
}

// The link layer with which a frame begins. The numbers are those of capture files (LINKTYPE_*).
enum class LinkType : std::uint16_t {
  bsd_null = 0,  // a family in the byte order of the capturing host
  ethernet = 1,
  ppp = 9,
  raw_ip = 101,  // IPv4 or IPv6, by its first four bits
  cisco_hdlc = 104,
  frame_relay = 107,
  bsd_loop = 108,      // a family in network byte order
  linux_cooked = 113,  // `tcpdump -i any`
  raw_ipv4 = 228,
  raw_ipv6 = 229,
  linux_cooked_2 = 276,  // the same with the interface's index
};

// nullopt: a link layer that is not supported.
std::optional<LinkType> known_link_type(int number);

struct Frame {
  enum class Content : std::uint8_t {
    ip,         // payload is an IPv4 or IPv6 datagram
    arp,        // payload is an ARP message
    other,      // something else is inside
    truncated,  // a link-layer header runs past the end
  };
  Content content = Content::other;
  Bytes payload{};              // with the padding that follows it
  std::optional<Mac> source{};  // if the link layer has one
};

// Reads past VLAN tags (802.1Q, 802.1ad, stacked), LLC and SNAP, MPLS labels and PPPoE, whatever the order.
Frame open_frame(LinkType type, Bytes bytes);

// Not padded: the driver does that.
Buffer ethernet_frame(const Mac& source, const Mac& destination, std::uint16_t type, Bytes payload);
// The type is that of the IP datagram.
Buffer ethernet_frame(const Mac& source, const Mac& destination, Bytes datagram);

}  // namespace vrrp::proto
