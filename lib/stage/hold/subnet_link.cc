#include "stage/hold/subnet_link.h"

namespace vrrp::stage {
namespace {

bool is_better(const host::HostAddress& one, const host::HostAddress& than, const proto::Address& address,
               std::optional<int> preferred) {
  const bool is_it = one.prefix.address == address, was_it = than.prefix.address == address;
  if (is_it != was_it) return is_it;
  if (one.prefix.length != than.prefix.length) return one.prefix.length > than.prefix.length;
  return one.link == preferred && than.link != preferred;
}

}  // namespace

std::optional<host::HostAddress> link_for(const proto::Address& address,
                                          const std::vector<host::HostAddress>& there,
                                          std::optional<int> preferred) {
  const proto::Prefix whole{address, proto::full_length(address.family())};
  std::optional<host::HostAddress> best;
  for (const host::HostAddress& one : there)
    if (one.prefix.covers(whole) && (!best || is_better(one, *best, address, preferred))) best = one;
  return best;
}

}  // namespace vrrp::stage
