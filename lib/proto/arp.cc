#include "proto/arp.h"

#include <algorithm>

#include "proto/frame.h"

namespace vrrp::proto {
namespace {

constexpr std::uint16_t hardware_ethernet = 1;
constexpr std::size_t mac_size = 6, ipv4_size = 4;

}  // namespace

//   Ethernet: ff:ff:ff:ff:ff:ff | MAC | 0806
//   ARP (RFC 826): 0001 0800 06 04 | operation
//                  sender MAC, sender IP = address
//                  target MAC ff:ff:ff:ff:ff:ff, target IP = address
Buffer gratuitous_arp(const Address& address, const Mac& mac, ArpOperation operation) {
  Writer arp;
  arp.u16(hardware_ethernet);
  arp.u16(ethertype::ipv4);
  arp.u8(mac_size);
  arp.u8(ipv4_size);
  arp.u16(static_cast<std::uint16_t>(operation));
  arp.bytes(mac.octets);
  arp.bytes(address.bytes());
  arp.bytes(broadcast_mac.octets);
  arp.bytes(address.bytes());
  return ethernet_frame(mac, broadcast_mac, ethertype::arp, arp.view());
}

std::optional<GratuitousArp> parse_gratuitous_arp(Bytes message) {
  Reader reader(message);
  const bool ipv4_over_ethernet = reader.u16() == hardware_ethernet && reader.u16() == ethertype::ipv4 &&
                                  reader.u8() == mac_size && reader.u8() == ipv4_size;
  if (!ipv4_over_ethernet) return std::nullopt;
  const ArpOperation operation{reader.u16()};
  const Bytes sender_mac = reader.take(mac_size);
  const Bytes sender = reader.take(ipv4_size);
  reader.skip(mac_size);
  const Bytes target = reader.take(ipv4_size);
  if (!reader.ok()) return std::nullopt;
  if (operation != ArpOperation::request && operation != ArpOperation::reply) return std::nullopt;
  if (!std::ranges::equal(sender, target)) return std::nullopt;

  GratuitousArp arp{.address = Address(Family::ipv4, sender), .mac = {}, .operation = operation};
  std::ranges::copy(sender_mac, arp.mac.octets.begin());
  return arp;
}

}  // namespace vrrp::proto
