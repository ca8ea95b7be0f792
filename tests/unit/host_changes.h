// Changes of a host with the links lo, eth0 and eth1, as the kernel reports them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/change.h"
#include "host/view.h"

namespace vrrp::host {

inline int index_of(std::string_view link) {
  return link == "lo" ? 1 : link == "eth0" ? 2 : 3;
}

inline Link link(std::string name, bool up = true, const proto::Mac& mac = {}) {
  const int index = index_of(name);
  return {.index = index, .name = std::move(name), .mac = mac, .up = up};
}
inline LinkChange link_is(std::string name, bool up = true, const proto::Mac& mac = {}) {
  return {.link = link(std::move(name), up, mac)};
}
inline LinkChange link_is_gone(std::string name) {
  return {.link = link(std::move(name), false), .gone = true};
}

// Without our tag, and for ever.
inline HostAddress foreign(const Place& place) {
  return {.link = index_of(place.interface), .prefix = place.address};
}
inline HostAddress leased(const Place& place) {
  return {.link = index_of(place.interface),
          .prefix = place.address,
          .valid = std::chrono::seconds(1),
          .tag = our_tag};
}
inline AddressChange is_there(HostAddress address) {
  return {.address = std::move(address)};
}
inline AddressChange is_gone(const Place& place) {
  return {.address = leased(place), .gone = true};
}

}  // namespace vrrp::host
