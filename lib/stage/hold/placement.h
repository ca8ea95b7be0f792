// What `vip-ctl add` and `vip-ctl del` do with an address, given what is on its interface.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/address.h"

namespace vrrp::stage {

struct Placement {
  enum class What {
    add,      // put it there
    renew,    // it is there and ours: put it there again to set the lifetime
    relabel,  // it is there and ours, with another label, which the kernel cannot change: remove it first
    keep,     // nothing is to be done
    foreign,  // nothing is to be done, and it is not ours
    refuse,
  };
  What what = What::add;
  std::string why{};  // of a refusal

  friend bool operator==(const Placement&, const Placement&) = default;
};

// `promotes`: the interface has promote_secondaries, so the kernel keeps the other addresses of an IPv4
// subnet when its first one goes. By default it deletes them all. `there`: the addresses of the interface.
Placement place(const host::AddressRequest& request, const std::vector<host::HostAddress>& there,
                bool promotes);

// Another address that the kernel would delete together with this one; empty: none.
std::optional<proto::Prefix> goes_along(const host::HostAddress& one,
                                        const std::vector<host::HostAddress>& there, bool promotes);

}  // namespace vrrp::stage
