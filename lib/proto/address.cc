#include "proto/address.h"

#include <arpa/inet.h>  // inet_pton, inet_ntop: pure text conversion

#include <algorithm>
#include <cassert>

#include "base/text.h"

namespace vrrp::proto {
namespace {

int socket_family(Family family) {
  return family == Family::ipv4 ? AF_INET : AF_INET6;
}

// "10.0.0.3". inet_ntop uses printf, which takes longer than the rest of an advert's record.
std::string dotted(Bytes octets) {
  std::string text;
  for (const std::uint8_t octet : octets) {
    if (!text.empty()) text += '.';
    if (octet >= 100) text += static_cast<char>('0' + octet / 100);
    if (octet >= 10) text += static_cast<char>('0' + octet / 10 % 10);
    text += static_cast<char>('0' + octet % 10);
  }
  return text;
}

}  // namespace

Address::Address(Family family, Bytes bytes) : family_(family) {
  assert(bytes.size() == address_size(family));
  std::ranges::copy(bytes, octets_.begin());
}

Result<Address> Address::parse(std::string_view text) {
  const std::string terminated(text);
  std::array<std::uint8_t, 16> octets{};
  for (const Family family : {Family::ipv4, Family::ipv6})
    if (terminated.size() == text.size() && terminated.find('\0') == std::string::npos &&
        inet_pton(socket_family(family), terminated.c_str(), octets.data()) == 1)
      return Address(family, Bytes(octets).first(address_size(family)));
  return fail("\"" + printable(text) + "\" is not an IP address");
}

std::string Address::text() const {
  if (family_ == Family::ipv4) return dotted(Bytes(octets_).first(4));
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(socket_family(family_), octets_.data(), buffer.data(), buffer.size());
  return buffer.data();
}

bool Address::is_multicast() const {
  return family_ == Family::ipv4 ? (octets_[0] & 0xf0) == 0xe0 : octets_[0] == 0xff;
}

bool Address::is_broadcast() const {
  return family_ == Family::ipv4 &&
         std::ranges::all_of(bytes(), [](std::uint8_t octet) { return octet == 255; });
}

bool Address::is_unspecified() const {
  return std::ranges::all_of(bytes(), [](std::uint8_t octet) { return octet == 0; });
}

bool Address::is_loopback() const {
  if (family_ == Family::ipv4) return octets_[0] == 127;
  return octets_[15] == 1 &&
         std::ranges::all_of(Bytes(octets_).first(15), [](std::uint8_t octet) { return octet == 0; });
}

bool Address::is_host() const {
  return !is_multicast() && !is_broadcast() && !is_unspecified() && !is_loopback();
}

bool Address::is_link_local() const {
  return family_ == Family::ipv6 && octets_[0] == 0xfe && (octets_[1] & 0xc0) == 0x80;
}

Result<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = Address::parse(text.substr(0, slash));
  if (!address) return std::unexpected(address.error());
  const std::uint8_t longest = full_length(address->family());
  if (slash == std::string_view::npos) return Prefix{*address, longest};
  const auto length =
      parse_integer(text.substr(slash + 1), 1, longest, "prefix length of " + address->text());
  if (!length) return std::unexpected(length.error());
  return Prefix{*address, static_cast<std::uint8_t>(*length)};
}

std::string Prefix::text() const {
  return address.text() + "/" + std::to_string(length);
}

Prefix Prefix::subnet() const {
  std::array<std::uint8_t, 16> octets{};
  const Bytes own = address.bytes();
  for (std::size_t i = 0; i < own.size() && i * 8 < length; ++i) {
    const std::size_t bits = std::min<std::size_t>(length - i * 8, 8);
    octets[i] = static_cast<std::uint8_t>(own[i] & 0xff << (8 - bits));
  }
  return {Address(address.family(), Bytes(octets).first(own.size())), length};
}

Address Prefix::last() const {
  std::array<std::uint8_t, 16> octets{};
  const Bytes own = address.bytes();
  for (std::size_t i = 0; i < own.size(); ++i) {
    const std::size_t bits = std::min<std::size_t>(length - std::min<std::size_t>(length, i * 8), 8);
    octets[i] = static_cast<std::uint8_t>(own[i] | 0xff >> bits);
  }
  return Address(address.family(), Bytes(octets).first(own.size()));
}

bool Prefix::is_network_address() const {
  return length + 1 < full_length(address.family()) && address == subnet().address;
}

bool Prefix::is_broadcast_address() const {
  return address.family() == Family::ipv4 && length + 1 < full_length(Family::ipv4) && address == last();
}

bool Prefix::covers(const Prefix& other) const {
  return other.address.family() == address.family() && other.length >= length &&
         Prefix{other.address, length}.subnet() == subnet();
}

Result<Mac> Mac::parse(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  Mac mac;
  const auto error = [&] {
    return fail("\"" + printable(text) + "\" is not a MAC address such as 02:00:00:00:00:01");
  };
  if (text.size() != 17) return error();
  for (std::size_t i = 0; i < 17; ++i) {
    if (i % 3 == 2) {
      if (text[i] != ':') return error();
      continue;
    }
    const char lower = text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    const std::size_t value = digits.find(lower);
    if (value == std::string_view::npos) return error();
    mac.octets[i / 3] = static_cast<std::uint8_t>(mac.octets[i / 3] << 4 | value);
  }
  return mac;
}

std::array<char, 17> Mac::letters() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<char, 17> letters;
  letters.fill(':');
  for (std::size_t i = 0; i < octets.size(); ++i) {
    letters[3 * i] = digits[octets[i] >> 4];
    letters[3 * i + 1] = digits[octets[i] & 15];
  }
  return letters;
}

std::string Mac::text() const {
  const auto all = letters();
  return {all.data(), all.size()};
}

Mac multicast_mac(const Address& group) {
  const Bytes octets = group.bytes().last(4);
  if (group.family() == Family::ipv6) return {{0x33, 0x33, octets[0], octets[1], octets[2], octets[3]}};
  return {{0x01, 0x00, 0x5e, static_cast<std::uint8_t>(octets[1] & 0x7f), octets[2], octets[3]}};
}

Mac virtual_mac(Family family, std::uint8_t vrid) {
  return {{0x00, 0x00, 0x5e, 0x00, static_cast<std::uint8_t>(family == Family::ipv4 ? 1 : 2), vrid}};
}

bool contains(const std::vector<Prefix>& prefixes, const Address& address) {
  return std::ranges::find(prefixes, address, &Prefix::address) != prefixes.end();
}

const Address& vrrp_group(Family family) {
  static const Address ipv4 = *Address::parse("224.0.0.18");
  static const Address ipv6 = *Address::parse("ff02::12");
  return family == Family::ipv4 ? ipv4 : ipv6;
}

}  // namespace vrrp::proto
