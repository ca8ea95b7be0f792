#include "stage/hold/placement.h"

#include <algorithm>

namespace vrrp::stage {
namespace {

using host::AddressRequest;
using host::HostAddress;
using What = Placement::What;

bool same_subnet(const proto::Prefix& a, const proto::Prefix& b) {
  return a.subnet() == b.subnet();
}

bool rules_its_subnet(const proto::Prefix& prefix, const std::vector<HostAddress>& there) {
  return std::ranges::none_of(there, [&](const HostAddress& other) {
    return other.prefix != prefix && !other.secondary && same_subnet(other.prefix, prefix);
  });
}

// When the first address of an IPv4 subnet goes, the kernel removes the others too, so it must not expire by
// itself.
std::string why_no_lease(const AddressRequest& request, const std::vector<HostAddress>& there,
                         bool promotes) {
  const bool ipv4 = request.prefix.address.family() == proto::Family::ipv4;
  if (!ipv4 || !request.prefix.is_wide() || promotes || !rules_its_subnet(request.prefix, there)) return {};
  return "when its lease ended, the kernel would also delete the other addresses of its subnet: lease it as "
         "/32, or set the interface's sysctl promote_secondaries";
}

Placement refuse(std::string why) {
  return {What::refuse, std::move(why)};
}

Placement place_again(const AddressRequest& request, const HostAddress& old) {
  // Seen on Linux 6.18: the route of the whole prefix then has a lifetime in the past, and every neighbour is
  // unreachable at once.
  if (request.valid && !old.valid && request.prefix.is_wide())
    return refuse(
        "it is there for ever, and with a lease the kernel would end the route of its whole subnet: delete "
        "it first, or lease it with its full length");
  if (!request.label.empty() && request.label != old.label) return {What::relabel};
  return {request.valid || old.valid ? What::renew : What::keep};
}

}  // namespace

Placement place(const AddressRequest& request, const std::vector<HostAddress>& there, bool promotes) {
  for (const HostAddress& one : there) {
    if (one.prefix.address != request.prefix.address || is_ours(one)) continue;
    if (request.valid)
      return refuse("it is there as " + one.prefix.text() +
                    ", and another program put it there: a lease would remove it");
    return {What::foreign};
  }
  if (request.valid)
    if (auto why = why_no_lease(request, there, promotes); !why.empty()) return refuse(std::move(why));
  for (const HostAddress& one : there) {
    if (one.prefix.address != request.prefix.address) continue;
    // The kernel holds an IPv6 address only once, whatever its length, and would renew that one.
    if (one.prefix != request.prefix)
      return refuse("it is there as " + one.prefix.text() + ": delete that first");
    return place_again(request, one);
  }
  return {What::add};
}

std::optional<proto::Prefix> goes_along(const HostAddress& one, const std::vector<HostAddress>& there,
                                        bool promotes) {
  if (promotes || one.secondary || one.prefix.address.family() != proto::Family::ipv4) return std::nullopt;
  for (const HostAddress& other : there)
    if (other.secondary && same_subnet(other.prefix, one.prefix)) return other.prefix;
  return std::nullopt;
}

}  // namespace vrrp::stage
