#include "observer.h"

#include <fmt/format.h>

#include "../world.h"

namespace vrrp::sim {

Observer::Observer(World& world, const Plan& plan)
    : world_(world),
      history_(plan),
      lease_(history_, verdict_),
      overlap_(history_, verdict_),
      takeover_(history_, verdict_),
      farewell_(history_, verdict_),
      settled_(world, history_, verdict_),
      deadlines_(history_, verdict_),
      records_(history_, verdict_),
      judge_({.kind = Event::Kind::judge}) {}

// ---- processes

void Observer::started(Moment at, NodeId node, Stage stage) {
  of(node, stage).started = at;
  of(node, stage).there = true;
  of(node, stage).is_frozen = false;
  if (stage == Stage::elector) {
    records_.started(node);
    takeover_.started(node, world_.node(node).clock().local(at));
    of(node).master = false;
  }
  disturbed(at);
}

// Whoever reads from it or writes to it lets go.
void Observer::died(Moment at, NodeId node, Stage stage) {
  of(node, stage).died = at;
  of(node, stage).there = false;
  of(node).told = std::min(of(node).told, at);
  if (stage == Stage::elector) {
    of(node).master = false;
    router_time_ += at - of(node, stage).started;
  }
  disturbed(at);
}

void Observer::frozen(Moment at, NodeId node, Stage stage) {
  of(node, stage).frozen = at;
  of(node, stage).is_frozen = true;
  disturbed(at);
}

void Observer::thawed(Moment at, NodeId node, Stage stage) {
  of(node, stage).thawed = at;
  of(node, stage).is_frozen = false;
  // An elector whose reader stalled looks once a second whether it reads again.
  disturbed(stage == Stage::holder ? at + 1s : at);
}

void Observer::stalled(Moment from, Moment to, NodeId node) {
  of(node, Stage::elector).frozen = from;
  of(node, Stage::elector).thawed = to;
}

void Observer::rested(Moment at, NodeId node, Stage stage, Time local, std::optional<Time> deadline) {
  mix(at, node, static_cast<std::uint64_t>(stage));
  deadlines_.rested(node, stage, local, deadline);
  if (stage != Stage::elector) return;
  farewell_.rested(at, node);
  settled_.rested(at, node);
}

void Observer::signalled(Moment at, NodeId node) {
  of(node).signalled = at;
}

// ---- the wire

void Observer::sent(Moment at, NodeId node, Time before, const stage::Elector::Send& send, bool accepted) {
  ++adverts_;
  mix(at, node, send.advert.priority);
  if (Trace* trace = world_.trace()) trace->sent(at, node, send, accepted);
  NodeHistory& its = of(node);
  if (!accepted) its.refused = at;
  if (send.advert.priority == proto::priority_leaving) {
    its.left = at;
  } else if (accepted && its.conceded < at - 1ms) {  // the word of a master that yields buys it nothing
    const stage::ElectorConfig& config = history_.plan.nodes[node].elector;
    its.lease_end = before + config.lease_adverts * config.interval;
    its.lease_moment = world_.node(node).clock().world(its.lease_end);
    its.advertised = at;
  }
}

void Observer::heard(Moment at, NodeId node, Time local, const Datagram& datagram) {
  ++receptions_;
  if (Trace* trace = world_.trace()) trace->heard(at, node, datagram.from, datagram.priority());
  takeover_.heard(node, local, datagram);
  NodeHistory& its = of(node);
  // Also one that says it is none, and advertises on until its frozen holder's addresses are gone.
  if (!its.master && at > its.lease_moment) return;
  const int own = world_.node(node).elector().priority();
  if (datagram.priority() > own || (datagram.priority() == own && datagram.from > node)) its.conceded = at;
}

void Observer::dropped(Moment at, NodeId from, NodeId to) {
  history_.lost[from][to] = at;
  if (!world_.wire().sound()) disturbed(at);
}

void Observer::announced(Moment at, NodeId node, std::size_t vip) {
  mix(at, node, 17 + vip);
  if (Trace* trace = world_.trace()) trace->announced(at, node, vip);
  if (!world_.node(node).kernel().holds(vip))
    verdict_.broken(
        fmt::format("{}: announces an address that is not there", history_.plan.nodes[node].name));
}

// ---- records and addresses

void Observer::wrote(Moment at, NodeId node, Time local, const record::Body& body) {
  mix(at, node, 32 + body.index());
  if (Trace* trace = world_.trace()) trace->wrote(at, node, local, body);
  records_.wrote(node, body);
  if (std::holds_alternative<record::Priority>(body) && of(node).master) of(node).offered = at;
  takeover_.wrote(node, local, body);
  if (const auto* alive = std::get_if<record::Alive>(&body)) {
    if (alive->state != record::State::master) return;
    note_record(at, node, local, alive->expires);
  } else if (const auto* change = std::get_if<record::StateChange>(&body)) {
    note_state(at, node, local, *change);
  } else {
    return;
  }
  lease_.told(node, local, body);
}

void Observer::note_record(Moment at, NodeId node, Time local, std::optional<Time> expires) {
  NodeHistory& its = of(node);
  if (!expires) {
    its.told = at;
    return;
  }
  // Before it leaves in order it may tell its holder to hold on, whatever its last advert says.
  const stage::ElectorConfig& config = history_.plan.nodes[node].elector;
  const bool leaving = its.signalled >= its.master_since && *expires <= local + holding_time(config);
  const bool offering = its.offered >= its.master_since && *expires <= local + longest_offer(config);
  if ((leaving || offering) && *expires > its.lease_end) {
    its.lease_end = *expires;
    its.lease_moment = world_.node(node).clock().world(*expires);
  }
  its.told = world_.node(node).clock().world(*expires);
}

void Observer::note_state(Moment at, NodeId node, Time local, const record::StateChange& change) {
  NodeHistory& its = of(node);
  farewell_.wrote(at, node, local, change);
  const bool master = change.state == record::State::master;
  if (master) {
    its.master_since = at;
    its.master_reason = change.reason;
    ++takeovers_;
  }
  note_record(at, node, local, master ? change.expires : std::nullopt);
  // A better router that came back may take its time.
  if (master && change.reason == record::Reason::preempt) disturbed(at);
  if (its.master != master && is_settled_)
    verdict_.broken(fmt::format("{}: {} ({}), though nothing happened", history_.plan.nodes[node].name,
                                to_word(change.state), to_word(change.reason)));
  its.master = master;
}

void Observer::bought(Moment at, NodeId node, Time local, std::chrono::seconds valid) {
  mix(at, node, 64 + static_cast<std::uint64_t>(valid.count()));
  lease_.bought(node, local, valid);
  of(node).bought = at;
  of(node).kernel_lease_end = at + valid + 1s;
}

void Observer::held(Moment at, NodeId node, std::size_t vip) {
  mix(at, node, 128 + vip);
  of(node).holds[vip] = true;
  of(node).held_since[vip] = at;
}

void Observer::let_go(Moment at, NodeId node, std::size_t vip) {
  mix(at, node, 144 + vip);
  if (is_settled_ && of(node).master)
    verdict_.broken(
        fmt::format("{}: lost an address, though nothing happened", history_.plan.nodes[node].name));
  overlap_.let_go(at, node, vip);
  lease_.let_go(at, node);
  of(node).holds[vip] = false;
}

// ---- the plan

void Observer::disturbed(Moment until) {
  is_settled_ = false;
  history_.disturbed = std::max(history_.disturbed, until);
  history_.longest_delay = std::max(history_.longest_delay, world_.wire().longest_delay());
  judge_.set(world_.queue(), history_.disturbed + history_.settling());
}

void Observer::judge_alarm(Moment at) {
  if (!judge_.due(world_.queue(), at)) return;
  if (!world_.wire().sound()) return;  // its end will be a fault of the plan as well
  ++judgements_;
  settled_.judge();
  is_settled_ = settled_.all_judged();
  history_.longest_delay = world_.wire().longest_delay();
}

void Observer::ended(Moment at) {
  for (const NodeHistory& its : history_.nodes)
    if (its.stage(Stage::elector).there) router_time_ += at - its.stage(Stage::elector).started;
  lease_.ended(at);
  overlap_.ended(at);
}

}  // namespace vrrp::sim
