#include "plan.h"

#include "stage/elect/vip_interfaces.h"

namespace vrrp::sim {
namespace {

// The `number`th address of a segment: 10.0.1.7, 2001:db8:0:1::7, fe80::1:7.
proto::Address address(proto::Family family, Segment segment, std::size_t number, bool link_local) {
  const auto last = static_cast<std::uint8_t>(number);
  if (family == proto::Family::ipv4) {
    const std::uint8_t octets[] = {10, 0, segment, last};
    return {family, octets};
  }
  std::uint8_t octets[16] = {};
  if (link_local)
    octets[0] = 0xfe, octets[1] = 0x80, octets[13] = segment;
  else
    octets[0] = 0x20, octets[1] = 0x01, octets[2] = 0x0d, octets[3] = 0xb8, octets[7] = segment;
  octets[15] = last;
  return {family, octets};
}

}  // namespace

std::string interface_name(std::size_t segment) {
  return "eth" + std::string(1, static_cast<char>('0' + segment));
}

std::string vip_interface_name(const Plan& plan, std::size_t segment) {
  return plan.vips_apart ? "lan" + std::string(1, static_cast<char>('0' + segment)) : interface_name(segment);
}

std::string Plan::name(Seat seat) const {
  const std::string& host = nodes[node_of(seat)].name;
  return segments.size() == 1 ? host : host + " " + interface_name(segment_of(seat));
}

// Over IPv6 adverts leave from a link-local address.
bool Plan::sends_from_vip(NodeId node, Segment segment) const {
  return nodes[node].sends_from_vip && segments[segment] == proto::Family::ipv4;
}

proto::Prefix Plan::primary(NodeId node, Segment segment) const {
  const proto::Family family = segments[segment];
  const std::uint8_t length = family == proto::Family::ipv4 ? 24 : 64;
  if (sends_from_vip(node, segment)) return {vip(segment * vips).address, length};
  return {address(family, segment, node + 1U, true), length};
}

proto::Prefix Plan::vip(std::size_t number) const {
  const Segment segment = segment_of_vip(number);
  const proto::Family family = segments[segment];
  const std::uint8_t length = family == proto::Family::ipv4 ? 32 : 128;
  return {address(family, segment, 100 + number % vips, false), length};
}

void settle(Plan& plan) {
  for (NodePlan& node : plan.nodes) {
    node.routers.resize(plan.segments.size(), node.routers.front());
    for (std::size_t segment = 0; segment < plan.segments.size(); ++segment) {
      stage::ElectorConfig& config = node.routers[segment];
      config.router = {.interface = interface_name(segment),
                       .family = plan.segments[segment],
                       .vrid = static_cast<std::uint8_t>(50 + segment)};
      if (!node.checks.empty()) config.tracks = {"-"};
      if (plan.expects_checks)
        for (const CheckPlan& check : node.checks) config.expect.push_back(check.name);
      config.group = plan.group ? "group" : "";
      config.alive_turn = {segment, plan.segments.size()};
      for (std::size_t vip = 0; vip < plan.vips; ++vip)
        config.vips.push_back({.address = plan.vip(segment * plan.vips + vip),
                               .interface = plan.vips_apart ? vip_interface_name(plan, segment) : ""});
      stage::track_vip_interfaces(config);
    }
  }
}

}  // namespace vrrp::sim
