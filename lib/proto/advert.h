// The VRRP advertisement, RFC 3768 section 5.1 (version 2) and RFC 9568 section 5.1 (version 3), as a value
// and on the wire.
//
//    0                   1                   2                   3
//    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-------+-------+---------------+---------------+---------------+
//   |Version| Type  | Virtual Rtr ID|   Priority    |     Count     |
//   +-------+-------+---------------+---------------+---------------+
//   | v2: auth type | v2: seconds   |           Checksum            |
//   | v3: 4 bits 0, 12 bits centis. |                               |
//   +-------------------------------+-------------------------------+
//   | Count addresses of 4 (IPv4) or 16 (IPv6) bytes                |
//   | v2 over IPv4 only: 8 bytes of authentication data             |
//   +---------------------------------------------------------------+
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "proto/address.h"
#include "proto/advert_error.h"
#include "proto/checksum.h"

namespace vrrp::proto {

constexpr std::uint8_t vrrp_protocol = 112;
constexpr std::uint8_t ah_protocol = 51;
constexpr std::uint8_t advert_ttl = 255;
constexpr std::uint8_t type_advertisement = 1;

constexpr std::uint8_t priority_owner = 255;  // the virtual router's addresses are the sender's own
constexpr std::uint8_t priority_leaving = 0;  // the master stops taking part

// VRRPv2 authentication (RFC 2338 section 5.3.6; RFC 3768 keeps the numbers and calls 1 and 2 reserved).
enum class AuthType : std::uint8_t { none = 0, pass = 1, ah = 2 };
using AuthData = std::array<std::uint8_t, 8>;

// The advert to send.
struct Advert {
  std::uint8_t version = 3;
  std::uint8_t vrid = 1;
  std::uint8_t priority = 100;
  Duration interval = 1s;  // v2: whole seconds, 1 to 255; v3: centiseconds, 1 to 4095
  AuthType auth_type = AuthType::none;
  AuthData auth_data{};
  std::vector<Address> addresses{};
};

// The length that version and count give a message. Version 2 over IPv4 always carries authentication data.
std::size_t advert_size(std::uint8_t version, std::uint8_t count, Family family);

// The message with its checksum. Only Dialect::pseudo uses source and destination. Version 2 always uses
// Dialect::message, and IPv6 always uses Dialect::pseudo.
Buffer encode_advert(const Advert& advert, const Address& source, const Address& destination,
                     Dialect dialect);

// The offset of the checksum, in every version.
constexpr std::size_t advert_checksum_offset = 6;

// What the layers around an advert say about it.
struct Envelope {
  Family family = Family::ipv4;
  Address source{};
  Address destination{};
  std::uint8_t ttl = advert_ttl;
  // The length that the IP header gives the VRRP message. If it is more than the bytes that are here, the
  // capture was cut.
  std::size_t length = 0;
  bool authentication_header = false;  // an IPsec AH was in front of the message
  bool more_fragments = false;  // the first of several fragments, which contain the rest of the message
};

enum class ChecksumVerdict : std::uint8_t { good, bad, unverified };

constexpr std::string_view to_word(ChecksumVerdict verdict) {
  constexpr std::string_view words[] = {"good", "bad", "unverified"};
  return words[static_cast<std::size_t>(verdict)];
}

// A received advert. A field that could not be read is absent, never guessed.
struct DecodedAdvert {
  std::optional<std::uint8_t> version, type, vrid, priority, count{};
  std::optional<Duration> interval{};
  std::optional<std::uint8_t> auth_type{};  // version 2
  std::optional<AuthData> auth_data{};      // version 2, when all eight bytes are there
  std::vector<Address> addresses{};         // the complete ones that are there, at most `count`
  ChecksumVerdict checksum = ChecksumVerdict::unverified;
  std::optional<Dialect> dialect{};  // the one that fits, if the checksum is good
  AdvertErrors faults{};             // empty: the packet itself is valid
};

// Decodes all that is there. It never fails and never reads past `message`. It does not compare the advert
// with a receiver's configuration: lib/proto/receive.h does that. `trailer` is a signature that was cut off
// the end (lib/proto/hmac.h): over IPv6 the checksum covers it too.
DecodedAdvert decode_advert(Bytes message, const Envelope& envelope, Bytes trailer = {});

}  // namespace vrrp::proto
