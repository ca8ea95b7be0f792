#include "world.h"

#include <algorithm>

namespace vrrp::sim {

World::World(const Plan& plan, Trace* trace)
    : plan_(plan), trace_(trace), chance_(plan.seed ^ 0x5deece66d), observer_(*this, plan) {
  for (Segment segment = 0; segment < plan.segments.size(); ++segment) wires_.emplace_back(*this, segment);
  for (NodeId id = 0; id < plan.nodes.size(); ++id) nodes_.emplace_back(*this, id, plan.nodes[id]);
  for (Node& node : nodes_)
    if (node.plan().boot != never) node.start(node.plan().boot);
  if (!plan.faults.empty()) queue_.push({.at = plan.faults.front().at, .kind = Event::Kind::fault});
}

void World::run() {
  while (!queue_.empty() && !observer_.verdict().violation) {
    const Event event = queue_.pop();
    if (event.at > plan_.end) break;
    now_ = event.at;
    ++count_.events;
    happen(event);
  }
  if (!observer_.verdict().violation) now_ = plan_.end, observer_.ended(now_);
}

void World::happen(const Event& event) {
  switch (event.kind) {
    case Event::Kind::wake:
      return node(event.node).process(static_cast<Stage>(event.index)).alarm(event.at);
    case Event::Kind::deliver:
      return node(event.node).elector().deliver(event.at, *static_cast<const Datagram*>(event.datagram));
    case Event::Kind::expire:
      return node(event.node).kernel().lease_alarm(event.at, event.index);
    case Event::Kind::check:
      return node(event.node).check_alarm(event.at, event.index);
    case Event::Kind::restart:
      return node(event.node).restart_alarm(event.at);
    case Event::Kind::fault:
      return befall(event.at);
    case Event::Kind::judge:
      return observer_.judge_alarm(event.at);
  }
}

bool World::sound() const {
  return std::ranges::all_of(wires_, &Wire::sound);
}

Duration World::longest_delay() const {
  Duration longest{};
  for (const Wire& wire : wires_) longest = std::max(longest, wire.longest_delay());
  return longest;
}

void World::befall(Moment at) {
  const Fault& fault = plan_.faults[next_fault_++];
  if (begins_trouble(fault.kind, fault.value, fault.length)) ++count_.faults;
  observer_.disturbed(at);
  befall(at, fault);
  observer_.disturbed(at);
  if (next_fault_ < plan_.faults.size())
    queue_.push({.at = plan_.faults[next_fault_].at, .kind = Event::Kind::fault});
}

}  // namespace vrrp::sim
