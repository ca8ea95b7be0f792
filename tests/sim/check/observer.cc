#include "observer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "../world.h"

namespace vrrp::sim {

Observer::Observer(World& world, const Plan& plan)
    : world_(world),
      history_(plan),
      lease_(history_, verdict_),
      overlap_(history_, verdict_),
      takeover_(history_, verdict_),
      farewell_(history_, verdict_),
      serving_(world, history_, verdict_),
      settled_(world, history_, verdict_),
      neighbours_(world, history_, verdict_),
      silence_(history_, verdict_),
      together_(world, history_, verdict_),
      spoken_(world, history_, verdict_),
      deadlines_(history_, verdict_),
      records_(history_, verdict_),
      judge_({.kind = Event::Kind::judge}) {}

// ---- processes

void Observer::started(Moment at, NodeId node, Stage stage) {
  of(node, stage).started = at;
  of(node, stage).there = true;
  of(node, stage).is_frozen = false;
  if (stage == Stage::elector) {
    const Time local = world_.node(node).clock().local(at);
    each_seat(node, [&](Seat seat) {
      records_.started(seat);
      takeover_.started(seat, local);
      serving_.started(seat);
      of(seat).master = of(seat).fault = false;
      of(seat).refusing_since = never;  // what the one before it was refused it does not know
    });
  }
  disturbed(at);
}

// Whoever reads from it or writes to it lets go.
void Observer::died(Moment at, NodeId node, Stage stage) {
  of(node, stage).died = at;
  of(node, stage).there = false;
  each_seat(node, [&](Seat seat) {
    of(seat).told = std::min(of(seat).told, at);
    if (stage != Stage::elector) return;
    of(seat).master = false;
    router_time_ += at - of(node, stage).started;
  });
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
  disturbed(to);
}

void Observer::rested(Moment at, NodeId node, Stage stage, Time local, std::optional<Time> deadline) {
  mix(at, node, static_cast<std::uint64_t>(stage));
  deadlines_.rested(node, stage, local, deadline);
  if (stage != Stage::elector) return;
  each_seat(node, [&](Seat seat) {
    farewell_.rested(at, seat);
    serving_.rested(at, seat);
  });
  settled_.rested(at, node);
  neighbours_.look(at);
  together_.rested(at, node);
}

void Observer::exited(NodeId node, Stage stage, int status) {
  serving_.exited(node, stage, status);
}

void Observer::signalled(Moment at, Seat seat) {
  of(seat).signalled = at;
}

void Observer::primary_news(Moment at, Seat seat) {
  of(seat).unaddressed = at;
}

void Observer::track_ended(Moment at, NodeId node) {
  history_.hosts[node].track_ended = at;
}

// What it took before goes when that lease ends; what it did not take is tried again every second.
void Observer::put_news(Moment at, Seat seat) {
  disturbed(std::max(at, of(seat).kernel_lease_end) + 1s);
}

// ---- the wire

void Observer::sent(Moment at, Moment turn, Seat seat, Time before, const stage::Elector::Send& send,
                    bool accepted) {
  ++adverts_;
  mix(at, seat, send.advert.priority);
  if (Trace* trace = world_.trace()) trace->sent(at, seat, send, accepted);
  SeatHistory& its = of(seat);
  if (!accepted) {
    its.refused = at;
    its.refusing_since = std::min(its.refusing_since, at);
    takeover_.refused(seat, before);
    // No advert of its own contradicts the other one, so it gives way.
    const bool answers = send.advert.priority != proto::priority_leaving && its.contested > its.advertised;
    if (answers && (its.master || at <= its.lease_moment)) its.conceded = at;
    // For the first time: it was not known, and its group was master elsewhere for an instant.
    const auto just_master = [&](Seat fellow) {
      return history_.seats[fellow].master && history_.seats[fellow].master_since >= at - 1ms;
    };
    if (its.refusing_since == at && history_.any_fellow(seat, just_master)) disturbed(at);
  }
  if (send.advert.priority != proto::priority_leaving) takeover_.advertised(seat, before, accepted);
  if (accepted && std::exchange(its.refusing_since, never) != never) its.tried_again = at;
  if (accepted && !its.master && send.advert.priority != proto::priority_leaving) its.claimed = turn;
  if (send.advert.priority == proto::priority_leaving) {
    its.left = at;
  } else if (accepted && (!its.master || its.conceded < at - 1ms)) {
    // The word of a master that yields buys it nothing.
    const stage::ElectorConfig& config = history_.plan.config(seat);
    if (world_moment(seat, before) <= its.lease_moment && at >= its.lease_moment) its.outlived = at;
    const Time bought = before + config.lease_adverts * config.interval;
    its.advertised = at;
    // One that leaves between the word to hold on and the priority 0 takes nothing of what was told: at short
    // intervals that is longer than a lease.
    if (its.lease_end > bought && may_hold_on(seat, before, its.lease_end)) return;
    its.lease_end = bought;
    its.lease_moment = world_moment(seat, its.lease_end);
  }
}

void Observer::heard(Moment at, Seat seat, Time local, const Datagram& datagram) {
  ++receptions_;
  if (Trace* trace = world_.trace()) trace->heard(at, seat, datagram.from, datagram.priority());
  takeover_.heard(seat, local, datagram);
  SeatHistory& its = of(seat);
  if (datagram.priority() == proto::priority_leaving)
    its.deserted = at;
  else if (!its.master)
    history_.heard[seat][history_.plan.seat(datagram.from, datagram.segment)] = at;
  // Also one that says it is none, and advertises on until its frozen holder's addresses are gone.
  if (!its.master && at > its.lease_moment) return;
  const NodeId node = history_.plan.node_of(seat);
  const int own = world_.node(node).elector().priority(datagram.segment);
  if (datagram.priority() > own || (datagram.priority() == own && datagram.from > node))
    its.conceded = at;
  else if (datagram.priority() != proto::priority_leaving)
    its.contested = at;
}

void Observer::dropped(Moment at, Segment segment, NodeId from, NodeId to) {
  history_.lost[history_.plan.seat(to, segment)][history_.plan.seat(from, segment)] = at;
  if (!world_.wire(segment).sound()) disturbed(at);
}

void Observer::announced(Moment at, NodeId node, std::size_t vip, const proto::Mac& mac) {
  neighbours_.announced(at, node, vip, mac);
  silence_.announced(at, seat_of(node, vip));
  mix(at, node, 17 + vip);
  if (Trace* trace = world_.trace()) trace->announced(at, node, vip);
  if (!world_.node(node).kernel().holds(vip))
    verdict_.broken(
        fmt::format("{}: announces an address that is not there", history_.plan.nodes[node].name));
}

// ---- records and addresses

void Observer::wrote(Moment at, Seat seat, Time local, const record::Body& body) {
  mix(at, seat, 32 + body.index());
  if (Trace* trace = world_.trace()) trace->wrote(at, seat, local, body);
  records_.wrote(seat, body);
  silence_.wrote(at, seat, body);
  takeover_.wrote(seat, local, body);
  if (const auto* alive = std::get_if<record::Alive>(&body)) {
    if (alive->state != record::State::master) return;
    note_record(at, seat, local, alive->expires);
  } else if (const auto* change = std::get_if<record::StateChange>(&body)) {
    note_state(at, seat, local, *change);
  } else {
    return;
  }
  lease_.told(seat, local, body);
}

void Observer::note_record(Moment at, Seat seat, Time local, std::optional<Time> expires) {
  SeatHistory& its = of(seat);
  if (!expires) {
    its.told = at;
    return;
  }
  if (*expires > its.lease_end && may_hold_on(seat, local, *expires)) {
    its.lease_end = *expires;
    its.lease_moment = world_moment(seat, *expires);
  }
  its.told = world_moment(seat, *expires);
}

// Before it leaves in order, or yields because its group does, it may tell its holder to hold on, whatever
// its last advert says.
bool Observer::may_hold_on(Seat seat, Time local, Time expires) const {
  const SeatHistory& its = history_.seats[seat];
  const stage::ElectorConfig& config = history_.plan.config(seat);
  const bool yields = history_.any_fellow(seat, [&](Seat fellow) {
    const SeatHistory& other = history_.seats[fellow];
    return !other.master || other.conceded >= other.master_since;
  });
  // It waits so long for a signal that explains the end of its checks, and may become master meanwhile.
  constexpr Duration signal_patience = 50ms;
  const Moment ended = its.host->track_ended;
  const bool without_track =
      ended >= its.stage(Stage::elector).started && ended + signal_patience >= its.master_since;
  const bool leaves = its.signalled >= its.master_since || without_track || yields;
  return leaves && expires <= local + holding_time(config) + reading_time(config);
}

Moment Observer::world_moment(Seat seat, Time local) {
  return world_.node(history_.plan.node_of(seat)).clock().world(local);
}

void Observer::note_state(Moment at, Seat seat, Time local, const record::StateChange& change) {
  SeatHistory& its = of(seat);
  farewell_.wrote(at, seat, local, change);
  serving_.wrote(at, seat, change);
  spoken_.wrote(seat, change);
  // It tries again, in its own time.
  if (ServingCheck::pauses(its, at)) disturbed(at);
  its.fault = change.state == record::State::fault;
  if (change.reason == record::Reason::not_placed) its.resigned = at;
  const bool master = change.state == record::State::master;
  if (master) {
    its.master_since = at;
    its.master_reason = change.reason;
    ++takeovers_;
  }
  note_record(at, seat, local, master ? change.expires : std::nullopt);
  // A better router that came back may take its time.
  const bool preempts = change.reason == record::Reason::preempt || fellow_preempts(seat);
  if (master && preempts && !knows_better(seat)) disturbed(at);
  if (its.master != master && was_refused_elsewhere(seat)) disturbed(at);
  if (its.master && change.reason == record::Reason::group && its.left >= its.master_since) its.in_vain = at;
  if (its.master != master && is_settled_)
    verdict_.broken(fmt::format("{}: {} ({}), though nothing happened", history_.plan.name(seat),
                                to_word(change.state), to_word(change.reason)));
  its.master = master;
  together_.changed(at, history_.plan.node_of(seat));
}

void Observer::logged(Moment at, NodeId node, Time local, const record::Body& body) {
  mix(at, node, 32 + body.index());
  if (Trace* trace = world_.trace()) trace->logged(at, node, local, body);
}

// There is a worse master on another segment of its group.
bool Observer::fellow_preempts(Seat seat) {
  const auto priority = [&](Seat of) {
    return world_.node(history_.plan.node_of(of)).elector().priority(history_.plan.segment_of(of));
  };
  return history_.any_fellow(seat, [&](Seat fellow) {
    return std::ranges::any_of(history_.rivals(fellow), [&](Seat rival) {
      return history_.seats[rival].master && priority(rival) < priority(fellow);
    });
  });
}

// A backup cannot know that adverts of another member will be refused before it was master for a moment, and
// whoever heard it waits for it: once. Nor if its own were refused the last time as well: then all try at
// once.
bool Observer::was_refused_elsewhere(Seat seat) const {
  const SeatHistory& its = history_.seats[seat];
  return history_.any_fellow(seat, [&](Seat fellow) {
    const Moment since = history_.seats[fellow].refusing_since;
    return since != never && std::max(since, its.tried_again) >= its.master_since - 1ms;
  });
}

// Adverts of another member were refused the last time, and still are.
bool Observer::knows_better(Seat seat) {
  const Kernel& kernel = world_.node(history_.plan.node_of(seat)).kernel();
  return history_.any_fellow(seat, [&](Seat fellow) {
    return history_.seats[fellow].refusing_since < history_.seats[seat].master_since - 1ms &&
           kernel.link(history_.plan.segment_of(fellow)).refuses();
  });
}

void Observer::refused_put(Moment at, NodeId node, std::size_t vip) {
  of(seat_of(node, vip)).put_refused = at;
}

void Observer::bought(Moment at, NodeId node, std::size_t vip, Time local, std::chrono::seconds valid) {
  const Seat seat = seat_of(node, vip);
  mix(at, seat, 64 + static_cast<std::uint64_t>(valid.count()));
  lease_.bought(seat, local, valid);
  SeatHistory& its = of(seat);
  its.bought = at;
  its.kernel_leases[vip % history_.plan.vips] = at + valid + 1s;
  its.kernel_lease_end = std::ranges::max(its.kernel_leases);
}

void Observer::held(Moment at, NodeId node, std::size_t vip) {
  mix(at, node, 128 + vip);
  SeatHistory& its = of(seat_of(node, vip));
  its.holds[vip % history_.plan.vips] = true;
  its.held_since[vip % history_.plan.vips] = at;
}

void Observer::let_go(Moment at, NodeId node, std::size_t vip) {
  mix(at, node, 144 + vip);
  const Seat seat = seat_of(node, vip);
  if (is_settled_ && of(seat).master)
    verdict_.broken(fmt::format("{}: lost an address, though nothing happened", history_.plan.name(seat)));
  overlap_.let_go(at, seat, vip % history_.plan.vips);
  lease_.let_go(at, seat);
  of(seat).holds[vip % history_.plan.vips] = false;
}

// ---- the plan

void Observer::disturbed(Moment until) {
  is_settled_ = false;
  neighbours_.disturbed();
  history_.disturbed = std::max(history_.disturbed, until);
  history_.longest_delay = std::max(history_.longest_delay, world_.longest_delay());
  judge_.set(world_.queue(), history_.disturbed + history_.settling());
}

void Observer::judge_alarm(Moment at) {
  if (!judge_.due(world_.queue(), at)) return;
  if (!world_.sound()) return;  // its end will be a fault of the plan as well
  // Where one host after the other must give way, each may take its time.
  if (const Moment ripe = history_.disturbed + settled_.patience(); at < ripe)
    return judge_.set(world_.queue(), ripe);
  ++judgements_;
  settled_.judge();
  is_settled_ = settled_.all_judged();
  if (is_settled_) neighbours_.settled(at);
  history_.longest_delay = world_.longest_delay();
}

void Observer::ended(Moment at) {
  for (const SeatHistory& its : history_.seats)
    if (its.stage(Stage::elector).there) router_time_ += at - its.stage(Stage::elector).started;
  lease_.ended(at);
  overlap_.ended(at);
}

}  // namespace vrrp::sim
