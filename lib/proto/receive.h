// Which adverts a router accepts: RFC 3768 section 7.1, RFC 9568 section 7.1.
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
  Duration interval = 1s;               // version 2 accepts no other
  AuthType auth_type = AuthType::none;  // version 2
  AuthData auth_data{};
  bool has_vips = true;                  // version 2: only a router without addresses accepts an empty list
  bool unicast = false;                  // it has peers, so it ignores adverts to the group
  std::vector<Address> own_addresses{};  // of this host
};

// Whether the advert is for our virtual router. Adverts of another VRID or of the other family (RFC 9568
// section 3: two virtual routers) are ignored.
inline bool is_ours(const DecodedAdvert& advert, const Envelope& envelope, const ReceiveConfig& config) {
  return advert.vrid == config.vrid && envelope.family == config.family;
}

// Why it must be discarded; nullopt: accept it. The checks that need no trust come first (sender, TTL,
// version), then `seal`, the error of its signature or AH, then the message itself. A different list of
// addresses is not a reason (section 7.1: MAY), nor is another interval in version 3. Between unicast peers
// the TTL is not checked, and the sender need not be in a list.
std::optional<AdvertError> refusal(const DecodedAdvert& advert, const Envelope& envelope,
                                   const ReceiveConfig& config, std::optional<AdvertError> seal = {});

}  // namespace vrrp::proto
