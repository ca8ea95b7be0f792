// Which adverts a router takes: RFC 3768 section 7.1, RFC 9568 section 7.1.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "proto/advert.h"

namespace vrrp::proto {

struct ReceiveConfig {
  Family family = Family::ipv4;
  std::uint8_t version = 3;
  std::uint8_t vrid = 1;
  Duration interval = 1s;               // version 2 takes no other
  AuthType auth_type = AuthType::none;  // version 2
  AuthData auth_data{};
  bool has_vips = true;  // version 2: an empty list is for a router that advertises none itself
  bool unicast = false;  // it has peers: what comes to the group is not for it
  std::vector<Address> own_addresses{};  // of this host
};

// Whether the advert is one of our virtual router at all. Those of another VRID or of the other family (RFC
// 9568 section 3: two virtual routers) are none of our business.
inline bool is_ours(const DecodedAdvert& advert, const Envelope& envelope, const ReceiveConfig& config) {
  return advert.vrid == config.vrid && envelope.family == config.family;
}

// Why it must be discarded; nullopt: take it. First what needs no trust (whose it is, whether it crossed a
// router, which version), then `seal`, what its signature or AH says against it, then what the message itself
// says. Differences in the list of addresses are no reason (section 7.1: MAY), nor is another interval in
// version 3. Between unicast peers the TTL is not looked at, nor is the sender in any list.
std::optional<AdvertError> refusal(const DecodedAdvert& advert, const Envelope& envelope,
                                   const ReceiveConfig& config, std::optional<AdvertError> seal = {});

}  // namespace vrrp::proto
