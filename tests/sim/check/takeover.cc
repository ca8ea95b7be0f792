#include "takeover.h"

#include <fmt/format.h>

#include <algorithm>

namespace vrrp::sim {

using record::State;

namespace {

constexpr Duration clock_step = 10us;  // what a system call takes

}  // namespace

TakeoverCheck::TakeoverCheck(const History& history, Verdict& verdict)
    : history_(history), verdict_(verdict), routers_(history.seats.size()) {}

// Reckoned here anew: what is checked must not check itself.
Duration TakeoverCheck::skew(Seat seat) const {
  const Router& router = routers_[seat];
  const Duration unit = history_.plan.config(seat).version == 2 ? Duration(1s) : router.interval;
  return unit * (256 - router.priority) / 256;
}

void TakeoverCheck::restart(Seat seat, Time local) {
  Router& router = routers_[seat];
  router.earliest = local + 3 * router.interval + skew(seat);
  router.deserted = false;
  router.discarded.reset();
}

// Version 2 learns no interval: that of `master` is our own then.
void TakeoverCheck::obey(Seat seat, const Router::Obeyed& master) {
  Router& router = routers_[seat];
  router.interval = master.interval;
  restart(seat, master.at);
  router.obeyed = master;
}

void TakeoverCheck::started(Seat seat, Time local) {
  const stage::ElectorConfig& config = history_.plan.config(seat);
  routers_[seat] = {.interval = config.interval, .priority = config.priority};
  restart(seat, local);
}

void TakeoverCheck::heard(Seat seat, Time local, const Datagram& datagram) {
  Router& router = routers_[seat];
  const stage::ElectorConfig& config = history_.plan.config(seat);
  const proto::Advert& advert = datagram.sent.advert;
  router.spoken = {local, advert.interval};
  if (advert.priority == proto::priority_leaving) {
    if (router.rival && router.rival->from == datagram.from) router.rival.reset();
    if (router.state != State::backup) return;
    // Another one is master already.
    const auto& obeyed = router.obeyed;
    if (obeyed && obeyed->from != datagram.from && local - obeyed->at <= obeyed->interval * 5 / 4) return;
    router.earliest = local + skew(seat);
    router.deserted = true;
    router.obeyed.reset();
    router.discarded.reset();
    return;
  }
  const Router::Obeyed as_obeyed{local, config.version == 3 ? advert.interval : config.interval,
                                 datagram.from};
  if (advert.priority >= router.priority) router.delayed_until.reset();
  const bool owner = router.priority == proto::priority_owner;
  const bool preempts = config.preempt || owner;
  if (router.state == State::backup && preempts && advert.priority < router.priority) {
    router.deserted = false;  // somebody took the place that was left
    if (config.preempt_delay == 0s) {
      router.discarded = {local, as_obeyed.interval, advert.priority};
      return;
    }
    if (!router.delayed_until) router.delayed_until = local + config.preempt_delay;
    if (local < *router.delayed_until && !owner) router.obeyed = as_obeyed;
    // Until then it obeys, and learns the interval.
    if (config.version == 3) router.interval = std::min(router.interval, advert.interval);
    router.earliest = std::min(router.earliest, local + 3 * router.interval + skew(seat));
    return;
  }
  const bool better = advert.priority > router.priority ||
                      (advert.priority == router.priority && datagram.from > history_.plan.node_of(seat));
  if (router.state == State::master && !better) {
    router.rival = as_obeyed;
    return;
  }
  if (router.state == State::master)
    router.state = State::backup;  // the record comes when the yield hold is over
  obey(seat, as_obeyed);
}

// Of one that gave way the record is the same whether its group yielded as well or not: the shorter time
// counts.
void TakeoverCheck::began_anew(Seat seat, Time local) {
  Router& router = routers_[seat];
  router.obeyed.reset();
  router.discarded.reset();
  const Duration own = history_.plan.config(seat).interval;
  router.interval = router.gave_way ? std::min(router.interval, own) : own;
  router.earliest = std::min(router.earliest, local + 3 * router.interval + skew(seat));
}

// A master that was worse, and is no longer: as one that was taken when it came.
void TakeoverCheck::obey_what_was_discarded(Seat seat) {
  Router& router = routers_[seat];
  const auto last = router.discarded;
  if (router.state != State::backup || !last || last->priority < router.priority) return;
  router.interval = last->interval;
  restart(seat, last->at);
}

// The group's permit: the master on another segment said that it leaves, and ours has missed an advert.
bool TakeoverCheck::permitted(Seat seat, Time local) const {
  const auto& [heard, interval] = routers_[seat].spoken;
  return local + clock_step >= heard + interval * 5 / 4 && history_.any_fellow(seat, [&](Seat fellow) {
    return routers_[fellow].deserted && local + clock_step >= routers_[fellow].earliest;
  });
}

void TakeoverCheck::refused(Seat seat, Time local) {
  Router& router = routers_[seat];
  if (router.state == State::backup && permitted(seat, local))
    router.earliest = std::min(router.earliest, local);
}

void TakeoverCheck::advertised(Seat seat, Time local, bool accepted) {
  Router& router = routers_[seat];
  const auto rival = std::exchange(router.rival, std::nullopt);
  if (accepted || !rival || router.state != State::master) return;
  router.state = State::backup;
  router.gave_way = true;
  obey(seat, {local, rival->interval, rival->from});
}

void TakeoverCheck::wrote(Seat seat, Time local, const record::Body& body) {
  Router& router = routers_[seat];
  if (const auto* priority = std::get_if<record::Priority>(&body)) {
    const Duration before = skew(seat);
    router.priority = priority->priority;
    // Who waits for its group alone, or for the system to take its advert, has waited for the peers already.
    if (local < router.earliest) router.earliest += skew(seat) - before;
    obey_what_was_discarded(seat);
  }
  const auto* change = std::get_if<record::StateChange>(&body);
  if (!change) return;
  const State before = std::exchange(router.state, change->state);
  const bool from_outside = before == State::init || before == State::fault;
  if (change->state != State::backup || from_outside) {
    router.obeyed.reset();
    router.rival.reset();
    router.delayed_until.reset();
  }
  if (from_outside) router.interval = history_.plan.config(seat).interval;
  // Its group yielded, or a fault of another member was short: the election began anew.
  const bool yielded = history_.plan.group && (change->reason == record::Reason::group ||
                                               change->reason == record::Reason::handover);
  const bool fenced =
      change->reason == record::Reason::overslept || change->reason == record::Reason::send_failed;
  if (change->state == State::backup && (from_outside || fenced)) restart(seat, local);
  if (change->state == State::backup && yielded && !from_outside) began_anew(seat, local);
  router.gave_way = false;
  if (change->state != State::master || before == State::master) return;
  if (router.priority == proto::priority_owner && from_outside) return;  // straight to master
  if (local + clock_step >= router.earliest || permitted(seat, local)) return;
  verdict_.broken(fmt::format("{}: master ({}) {:.6f} s before its time", history_.plan.name(seat),
                              to_word(change->reason),
                              static_cast<double>((router.earliest - local).count()) / 1e6));
}

}  // namespace vrrp::sim
