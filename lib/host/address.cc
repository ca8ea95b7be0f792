#include "host/address.h"

namespace vrrp::host {

bool is_ours(const HostAddress& address) {
  return address.tag == our_tag;
}

bool is_leased(const HostAddress& address) {
  return is_ours(address) && address.valid.has_value();
}

bool is_usable(const HostAddress& address) {
  return !address.duplicate && (!address.tentative || address.optimistic);
}

bool may_be_announced(const HostAddress& address) {
  return !address.duplicate && !address.tentative;
}

}  // namespace vrrp::host
