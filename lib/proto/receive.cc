#include "proto/receive.h"

#include <algorithm>

namespace vrrp::proto {
namespace {

// The error in the packet itself, if any. Between unicast peers it may have been routed.
std::optional<AdvertError> own_error(const DecodedAdvert& advert, bool unicast) {
  const auto fault = std::ranges::find_if(
      advert.faults, [&](const AdvertError each) { return !(unicast && each == AdvertError::ttl); });
  return fault == advert.faults.end() ? std::nullopt : std::optional(*fault);
}

std::optional<AdvertError> destination_fault(const Address& destination, bool unicast) {
  if (unicast) return destination.is_multicast() ? std::optional(AdvertError::not_unicast) : std::nullopt;
  return destination != vrrp_group(destination.family()) ? std::optional(AdvertError::not_multicast)
                                                         : std::nullopt;
}

// RFC 3768 section 7.1: authentication, then the interval, which must be ours.
std::optional<AdvertError> version_2_fault(const DecodedAdvert& advert, const ReceiveConfig& config) {
  if (advert.auth_type != static_cast<std::uint8_t>(config.auth_type)) return AdvertError::auth_mismatch;
  if (config.auth_type == AuthType::pass && advert.auth_data != config.auth_data)
    return AdvertError::auth_mismatch;
  if (advert.count == 0 && config.has_vips) return AdvertError::count;
  if (advert.interval != config.interval) return AdvertError::interval_mismatch;
  return std::nullopt;
}

}  // namespace

std::optional<AdvertError> refusal(const DecodedAdvert& advert, const Envelope& envelope,
                                   const ReceiveConfig& config, std::optional<AdvertError> seal) {
  if (!envelope.source.is_host()) return AdvertError::source;
  if (std::ranges::find(config.own_addresses, envelope.source) != config.own_addresses.end())
    return AdvertError::own_address;
  if (!config.unicast && envelope.ttl != advert_ttl) return AdvertError::ttl;
  if (advert.version != config.version) return AdvertError::version;
  if (seal) return seal;
  if (const auto error = own_error(advert, config.unicast)) return error;
  if (const auto fault = destination_fault(envelope.destination, config.unicast)) return fault;
  return config.version == 2 ? version_2_fault(advert, config) : std::nullopt;
}

}  // namespace vrrp::proto
