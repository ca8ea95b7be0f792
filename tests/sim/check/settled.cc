#include "settled.h"

#include <fmt/format.h>

#include "../world.h"
#include "serving.h"

namespace vrrp::sim {

void SettledCheck::judge() {
  all_judged_ = !history_.plan.crossed;
  if (!all_judged_) return;
  for (const Unit unit : units()) {
    Hosts seen = 0;
    for (NodeId node = 0; node < world_.size(); ++node) {
      if (has(seen, node)) continue;
      if (!elects(node, unit)) {
        all_judged_ = all_judged_ && world_.node(node).down();
        continue;
      }
      const Hosts part = part_of(node, unit);
      seen |= part;
      if (is_closed(part, unit))
        judge(part, unit);
      else
        all_judged_ = false;
    }
  }
}

Duration SettledCheck::patience() const {
  if (!history_.plan.group) return history_.settling();
  const Unit unit = units().front();
  for (NodeId node = 0; node < world_.size(); ++node)
    if (elects(node, unit) && !is_even(part_of(node, unit), unit))
      return held_on() + history_.settling() * world_.size();
  return held_on() + history_.settling();
}

// Of those that were holding on at the last disturbance: how long after it they let go, in vain.
Duration SettledCheck::held_on() const {
  Duration longest{};
  for (Seat seat = 0; seat < history_.plan.seats(); ++seat) {
    const Duration after = history_.seats[seat].in_vain - history_.disturbed;
    if (after <= holding_time(history_.plan.config(seat))) longest = std::max(longest, after);
  }
  return longest;
}

// The elector at the latest when the kernel's lease is over, 1.5 s later: then it is its last resort.
void SettledCheck::rested(Moment at, NodeId node) {
  Moment broken = never, leases_end = long_ago;
  for (const Stage stage : all_stages) {
    const StageHistory& one = history_.hosts[node].stage(stage);
    if (one.is_frozen || one.thawed > at - 1s) return;
    if (!one.there && one.died > one.started) broken = std::min(broken, one.died);
  }
  const HostHistory& host = history_.hosts[node];
  if (host.track_ended > host.stage(Stage::elector).started) broken = std::min(broken, host.track_ended);
  if (broken == never) return;
  for (Segment segment = 0; segment < history_.plan.segments.size(); ++segment)
    leases_end = std::max(leases_end, history_.seats[history_.plan.seat(node, segment)].kernel_lease_end);
  if (at <= std::max(broken, leases_end) + history_.settling() + 2500ms) return;
  verdict_.broken(fmt::format("{}: goes on though its pipe is broken", history_.plan.nodes[node].name));
}

std::vector<SettledCheck::Unit> SettledCheck::units() const {
  const auto size = static_cast<Segment>(history_.plan.segments.size());
  if (history_.plan.group) return {{0, static_cast<Segment>(size - 1)}};
  std::vector<Unit> each;
  for (Segment segment = 0; segment < size; ++segment) each.push_back({segment, segment});
  return each;
}

// Nothing stands against its routers there.
bool SettledCheck::elects(NodeId node, Unit unit) const {
  if (!world_.node(node).elects(unit.first, unit.last)) return false;
  for (Segment segment = unit.first; segment <= unit.last; ++segment)
    if (ServingCheck::pauses(history_.seats[history_.plan.seat(node, segment)], world_.now())) return false;
  return true;
}

// ---- who hears whom

// Those that it hears, those that they hear, and so on, on any segment.
SettledCheck::Hosts SettledCheck::part_of(NodeId node, Unit unit) const {
  Hosts part = only(node);
  for (Hosts before = 0; before != part;) {
    before = part;
    for (NodeId one = 0; one < world_.size(); ++one)
      if (has(before, one)) part |= neighbours(one, unit);
  }
  return part;
}

// Those that can be master, and hear it or are heard by it; itself too.
SettledCheck::Hosts SettledCheck::neighbours(NodeId node, Unit unit) const {
  Hosts all = 0;
  for (Segment segment = unit.first; segment <= unit.last; ++segment)
    for (NodeId other = 0; other < world_.size(); ++other)
      if (elects(other, unit) && (has(heard_by(node, segment), other) || has(heard_by(other, segment), node)))
        all |= only(other);
  return all;
}

SettledCheck::Hosts SettledCheck::heard_by(NodeId node, Segment segment) const {
  Hosts heard = 0;
  for (NodeId other = 0; other < world_.size(); ++other)
    if (speaks(other, segment) && world_.wire(segment).reaches(node, other)) heard |= only(other);
  return heard;
}

bool SettledCheck::speaks(NodeId node, Segment segment) const {
  return !world_.node(node).down() && world_.node(node).kernel().link(segment).running();
}

bool SettledCheck::is_closed(Hosts part, Unit unit) const {
  for (NodeId node = 0; node < world_.size(); ++node)
    for (Segment segment = unit.first; has(part, node) && segment <= unit.last; ++segment)
      if (!is_closed(heard_by(node, segment), segment)) return false;
  return true;
}

// Each of these hears each other one, and nobody else hears or is heard. Where one hears and is not heard, or
// two that it hears do not hear each other, or one is still ill (a frozen garp-send leaves its router
// master, and so does a queue that takes an advert now and then; one that is refused its addresses tries
// again and again), there is nothing to ask.
bool SettledCheck::is_closed(Hosts heard, Segment segment) const {
  Wire& wire = world_.wire(segment);
  for (NodeId a = 0; a < world_.size(); ++a) {
    if (!has(heard, a)) continue;
    if (!world_.node(a).up() || is_doubtful(a, segment)) return false;
    for (NodeId b = 0; b < world_.size(); ++b) {
      if (!speaks(b, segment)) continue;
      if (wire.reaches(a, b) != has(heard, b) || wire.reaches(b, a) != has(heard, b)) return false;
    }
  }
  return true;
}

// It may be master or not, from one moment to the next: there, or with its group elsewhere.
bool SettledCheck::is_doubtful(NodeId node, Segment segment) const {
  const Kernel& kernel = world_.node(node).kernel();
  for (Segment each = 0; each < history_.plan.segments.size(); ++each) {
    const Kernel::Link& link = kernel.link(each);
    const bool concerned = each == segment || history_.plan.group;
    if (concerned && (link.stutters() || link.refuses_puts)) return true;
  }
  return false;
}

// Each segment connects all of them.
bool SettledCheck::is_even(Hosts part, Unit unit) const {
  for (NodeId node = 0; node < world_.size(); ++node)
    for (Segment segment = unit.first; has(part, node) && segment <= unit.last; ++segment)
      if ((heard_by(node, segment) & part) != part) return false;
  return true;
}

// ---- who is master

void SettledCheck::judge(Hosts part, Unit unit) {
  const Hosts masters = masters_on(part, unit.first);
  for (Segment segment = unit.first; segment <= unit.last; ++segment) {
    if (const Hosts there = masters_on(part, segment); there != masters)
      return verdict_.broken(fmt::format("of {} the masters are: {}, and on {}: {}", names(part),
                                         names(masters), interface_name(segment), names(there)));
    judge_addresses(part, masters, segment);
  }
  for (NodeId node = 0; node < world_.size(); ++node) {
    if (!has(part, node)) continue;
    const Hosts rivals = neighbours(node, unit) & masters & static_cast<Hosts>(~only(node));
    if (has(masters, node) == (rivals == 0)) continue;
    return verdict_.broken(fmt::format("of {} the masters are: {}", names(part), names(masters)));
  }
}

void SettledCheck::judge_addresses(Hosts part, Hosts masters, Segment segment) {
  for (std::size_t vip = 0; vip < history_.plan.vips; ++vip) {
    Hosts holders = 0, able = 0;
    for (NodeId node = 0; node < world_.size(); ++node) {
      if (!has(part, node)) continue;
      if (history_.seats[history_.plan.seat(node, segment)].holds[vip]) holders |= only(node);
      if (world_.node(node).kernel().link(segment).takes(vip)) able |= only(node);
    }
    if (holders != (masters & able))
      return verdict_.broken(
          fmt::format("{} is master, and the address is held by: {}", names(masters), names(holders)));
  }
}

SettledCheck::Hosts SettledCheck::masters_on(Hosts part, Segment segment) const {
  Hosts masters = 0;
  for (NodeId node = 0; node < world_.size(); ++node)
    if (has(part, node) && history_.seats[history_.plan.seat(node, segment)].master) masters |= only(node);
  return masters;
}

std::string SettledCheck::names(Hosts hosts) const {
  std::string text;
  for (NodeId node = 0; node < world_.size(); ++node)
    if (has(hosts, node)) text += (text.empty() ? "" : " ") + history_.plan.nodes[node].name;
  return text.empty() ? "nobody" : text;
}

}  // namespace vrrp::sim
