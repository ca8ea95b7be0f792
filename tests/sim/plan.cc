#include "plan.h"

namespace vrrp::sim {

proto::Address node_address(std::size_t node) {
  const std::uint8_t octets[] = {10, 0, 0, static_cast<std::uint8_t>(node + 1)};
  return {proto::Family::ipv4, octets};
}

proto::Prefix vip_prefix(std::size_t vip) {
  const std::uint8_t octets[] = {10, 0, 0, static_cast<std::uint8_t>(100 + vip)};
  return {proto::Address(proto::Family::ipv4, octets), 32};
}

void settle(Plan& plan) {
  for (NodePlan& node : plan.nodes) {
    node.elector.router = {.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
    node.elector.tracks = node.checks.empty() ? 0 : 1;
    for (std::size_t vip = 0; vip < plan.vips; ++vip)
      node.elector.vips.push_back({.address = vip_prefix(vip)});
  }
}

}  // namespace vrrp::sim
