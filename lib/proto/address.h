// Addresses as values: they compare, they print, they know nothing about sockets.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace vrrp::proto {

enum class Family : std::uint8_t { ipv4 = 4, ipv6 = 6 };

constexpr std::string_view to_word(Family family) {
  return family == Family::ipv4 ? "ipv4" : "ipv6";
}
constexpr std::size_t address_size(Family family) {
  return family == Family::ipv4 ? 4 : 16;
}
constexpr std::uint8_t full_length(Family family) {
  return family == Family::ipv4 ? 32 : 128;
}

// An IPv4 or IPv6 address. Order is that of unsigned big-endian integers, as the election's tie-break wants
// it (RFC 9568 section 6.4.3): 10.0.0.10 > 10.0.0.9, 200.0.0.1 > 100.0.0.1. Compare only within one family.
class Address {
 public:
  Address() = default;  // 0.0.0.0
  // `bytes` has the 4 or 16 octets in network order; anything else is a bug in the caller.
  Address(Family family, Bytes bytes);

  static Result<Address> parse(std::string_view text);

  Family family() const { return family_; }
  Bytes bytes() const { return Bytes(octets_).first(address_size(family_)); }
  std::string text() const;

  bool is_multicast() const;
  bool is_broadcast() const;  // 255.255.255.255
  bool is_unspecified() const;
  bool is_loopback() const;
  bool is_host() const;        // of one host: not multicast, broadcast, unspecified or loopback
  bool is_link_local() const;  // IPv6 fe80::/10 only: what IPv6 adverts are sent from

  friend auto operator<=>(const Address&, const Address&) = default;

 private:
  Family family_ = Family::ipv4;
  std::array<std::uint8_t, 16> octets_{};
};

// An address with its prefix length, as it is configured on an interface: 10.0.0.3/32.
struct Prefix {
  Address address;
  std::uint8_t length = 32;

  // "10.0.0.3/24", or without a length: /32 or /128. `10.0.0.3/33` and `10.0.0.3/` are errors.
  static Result<Prefix> parse(std::string_view text);
  std::string text() const;

  bool is_wide() const { return length < full_length(address.family()); }  // it names a subnet too
  Prefix subnet() const;                                                   // 10.0.0.3/24: 10.0.0.0/24
  Address last() const;                                                    // 10.0.0.3/24: 10.0.0.255
  bool covers(const Prefix& other) const;                                  // all of `other` is in our subnet
  // The first address of a subnet does not belong to a host: it means the subnet itself (RFC 1122 section
  // 3.2.1.3), or any of its routers (RFC 4291 section 2.6.1). The last one means all hosts of an IPv4 subnet.
  // A subnet of two addresses has neither (RFC 3021, RFC 6164).
  bool is_network_address() const;
  bool is_broadcast_address() const;

  friend auto operator<=>(const Prefix&, const Prefix&) = default;
};

// An Ethernet address.
struct Mac {
  std::array<std::uint8_t, 6> octets{};

  static Result<Mac> parse(std::string_view text);  // 02:00:00:00:00:01
  std::string text() const;
  std::array<char, 17> letters() const;  // the same, without allocation

  friend auto operator<=>(const Mac&, const Mac&) = default;
};

constexpr Mac broadcast_mac{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

// The Ethernet address of a group: 01:00:5e and the last 23 bits (RFC 1112 section 6.4), 33:33 and the last
// 32 (RFC 2464 section 7).
Mac multicast_mac(const Address& group);

// The Ethernet address of a virtual router: 00:00:5e:00:01:VRID, over IPv6 00:00:5e:00:02:VRID (RFC 9568
// section 7.3).
Mac virtual_mac(Family family, std::uint8_t vrid);

// Whether one of the prefixes is this address, with whatever length.
bool contains(const std::vector<Prefix>& prefixes, const Address& address);

// The group that adverts go to: 224.0.0.18 (RFC 9568 section 5.1.1.2), ff02::12 (section 5.1.2.2).
const Address& vrrp_group(Family family);

}  // namespace vrrp::proto
