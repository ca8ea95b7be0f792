#include "stage/elect/local_addresses.h"

#include <algorithm>

#include "stage/elect/own_advert.h"

namespace vrrp::stage {

bool LocalAddresses::set(const ElectorConfig& config, const std::vector<proto::Prefix>& interface,
                         const std::vector<proto::Prefix>& host) {
  const auto vanishes = [&](const record::Vip& vip) {
    return has(vip) && !proto::contains(host, vip.address.address);
  };
  const bool vanished = std::ranges::any_of(config.vips, vanishes);
  source_ = choose_source(config, interface, host);
  on_interface_ = interface;
  on_host_ = host;
  const auto is_here = [&](const record::Vip& vip) { return has(vip); };
  has_any_vip_ = std::ranges::any_of(config.vips, is_here);
  has_all_vips_ = std::ranges::all_of(config.vips, is_here);
  return vanished;
}

}  // namespace vrrp::stage
