// Unsolicited Neighbor Advertisement (RFC 4861 section 4.4): "this IPv6 address is at this MAC", as a whole
// Ethernet frame.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "proto/address.h"
#include "proto/datagram.h"

namespace vrrp::proto {

// To all nodes, ff02::1, from the address itself, hop limit 255, Override set, Solicited clear, with the
// target link-layer option (PROTOCOL 7.7). `router` sets the R flag: set it when this host forwards IPv6 (RFC
// 9568 section 6.4.2).
Buffer neighbor_advertisement(const Address& address, const Mac& mac, bool router);

struct NeighborAdvertisement {
  Address target{};
  std::optional<Mac> mac{};  // of the target link-layer address option
  bool router = false, solicited = false, override_flag = false;
};

// Reads an ICMPv6 datagram: nullopt unless it is a whole Neighbor Advertisement, hop limit 255, checksum
// sound, and unsolicited (S clear).
std::optional<NeighborAdvertisement> parse_unsolicited_advertisement(const Datagram& datagram);

}  // namespace vrrp::proto
