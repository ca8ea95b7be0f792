#include "stage/placement.h"

#include <algorithm>

namespace vrrp::stage {
namespace {

using What = Placement::What;

bool same_subnet(const proto::Prefix& a, const proto::Prefix& b) {
  return a.subnet() == b.subnet();
}

bool rules_its_subnet(const proto::Prefix& prefix, const std::vector<Standing>& there) {
  return std::ranges::none_of(there, [&](const Standing& other) {
    return other.prefix != prefix && !other.secondary && same_subnet(other.prefix, prefix);
  });
}

// The first address of an IPv4 subnet takes the others with it when it goes: no address to be lost by itself.
std::string why_no_lease(const Wish& wish, const std::vector<Standing>& there, bool promotes) {
  const bool ipv4 = wish.prefix.address.family() == proto::Family::ipv4;
  if (!ipv4 || !wish.prefix.is_wide() || promotes || !rules_its_subnet(wish.prefix, there)) return {};
  return "at its end the kernel would delete the other addresses of its subnet too: lease it as /32, or set "
         "the interface's sysctl promote_secondaries";
}

Placement refuse(std::string why) {
  return {What::refuse, std::move(why)};
}

Placement place_again(const Wish& wish, const Standing& old) {
  // Seen on Linux 6.18: the route of the whole prefix then has a lifetime in the past, and every neighbour is
  // unreachable at once.
  if (wish.leased && !old.leased && wish.prefix.is_wide())
    return refuse(
        "it is there for ever, and the kernel would end the route of its whole prefix with it: delete it "
        "first, or lease it with its full length");
  if (!wish.label.empty() && wish.label != old.label) return {What::relabel};
  return {wish.leased || old.leased ? What::renew : What::keep};
}

}  // namespace

Placement place(const Wish& wish, const std::vector<Standing>& there, bool promotes) {
  for (const Standing& one : there) {
    if (one.prefix.address != wish.prefix.address || one.ours) continue;
    if (wish.leased)
      return refuse("it is there as " + one.prefix.text() +
                    ", put there by somebody else: a lease would take it away");
    return {What::foreign};
  }
  if (wish.leased)
    if (auto why = why_no_lease(wish, there, promotes); !why.empty()) return refuse(std::move(why));
  for (const Standing& one : there) {
    if (one.prefix.address != wish.prefix.address) continue;
    // The kernel holds an IPv6 address once, whatever its length, and would renew that one.
    if (one.prefix != wish.prefix)
      return refuse("it is there as " + one.prefix.text() + ": delete that first");
    return place_again(wish, one);
  }
  return {What::add};
}

std::optional<proto::Prefix> goes_along(const Standing& one, const std::vector<Standing>& there,
                                        bool promotes) {
  if (promotes || one.secondary || one.prefix.address.family() != proto::Family::ipv4) return std::nullopt;
  for (const Standing& other : there)
    if (other.secondary && same_subnet(other.prefix, one.prefix)) return other.prefix;
  return std::nullopt;
}

}  // namespace vrrp::stage
