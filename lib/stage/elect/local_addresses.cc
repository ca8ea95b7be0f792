#include "stage/elect/local_addresses.h"

#include "stage/elect/own_advert.h"

namespace vrrp::stage {

bool LocalAddresses::set(const ElectorConfig& config, const std::vector<proto::Prefix>& interface,
                         const std::vector<proto::Prefix>& host) {
  const auto vanishes = [&](const record::Vip& vip) {
    return has(vip) && !contains(host, vip.address.address);
  };
  const bool vanished = std::ranges::any_of(config.vips, vanishes);
  source_ = choose_source(config, interface, host);
  on_interface_ = interface;
  on_host_ = host;
  has_any_vip_ = std::ranges::any_of(config.vips, [&](const record::Vip& vip) { return has(vip); });
  return vanished;
}

bool LocalAddresses::has_all(const std::vector<record::Vip>& vips) const {
  return std::ranges::all_of(vips, [&](const record::Vip& vip) { return has(vip); });
}

}  // namespace vrrp::stage
