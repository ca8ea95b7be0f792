// The addresses of this host as one virtual router sees them: which one its adverts leave from, and which of
// its VIPs are here.
#pragma once

#include <optional>
#include <vector>

#include "proto/address.h"
#include "stage/elect/elector_config.h"

namespace vrrp::stage {

class LocalAddresses {
 public:
  // Those of the router's interface (primary ones first), and all of the host. Returns true if one of its
  // VIPs was here and is not any more.
  bool set(const ElectorConfig& config, const std::vector<proto::Prefix>& interface,
           const std::vector<proto::Prefix>& host);

  // What adverts leave from (lib/stage/elect/own_advert.h); empty: the host has no address that will do.
  const std::optional<proto::Address>& source() const { return source_; }
  const std::vector<proto::Prefix>& on_interface() const { return on_interface_; }
  bool has(const record::Vip& vip) const { return proto::contains(on_host_, vip.address.address); }
  bool has_any_vip() const { return has_any_vip_; }
  bool has_all_vips() const { return has_all_vips_; }

 private:
  std::optional<proto::Address> source_;
  std::vector<proto::Prefix> on_interface_;
  std::vector<proto::Prefix> on_host_;
  bool has_any_vip_ = false;
  bool has_all_vips_ = false;
};

}  // namespace vrrp::stage
