// What can be wrong with an advert: the words of `advert.errors` and `reject.reason`.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace vrrp::proto {

enum class AdvertError : std::uint8_t {
  // Seen in the packet alone (vrrp-dump and vrrp-elect).
  truncated,  // it is shorter than its fields require
  length,     // the length in the IP header does not match version and count
  version,    // not a version of VRRP for this family
  type,       // not 1, ADVERTISEMENT
  ttl,        // TTL or hop limit is not 255
  checksum,   // wrong in every dialect
  count,      // VRRPv3 with no address
  interval,   // zero
  vrid,       // zero
  auth,       // unknown type, or the type does not match the Authentication Header
  family,     // VRRPv2 over IPv6
  // Seen only in comparison with a configuration (vrrp-elect).
  auth_mismatch,      // another authentication type or password than ours
  interval_mismatch,  // VRRPv2: another interval than ours (RFC 3768 section 7.1)
  own_address,        // sent from an address of this host
  source,             // the source cannot be a router: unspecified, multicast, broadcast or loopback
  not_multicast,      // not sent to the group, and we have no unicast peers
  not_unicast,        // sent to the group, and we have unicast peers
  hmac,               // the signature is missing, malformed, of an unknown key, or wrong
  replay,             // correctly signed, but too old or heard before
};

constexpr std::string_view to_word(AdvertError fault) {
  constexpr std::string_view words[] = {"truncated",
                                        "length",
                                        "version",
                                        "type",
                                        "ttl",
                                        "checksum",
                                        "count",
                                        "interval",
                                        "vrid",
                                        "auth",
                                        "family",
                                        "auth_mismatch",
                                        "interval_mismatch",
                                        "own_address",
                                        "source",
                                        "not_multicast",
                                        "not_unicast",
                                        "hmac",
                                        "replay"};
  return words[static_cast<std::size_t>(fault)];
}

// In the order in which they were found. If only one can be given as the reason, it is the first one.
using AdvertErrors = std::vector<AdvertError>;

}  // namespace vrrp::proto
