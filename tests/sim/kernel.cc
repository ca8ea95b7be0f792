#include "kernel.h"

#include "world.h"

namespace vrrp::sim {

namespace {

constexpr int link_index(Segment segment) {
  return 2 + segment;
}

}  // namespace

Kernel::Kernel(World& world, NodeId node) : world_(world), node_(node) {
  for (std::size_t vip = 0; vip < world.plan().host_vips(); ++vip)
    vips_.push_back(
        {false, Alarm({.kind = Event::Kind::expire, .node = node, .index = static_cast<std::uint8_t>(vip)})});
}

void Kernel::put(Moment at, std::size_t vip, std::chrono::seconds valid) {
  Vip& one = vips_[vip];
  const Duration late = world_.plan().steady ? 300ms : world_.chance().span(10ms, 1s);
  one.lease.set(world_.queue(), at + valid + late);
  if (std::exchange(one.there, true)) return;
  world_.observe().held(at, node_, vip);
  world_.node(node_).address_news(at, vip, true);
}

void Kernel::remove(Moment at, std::size_t vip) {
  if (vips_[vip].there) gone(at, vip);
}

void Kernel::remove_all(Moment at) {
  for (std::size_t vip = 0; vip < vips_.size(); ++vip) remove(at, vip);
}

void Kernel::remove_all(Moment at, Segment segment) {
  for (std::size_t vip = 0; vip < vips_.size(); ++vip)
    if (world_.plan().segment_of_vip(vip) == segment) remove(at, vip);
}

bool Kernel::reaches_neighbours(Segment segment) const {
  const Link& link = links_[segment];
  return world_.plan().vips_apart ? link.carries() : link.running();
}

std::string Kernel::refusal(std::size_t vip) const {
  const Link& link = links_[world_.plan().segment_of_vip(vip)];
  if (!link.vip_there) return "No such device";
  return link.takes(vip % world_.plan().vips) ? "" : "Permission denied";
}

bool Kernel::has(const proto::Address& address) const {
  const Plan& plan = world_.plan();
  for (std::size_t vip = 0; vip < vips_.size(); ++vip)
    if (vips_[vip].there && plan.vip(vip).address == address) return true;
  for (Segment segment = 0; segment < plan.segments.size(); ++segment)
    if (links_[segment].has_primary && plan.primary(node_, segment).address == address) return true;
  return false;
}

host::Snapshot Kernel::snapshot() const {
  host::Snapshot all;
  const Plan& plan = world_.plan();
  for (Segment segment = 0; segment < plan.segments.size(); ++segment)
    if (links_[segment].vip_there) all.links.push_back(link_change(segment).link);
  for (std::size_t vip = 0; vip < plan.host_vips(); ++vip)
    if (holds(vip)) all.addresses.push_back(address_change(vip, true).address);
  return all;
}

host::LinkChange Kernel::link_change(Segment segment) const {
  return {.link = {.index = link_index(segment),
                   .name = vip_interface_name(world_.plan(), segment),
                   .mac = mac(segment),
                   .up = reaches_neighbours(segment)},
          .gone = !links_[segment].vip_there};
}

host::AddressChange Kernel::address_change(std::size_t vip, bool there) const {
  const Plan& plan = world_.plan();
  return {.address = {.link = link_index(plan.segment_of_vip(vip)),
                      .prefix = plan.vip(vip),
                      .valid = 1s,
                      .tag = host::our_tag},
          .gone = !there};
}

void Kernel::lease_alarm(Moment at, std::size_t vip) {
  if (!vips_[vip].lease.due(world_.queue(), at)) return;
  if (world_.trace())
    world_.trace()->line(at, node_, "kernel", world_.plan().vip(vip).text() + " gone: its lifetime ended");
  gone(at, vip);
}

void Kernel::gone(Moment at, std::size_t vip) {
  vips_[vip].there = false;
  vips_[vip].lease.clear();
  world_.observe().let_go(at, node_, vip);
  world_.node(node_).address_news(at, vip, false);
}

}  // namespace vrrp::sim
