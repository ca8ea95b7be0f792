// The election as the reader of our records sees it.
#include "stage/elect/elector.h"
#include "stage/elect/elector_parts.h"
#include "stage/elect/own_advert.h"

namespace vrrp::stage {

using proto::Election;
using record::Reason;
using record::State;

namespace {

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

// To backup (or, as the owner, to master), unless something stands against it.
void Elector::start_or_fault(Time now, Reason reason) {
  if (waiting() || departure_) return;
  if (!obstacles_.empty()) {
    if (state_ == State::fault) return tell_what_remains(now);
    choose_obstacle();
    return become(now, State::fault, reported_obstacle_->reason);
  }
  start_reason_ = reason;
  // An owner is no backup first: it is master as soon as its advert has left (RFC 9568 section 6.4.1).
  if (priority_ == proto::priority_owner && (epoch_ == 0 || state_ != State::init))
    become(now, State::init, reason);
  elect(now, Election::Startup{});
}

void Elector::obey(Time now, const Election::Actions& actions) {
  for (const Election::Action& action : actions) {
    // The winner of a handover or an offer needs no rival's advert to know that it must announce itself.
    if (const auto* wish = std::get_if<Election::Send>(&action); wish && !(wish->step_down && handing_over()))
      send(wish->priority);
    if (const auto* change = std::get_if<Election::Changed>(&action)) changed(now, *change);
    if (const auto* rival = std::get_if<Election::Rival>(&action)) contest(now, rival->heard);
  }
  if (offer_ && offer_->open && !election_.offering()) offer_.reset();  // it is over, and we advertise again
}

void Elector::changed(Time now, const Election::Changed& change) {
  const bool offered = offer_ && offer_->open;
  const std::string check = offered ? offer_->check : "";
  offer_.reset();
  switch (change.cause) {
    case Election::Cause::shutdown:
      return;  // whoever asked for it writes the state
    case Election::Cause::startup:
      if (priority_ != proto::priority_owner && state_ != State::backup)
        become(now, State::backup, start_reason_);
      return;
    case Election::Cause::fenced:
      return become(now, State::backup, send_error_ ? Reason::send_failed : Reason::overslept);
    case Election::Cause::higher_priority:
    case Election::Cause::higher_address:
    case Election::Cause::unheard:
      if (departure_) return departure_->hold > 0s ? hold_for_new_master(now) : arrive(now);
      if (config_.vips.empty())
        return become(now, State::backup, offered ? Reason::handover : reason_of(change.cause), check);
      yield_ = {now + yield_hold, offered ? Reason::handover : reason_of(change.cause), check};
      lease_end_ = std::min(*lease_end_, yield_->until + release_early);
      return write_alive();
    default:
      finish_yield(now);
      return become(now, State::master, reason_of(change.cause));
  }
}

void Elector::contest(Time now, const Election::Heard& rival) {
  const bool behind_ah = config_.auth_type == proto::AuthType::ah;
  if (send_error_)
    deaf_rivals_.forget();
  else if (auto text = deaf_rivals_.heard(now, rival, priority_,
                                          behind_ah ? proto::ah_protocol : proto::vrrp_protocol))
    actions_.emplace_back(Say{std::move(*text)});
  if (last_contest_ && now - *last_contest_ < std::max(config_.interval, Duration(1s))) return;
  last_contest_ = now;
  actions_.emplace_back(Write{record::Contest{config_.router, {rival.source, rival.priority}}});
}

void Elector::reject(Time now, proto::AdvertError reason, const Heard& heard) {
  statistics_.rejected();
  if (auto told = mismatches_.refused(now, config_,
                                      {reason, heard.advert, heard.envelope, heard.key_id, heard.off_clock}))
    tell(std::move(*told));
  if (const auto count = rejects_.count(now, reason, heard.envelope.source))
    actions_.emplace_back(Write{record::Reject{.router = config_.router,
                                               .reason = std::string(proto::to_word(reason)),
                                               .peer = {heard.envelope.source, heard.advert.priority},
                                               .count = *count}});
}

void Elector::tell(Mismatches::Report told) {
  if (!told.advice.empty()) actions_.emplace_back(Say{std::move(told.advice)});
  if (told.mismatch) actions_.emplace_back(Write{std::move(*told.mismatch)});
}

void Elector::send(std::uint8_t priority) {
  if (!primary_) return;
  actions_.emplace_back(Send{own_advert(config_, priority, advertised_, *primary_), *primary_, dialect()});
}

// keepalived, FRR and RFC 5798 expect the pseudo-header, so it comes first; then whoever was heard last is
// answered as it speaks.
proto::Dialect Elector::dialect() const {
  return config_.dialect.value_or(heard_dialect_.value_or(proto::Dialect::pseudo));
}

// The one door for every change of state that a reader sees.
void Elector::become(Time now, State state, Reason reason, const std::string& check) {
  const State previous = std::exchange(state_, state);
  reason_ = reason;
  ++epoch_;
  statistics_.changed(now, reason);
  next_alive_ = state == State::master ? std::nullopt : std::optional(next_turn(now));
  if (state != State::master && election_.state() != Election::State::master) lease_end_.reset();
  if (state != State::master) deaf_rivals_.forget();
  if (state == State::master) vip_vanished_ = false;
  if (state == State::master) longest_told_ = lease_end_;
  actions_.emplace_back(Write{record::StateChange{
      .router = config_.router,
      .state = state,
      .previous = previous,
      .reason = reason,
      .priority = priority_,
      .vips = config_.vips,
      .epoch = epoch_,
      .interval = config_.interval,
      .expires = state == State::master ? lease_end_ : std::nullopt,
      .peer = reason == Reason::priority_zero ? leaver_ : peer_,
      .last_advert = last_advert_ ? std::optional(now - *last_advert_) : std::nullopt,
      .late = late_,
      .check = state == State::fault && reported_obstacle_ ? reported_obstacle_->check : check,
      .group = config_.group}});
}

void Elector::write_alive() {
  // A reader that does not read is told nothing that would entitle it to more.
  if (fencing() || has(ObstacleKind::output)) return;
  const bool master = state_ == State::master;
  if (master) longest_told_ = std::max(longest_told_, lease_end_);
  actions_.emplace_back(Write{record::Alive{.router = config_.router,
                                            .state = state_,
                                            .epoch = epoch_,
                                            .interval = config_.interval,
                                            .expires = master ? lease_end_ : std::nullopt,
                                            .yields = master && successor_spoke()}});
}

}  // namespace vrrp::stage
