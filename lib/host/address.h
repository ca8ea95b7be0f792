// The addresses of this host, as the kernel reports them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "proto/address.h"

namespace vrrp::host {

// The protocol value of an address (IFA_PROTO) or a route (RTPROT) that vrrp-tools put there: 112, VRRP's own
// protocol number. On an address it is a hint, not a proof: a program that replaces the address without this
// value clears it.
constexpr std::uint8_t our_tag = 112;

struct HostAddress {
  int link = 0;  // its index
  proto::Prefix prefix{};
  std::string label{};                          // IPv4
  std::optional<std::chrono::seconds> valid{};  // its lifetime; empty: for ever
  std::uint8_t tag = 0;                         // IFA_PROTO
  bool secondary = false;                       // IPv4: it came after another one of the same subnet
  bool temporary = false;                       // IPv6: it is meant to change (RFC 8981)
  bool without_route = false;  // the kernel made no route to its subnet (IFA_F_NOPREFIXROUTE)

  // IPv6's duplicate address detection (RFC 4862 section 5.4).
  bool tentative = false;   // it has not ended yet
  bool optimistic = false;  // the address may be used until then (RFC 4429)
  bool duplicate = false;   // another host has the address; this one does not answer for it

  friend bool operator==(const HostAddress&, const HostAddress&) = default;
};

// Put there by vrrp-tools.
bool is_ours(const HostAddress& address);
// Ours, with a finite lifetime. Any other address belongs to another program or is permanent.
bool is_leased(const HostAddress& address);

// This host may send from it, and answers for it.
bool is_usable(const HostAddress& address);
// This host may announce it to its neighbours; an optimistic address may not override what they know (RFC
// 4429 section 3.3).
bool may_be_announced(const HostAddress& address);

// What to put on an interface.
struct AddressRequest {
  int link = 0;
  proto::Prefix prefix{};
  std::string label{};                          // IPv4; empty: the kernel's own, the name of the link
  std::optional<std::chrono::seconds> valid{};  // whole seconds, at least 1; empty: for ever
};

}  // namespace vrrp::host
