#include "wire.h"

#include <algorithm>

#include "world.h"

namespace vrrp::sim {
namespace {

bool same(const stage::Elector::Send& a, const stage::Elector::Send& b) {
  return a.advert.priority == b.advert.priority && a.advert.version == b.advert.version &&
         a.advert.vrid == b.advert.vrid && a.advert.interval == b.advert.interval && a.source == b.source &&
         a.dialect == b.dialect && a.advert.addresses == b.advert.addresses;
}

stage::WireConfig wire_config(const stage::ElectorConfig& config) {
  return {.family = *config.router.family, .version = config.version, .vrid = *config.router.vrid};
}

}  // namespace

Wire::Wire(World& world, Segment segment)
    : world_(world), segment_(segment), codec_(wire_config(world.plan().nodes.front().routers[segment])) {}

void Wire::send(Moment at, NodeId from, const stage::Elector::Send& send) {
  const Datagram& sent = *datagram(from, send);
  for (NodeId to = 0; to < world_.size(); ++to)
    if (to != from) carry(at, sent, to);
}

void Wire::carry(Moment at, const Datagram& sent, NodeId to) {
  const bool lost = lose_percent > 0 && world_.chance().percent(static_cast<std::uint32_t>(lose_percent));
  const bool dead = !world_.node(sent.from).kernel().link(segment_).running() ||
                    !world_.node(to).kernel().link(segment_).running();
  if (lost || dead || !reaches(sent.from, to)) return world_.observe().dropped(at, segment_, sent.from, to);
  const bool twice =
      duplicate_percent > 0 && world_.chance().percent(static_cast<std::uint32_t>(duplicate_percent));
  for (int copies = twice ? 2 : 1; copies > 0; --copies)
    world_.queue().push({.at = at + delay(), .kind = Event::Kind::deliver, .node = to, .datagram = &sent});
}

// From the sender's system call to the receiver's awakening.
Duration Wire::delay() {
  if (world_.plan().steady) return world_.plan().wire_delay;
  return world_.chance().span(20us, world_.plan().wire_delay + world_.plan().latency + more_delay);
}

Duration Wire::longest_delay() const {
  return world_.plan().wire_delay + world_.plan().latency + more_delay;
}

void Wire::cut(NodeId from, NodeId to, int by) {
  cuts_[from][to] += by;
}

void Wire::partition(std::uint8_t side, int by) {
  for (NodeId a = 0; a < most_nodes; ++a)
    for (NodeId b = 0; b < most_nodes; ++b)
      if ((side >> a & 1) != (side >> b & 1)) cut(a, b, by);
}

const Datagram* Wire::datagram(NodeId from, const stage::Elector::Send& send) {
  for (const auto& known : known_[from])
    if (same(known->sent, send)) return known.get();
  auto made = std::make_unique<Datagram>(Datagram{.from = from, .segment = segment_, .sent = send});
  made->bytes = codec_.seal(WallTime{}, send.advert, send.source, send.dialect).at(0).datagram;
  const auto opened = codec_.open(WallTime{}, proto::parse_datagram(made->bytes).value()).value();
  made->heard = stage::Elector::Heard{opened.advert, opened.envelope, opened.seal, opened.key_id};
  known_[from].push_back(std::move(made));
  return known_[from].back().get();
}

}  // namespace vrrp::sim
