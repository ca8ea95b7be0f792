#include "proto/receive.h"

#include <algorithm>

namespace vrrp::proto {

std::optional<Fault> refusal(const DecodedAdvert& advert, const Envelope& envelope,
                             const ReceiveConfig& config) {
  if (std::ranges::find(config.own_addresses, envelope.source) != config.own_addresses.end())
    return Fault::own_address;
  if (envelope.ttl != advert_ttl) return Fault::ttl;
  if (advert.version != config.version) return Fault::version;
  if (!advert.faults.empty()) return advert.faults.front();
  if (envelope.destination != vrrp_group(envelope.family)) return Fault::not_multicast;
  if (config.version != 2) return std::nullopt;

  if (advert.auth_type != static_cast<std::uint8_t>(config.auth_type)) return Fault::auth_mismatch;
  if (config.auth_type == AuthType::pass && advert.auth_data != config.auth_data) return Fault::auth_mismatch;
  if (advert.count == 0 && config.has_vips) return Fault::count;
  // RFC 3768 section 7.1: the interval of a received advert must be ours.
  if (advert.interval != config.interval) return Fault::interval_mismatch;
  return std::nullopt;
}

}  // namespace vrrp::proto
