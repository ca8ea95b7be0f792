// The election as the reader of our records sees it, and what stands against taking part in it.
#include <algorithm>

#include "stage/elect/elector.h"
#include "stage/elect/own_advert.h"

namespace vrrp::stage {

using proto::Election;
using record::Reason;
using record::State;
using VipState = record::Status::Vip::State;

namespace {

constexpr Duration look_again_after = 10ms;

Reason reason_of(Election::Cause cause) {
  switch (cause) {
    case Election::Cause::startup:
      return Reason::startup;
    case Election::Cause::shutdown:
      return Reason::shutdown;
    case Election::Cause::master_down:
      return Reason::master_down;
    case Election::Cause::priority_zero:
      return Reason::priority_zero;
    case Election::Cause::preempt:
      return Reason::preempt;
    case Election::Cause::owner:
      return Reason::owner;
    case Election::Cause::higher_priority:
      return Reason::higher_priority;
    case Election::Cause::higher_address:
      return Reason::higher_address;
    case Election::Cause::unheard:
      return Reason::handover;
    case Election::Cause::fenced:
      return Reason::overslept;
    case Election::Cause::group:
      return Reason::group;
  }
  return Reason::startup;
}

}  // namespace

// ---- the election

// To backup (or, as the owner, to master), unless something stands against it.
void Elector::start_or_fault(Time now, Reason reason) {
  if (waits_.waiting() || letting_go_.departure()) return;
  if (!obstacles_.empty()) {
    // Already in fault: write again only if the reported obstacle is gone.
    if (state() == State::fault && obstacles_.reported_holds()) return;
    return become(now, State::fault, choose_obstacle().reason);
  }
  written_.start_for(reason);
  // An owner is no backup first: it is master as soon as its advert has left (RFC 9568 section 6.4.1).
  const bool owner = tracker_.priority() == proto::priority_owner;
  if (owner && (written_.epoch() == 0 || state() != State::init)) become(now, State::init, reason);
  elect(now, Election::Startup{});
}

void Elector::obey(Time now, const Election::Actions& actions) {
  for (const Election::Action& action : actions) {
    // The winner of a handover or an offer needs no rival's advert to know that it must announce itself.
    const auto* wish = std::get_if<Election::Send>(&action);
    if (wish && !(wish->step_down && letting_go_.is_handing_over())) send(wish->priority);
    if (const auto* change = std::get_if<Election::Changed>(&action)) changed(now, *change);
    if (const auto* rival = std::get_if<Election::Rival>(&action)) contest(now, rival->heard);
  }
  const LettingGo::Offer* offer = letting_go_.offer();
  if (offer && offer->open && !election_.offering()) letting_go_.end();  // over, and we advertise again
}

void Elector::changed(Time now, const Election::Changed& change) {
  const LettingGo::Offer* offer = letting_go_.offer();
  const bool offered = offer && offer->open;
  const std::string check = offered ? offer->check : "";
  if (offer) letting_go_.end();
  switch (change.cause) {
    case Election::Cause::shutdown:
      return;  // whoever asked for it writes the state
    case Election::Cause::startup:
      if (tracker_.priority() != proto::priority_owner && state() != State::backup)
        become(now, State::backup, written_.start_reason());
      return;
    case Election::Cause::fenced:
      return become(now, State::backup, lease_.refused() ? Reason::send_failed : Reason::overslept);
    case Election::Cause::higher_priority:
    case Election::Cause::higher_address:
    case Election::Cause::unheard:
      return yield(now, offered ? Reason::handover : reason_of(change.cause), check);
    default:
      finish_yield(now);
      return become(now, State::master, reason_of(change.cause));
  }
}

void Elector::contest(Time now, const Election::Heard& rival) {
  auto told = ear_.contested(now, config_, rival, tracker_.priority(), !lease_.refused());
  if (told.advice) actions_.emplace_back(Say{std::move(*told.advice), true});
  if (told.report)
    actions_.emplace_back(Write{record::Contest{config_.router, {rival.source, rival.priority}}});
}

void Elector::send(std::uint8_t priority) {
  const auto& source = addresses_.source();
  if (!source) return;
  actions_.emplace_back(
      Send{own_advert(config_, priority, ear_.advertised(), *source), *source, ear_.dialect(config_)});
}

// ---- what is written of it

// The one door for every change of state that a reader sees.
void Elector::become(Time now, State state, Reason reason, const std::string& check) {
  const State previous = written_.change(now, state, reason);
  statistics_.changed(now, reason);
  const bool master = state == State::master;
  if (master) {
    reader_.vip_vanished(false);
    lease_.told_first();
  } else {
    ear_.forget_rivals();
    if (election_.state() != Election::State::master) lease_.clear();
  }
  const auto& reported = obstacles_.reported();
  actions_.emplace_back(
      Write{record::StateChange{.router = config_.router,
                                .state = state,
                                .previous = previous,
                                .reason = reason,
                                .priority = tracker_.priority(),
                                .vips = config_.vips,
                                .epoch = written_.epoch(),
                                .interval = config_.interval,
                                .expires = master ? lease_.end() : std::nullopt,
                                .peer = ear_.peer(reason),
                                .last_advert = ear_.since_last(now),
                                .late = statistics_.late_now(),
                                .check = state == State::fault && reported ? reported->check : check,
                                .group = config_.group}});
}

void Elector::write_alive() {
  // A reader that does not read is told nothing that would entitle it to more.
  if (letting_go_.is_fencing() || obstacles_.has(ObstacleKind::output)) return;
  const bool master = state() == State::master;
  if (master) lease_.told();
  actions_.emplace_back(Write{record::Alive{.router = config_.router,
                                            .state = state(),
                                            .epoch = written_.epoch(),
                                            .interval = config_.interval,
                                            .expires = master ? lease_.end() : std::nullopt,
                                            .yields = master && letting_go_.successor_spoke()}});
}

// ---- what is tracked

void Elector::apply_checks(Time now) {
  if (!takes_part()) return;
  auto change = tracker_.weigh();
  if (change) {
    actions_.emplace_back(Write{record::Priority{.router = config_.router,
                                                 .priority = tracker_.priority(),
                                                 .base = config_.priority,
                                                 .adjustments = tracker_.adjustments()}});
    elect(now, Election::SetPriority{tracker_.priority()});
  }
  apply_failures(now);
  if (change && change->rose) withdraw_offer();
  if (change && change->fell && may_offer(now)) begin_offer(now, std::move(change->fallen));
}

// What fails anew first: whoever is in fault for one check and then for another is not well in between.
void Elector::apply_failures(Time now) {
  std::vector<Obstacle> failing;
  for (Tracker::Failed& failed : tracker_.failed()) {
    const Reason reason = failed.link      ? Reason::link_down
                          : failed.expired ? Reason::check_expired
                                           : Reason::check_down;
    failing.push_back(
        {failed.link ? ObstacleKind::tracked_link : ObstacleKind::check, reason, std::move(failed.name)});
    raise(now, failing.back());
  }
  for (const Obstacle& obstacle : obstacles_.all()) {
    if (obstacle.kind != ObstacleKind::check && obstacle.kind != ObstacleKind::tracked_link) continue;
    if (std::ranges::none_of(failing, [&](const Obstacle& each) { return each.same_as(obstacle); }))
      clear(now, obstacle, obstacle.kind == ObstacleKind::check ? Reason::check_up : Reason::link_up);
  }
}

// A result that came too late is judged first.
void Elector::tracked_spoke(Time now) {
  if (tracker_.has_stale()) return;
  if (obstacles_.has(ObstacleKind::missing)) hear_the_missing(now);
  if (waits_.end_with_tracks()) start_or_fault(now, Reason::startup);
}

void Elector::end_waits(Time now) {
  const auto [startup, tracks] = waits_.end_in_time(now);
  if (tracks) miss_the_silent();
  if (startup || tracks) start_or_fault(now, Reason::startup);
}

void Elector::miss_the_silent() {
  for (const Expected::Silent& each : waits_.silent()) {
    if (says_for_all()) say(complaint(each));
    obstacles_.add({ObstacleKind::missing, Reason::check_missing, each.name});
  }
}

void Elector::hear_the_missing(Time now) {
  const std::vector<Expected::Silent> still = waits_.silent();
  for (const Obstacle& obstacle : obstacles_.all())
    if (obstacle.kind == ObstacleKind::missing &&
        std::ranges::none_of(still,
                             [&](const Expected::Silent& each) { return each.name == obstacle.check; }))
      clear(now, obstacle, Reason::check_up);
}

// ---- obstacles

// The one that is reported. No record says which address is missing, so a person is told.
const Obstacle& Elector::choose_obstacle() {
  const Obstacle& chosen = obstacles_.choose();
  if (chosen.kind == ObstacleKind::address) say(missing_source(config_, addresses_.on_interface()));
  return chosen;
}

void Elector::raise(Time now, const Obstacle& obstacle) {
  if (obstacles_.add(obstacle)) heed_obstacles(now);
}

void Elector::heed_obstacles(Time now) {
  if (obstacles_.empty() || !takes_part() || waits_.waiting()) return;
  if (letting_go_.departure() || state() == State::fault) return;
  depart(now, {State::fault, choose_obstacle().reason}, 0s);
}

void Elector::clear(Time now, const Obstacle& mended, Reason reason) {
  if (!obstacles_.remove(mended) || !takes_part()) return;
  written_.start_for(reason);
  if (state() == State::fault) start_or_fault(now, reason);
}

// ---- whether the VIPs are here: a master that serves none of them leaves its place to one that can

// While it lets go or yields, the VIPs are meant to go.
void Elector::observe_placement(Time now) {
  if (config_.vips_elsewhere || config_.vips.empty()) return;
  const bool stays = state() == State::master && !letting_go_.departure() && !letting_go_.yield();
  placed_.observe(now, stays, addresses_.has_any_vip());
}

// A reader that has not read what we wrote cannot have placed anything: then it is judged, as one whose VIPs
// have vanished. (Records that have just gone out are read in a moment.)
void Elector::judge_placement(Time now) {
  if (placed_.retries(now)) clear(now, {ObstacleKind::placement}, Reason::retry);
  if (!placed_.overdue(now)) return;
  if (reader_.can_be_judged() && reader_.unread_since()) {
    placed_.put_off(now + look_again_after);
    reader_.vip_vanished(true);
    return judge_reader(now);
  }
  const Duration pause = placed_.resign(now);
  say("none of the VIPs has been on this host for " + format_duration(Placed::patience) +
      ", so another router may serve them; the next attempt is in " + format_duration(pause) +
      " (see what vip-ctl reports; set --vips-elsewhere if the VIPs are never placed on this host)");
  raise(now, {ObstacleKind::placement, Reason::not_placed});
}

VipState Elector::vip_state(Time now, const record::Vip& vip) const {
  const bool master = state() == State::master;
  if (addresses_.has(vip)) return master ? VipState::held : VipState::present;
  if (!master) return VipState::absent;
  if (config_.vips_elsewhere) return VipState::elsewhere;
  return statistics_.since(now) < Placed::patience ? VipState::pending : VipState::failed;
}

}  // namespace vrrp::stage
