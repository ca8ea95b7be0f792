// The connected routes of this host: those of the main table without a gateway. Their subnet is on the link.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "host/address.h"
#include "proto/address.h"

namespace vrrp::host {

struct ConnectedRoute {
  int link = 0;  // its index
  proto::Prefix subnet{};
  std::optional<proto::Address> source{};  // the preferred one; an IPv4 route goes with it
  std::uint8_t tag = 0;                    // RTPROT_*
  bool leased = false;                     // its lifetime is finite (IPv6)

  friend bool operator==(const ConnectedRoute&, const ConnectedRoute&) = default;
};

// Made by vrrp-tools.
inline bool is_ours(const ConnectedRoute& route) {
  return route.tag == our_tag;
}

// A connected route to make.
struct RouteRequest {
  int link = 0;
  proto::Prefix subnet{};
  proto::Address source{};                      // IPv4: the route goes with this address
  std::optional<std::chrono::seconds> valid{};  // IPv6: whole seconds, at least 1; empty: for ever
};

}  // namespace vrrp::host
