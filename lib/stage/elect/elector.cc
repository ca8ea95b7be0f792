#include "stage/elect/elector.h"

#include <algorithm>

#include "stage/elect/elector_parts.h"
#include "stage/elect/own_advert.h"

namespace vrrp::stage {
namespace {

using proto::Election;
using record::Reason;
using record::State;

constexpr Duration tracks_patience = 5s;
constexpr Duration second_signal_after = 500ms;
constexpr Duration signal_patience = 50ms;

proto::ElectionConfig election_config(const ElectorConfig& config) {
  return {.version = config.version,
          .priority = config.priority,
          .interval = config.interval,
          .preempt = config.preempt,
          .preempt_delay = config.preempt_delay,
          .waits_for_permit = !config.group.empty(),
          .step_down_advert = config.step_down_advert};
}

proto::ReceiveConfig receive_config(const ElectorConfig& config) {
  return {.family = *config.router.family,
          .version = config.version,
          .vrid = *config.router.vrid,
          .interval = config.interval,
          .auth_type = config.auth_type,
          .auth_data = config.auth_data,
          .has_vips = !advertised(config).empty(),
          .unicast = !config.peers.empty()};
}

void earlier(std::optional<Time>& deadline, std::optional<Time> other) {
  if (other && (!deadline || *other < *deadline)) deadline = other;
}

}  // namespace

Elector::Elector(ElectorConfig config)
    : config_(std::move(config)),
      receive_(receive_config(config_)),
      election_(election_config(config_)),
      priority_(config_.priority),
      expected_(config_.tracks, config_.expect),
      advertised_(advertised(config_)) {}

// ---- the face

Elector::Actions Elector::step(Time now, const Input& input) {
  fence(now);
  if (!std::holds_alternative<Sent>(input)) late_.reset();
  std::visit([&](const auto& event) { on(now, event); }, input);
  observe_placement(now);
  return std::exchange(actions_, {});
}

Elector::Actions Elector::wake(Time now) {
  fence(now);
  observe_placement(now);
  return std::exchange(actions_, {});
}

Elector::Actions Elector::tick(Time now) {
  fence(now);
  late_.reset();
  // Before anything that may change the state: what it says is what was so far.
  if (next_alive_ && now >= *next_alive_) {
    write_alive();
    next_alive_ = next_turn(now);
  }
  tracker_.tick(now);
  apply_checks(now);
  tracked_spoke(now);
  end_waits(now);
  leave_without_track(now);
  judge_reader(now);
  judge_placement(now);
  proceed(now);
  proceed_offer(now);
  if (yield_ && now >= yield_->until) finish_yield(now);
  if (const auto due = election_.deadline(); due && now >= *due) {
    late_ = now - *due;
    statistics_.late(*late_);
    obey(now, election_.tick(now));
  }
  observe_placement(now);
  return std::exchange(actions_, {});
}

// Alone: a second later. Of several: the next second, counted from the host's start, that is ours.
Time Elector::next_turn(Time now) const {
  const auto [index, of] = config_.alive_turn;
  if (of == 1) return now + alive_pause;
  const std::int64_t turn = to_us(alive_pause), round = turn * static_cast<std::int64_t>(of);
  const std::int64_t ours = turn * static_cast<std::int64_t>(index);
  const std::int64_t into_round = (to_us(now) - ours) % round;
  return now + Duration(round - into_round);
}

std::optional<Time> Elector::deadline() const {
  std::optional<Time> deadline = election_.deadline();
  if (started_) earlier(deadline, tracker_.deadline());
  earlier(deadline, startup_until_);
  earlier(deadline, tracks_until_);
  earlier(deadline, track_ended_until_);
  earlier(deadline, next_alive_);
  earlier(deadline, lease_end_);
  if (departure_) {
    const bool telling = departure_->step == Departure::Step::telling;
    earlier(deadline, telling ? departure_->telling.until : departure_->until);
    if (telling) earlier(deadline, departure_->telling.poll);
  }
  if (offer_ && !offer_->open) {
    earlier(deadline, offer_->telling.until);
    earlier(deadline, offer_->telling.poll);
  }
  if (yield_) earlier(deadline, yield_->until);
  earlier(deadline, reader_deadline());
  earlier(deadline, placed_.deadline());
  return deadline;
}

// ---- inputs

void Elector::on(Time now, const Start&) {
  started_ = true;
  if (config_.startup_delay > 0s) startup_until_ = now + config_.startup_delay;
  if (!all_spoke()) tracks_until_ = now + tracks_patience;
  if (waiting()) become(now, State::init, Reason::startup);
  apply_checks(now);
  start_or_fault(now, Reason::startup);
}

void Elector::on(Time now, const Heard& heard) {
  if (!started_ || startup_until_) return;
  if (!proto::is_ours(heard.advert, heard.envelope, receive_)) return;
  if (const auto fault = proto::refusal(heard.advert, heard.envelope, receive_, heard.seal))
    return reject(now, *fault, heard);
  statistics_.received(now, heard.advert, heard.envelope);
  peer_ = {heard.envelope.source, heard.advert.priority};
  last_advert_ = now;
  if (heard.advert.priority == proto::priority_leaving) leaver_ = peer_;
  last_interval_ = config_.version == 2 ? config_.interval : *heard.advert.interval;
  if (primary_) {
    const Mismatches::Ours ours{priority_, *primary_, dialect(), advertised_};
    for (auto& told : mismatches_.accepted(now, config_, ours, heard.advert, heard.envelope.source))
      tell(std::move(told));
  }
  heard_dialect_ = heard.advert.dialect;
  const bool leaving = *heard.advert.priority == proto::priority_leaving;
  if (departure_ && departure_->step == Departure::Step::holding && !leaving) return hold_for_new_master(now);
  const Election::Heard word{*heard.advert.priority, heard.envelope.source, *heard.advert.interval};
  const bool departing = departure_.has_value();
  elect(now, word);
  // It has let go, and the election began anew: this is the first word that it hears of the new master.
  if (departing && !departure_ && !leaving) elect(now, word);
}

// Rule 1: only an advert that left moves the lease, and from before it left.
void Elector::on(Time now, const Sent& sent) {
  if (sent.accepted) statistics_.sent();
  if (sent.priority == proto::priority_leaving) return;
  // An offer's priority 0 would be refused as well. Where it is out already its end is an advert.
  if (!sent.accepted) withdraw_offer();
  if (!sent.accepted && send_error_ != sent.error)
    actions_.emplace_back(Say{"cannot send adverts: " + sent.error});
  const bool mended = sent.accepted && send_error_;
  if (mended) actions_.emplace_back(Say{"adverts leave again"});
  send_error_ = sent.accepted ? std::nullopt : std::optional(sent.error);

  if (sent.accepted && election_.claims_mastership()) {
    advert_lease_ = sent.before + config_.lease_adverts * config_.interval;
    if (!telling_to_hold_on()) lease_end_ = advert_lease_;
  }
  if (mended && telling_to_hold_on()) tell_to_hold_on(now);  // priority 0 will leave as well
  const bool was_master = election_.state() == Election::State::master;
  elect(now, Election::Sent{sent.accepted});
  if (sent.accepted && was_master && election_.state() == Election::State::master && !departure_ && !offer_)
    write_alive();
}

// What it is now stands before what it was no more is cleared: there is no good moment in between.
void Elector::on(Time now, const Link& link) {
  if (!link.exists) raise(now, {ObstacleKind::interface, Reason::no_interface});
  if (link.exists && !link.up) raise(now, {ObstacleKind::link, Reason::link_down});
  if (link.exists) clear(now, {ObstacleKind::interface}, Reason::link_up);
  if (link.up || !link.exists) clear(now, {ObstacleKind::link}, Reason::link_up);
}

void Elector::on(Time now, const TrackedLink& link) {
  const auto& all = config_.tracked_interfaces;
  const auto tracked = std::ranges::find(all, link.name, &ElectorConfig::TrackedInterface::name);
  if (tracked == all.end()) return;
  tracker_.link(now, link.name, tracked->weight, link.up);
  apply_checks(now);
  tracked_spoke(now);
}

// The group has another member that cannot take part, or has none any more.
void Elector::on(Time now, const GroupFault& fault) {
  if (fault.held)
    raise(now, {ObstacleKind::group, Reason::group});
  else
    clear(now, {ObstacleKind::group}, Reason::group);
}

// To whoever is better on our wire, too: as in a handover. Who only claims the mastership waits.
void Elector::on(Time now, const GroupYield&) {
  if (departure_) return;
  if (election_.state() != Election::State::master) return elect(now, Election::Defer{});
  depart(now, State::backup, Reason::group, std::nullopt, config_.handover ? holding_time() : Duration(0));
}

void Elector::on(Time now, const GroupPermit&) {
  if (!departure_) elect(now, Election::Permit{});
}

Elector::Standing Elector::standing() const {
  if (departure_ || election_.state() == Election::State::init) return Standing::out;
  if (election_.state() == Election::State::master) return Standing::master;
  if (election_.claims_mastership()) return Standing::refused;
  if (const auto wants = election_.wants_mastership())
    return *wants == Election::Cause::priority_zero ? Standing::asked : Standing::wants;
  return Standing::backup;
}

// By the interval of whoever spoke: of a worse master, which we are about to preempt, the election learns
// none.
std::optional<Time> Elector::silent_from() const {
  if (!last_advert_) return std::nullopt;
  return *last_advert_ + proto::still_speaking(last_interval_);
}

// A reader that reads again before the addresses are gone has hindered nobody.
bool Elector::has_own_obstacle() const {
  return std::ranges::any_of(obstacles_, [&](const Obstacle& each) {
    return each.kind != ObstacleKind::group && !(each.kind == ObstacleKind::output && departure_);
  });
}

void Elector::on(Time now, const Addresses& addresses) {
  primary_ = choose_source(config_, addresses.interface, addresses.host);
  if (primary_) elect(now, Election::SetPrimary{*primary_});
  receive_.own_addresses = own_addresses(config_, addresses.interface);
  if (primary_) receive_.own_addresses.push_back(*primary_);

  for (const record::Vip& vip : config_.vips)
    if (contains(on_host_, vip.address.address) && !contains(addresses.host, vip.address.address))
      vip_vanished_ = state_ == State::master;
  on_interface_ = addresses.interface;
  on_host_ = addresses.host;
  vip_here_ = std::ranges::any_of(config_.vips, [&](const auto& vip) { return holds(vip); });
  if (std::ranges::all_of(config_.vips, [&](const auto& vip) { return holds(vip); })) vip_vanished_ = false;

  if (primary_)
    clear(now, {ObstacleKind::address}, Reason::address_back);
  else
    raise(now, {ObstacleKind::address, Reason::no_address});
  // The reader is judged at the next Output: what is known of it may be as old as our last record.
  proceed(now);
}

void Elector::on(Time now, const CheckHeard& heard) {
  warn_of_endless(heard.check);
  tracker_.heard(now, heard.check);
  apply_checks(now);
  expected_.heard(heard.track, heard.check.check);
  tracked_spoke(now);
}

// systemd signals one process after the other: our own signal may come a little later than a checker has
// ended by its own, and then this is an orderly end.
void Elector::on(Time now, const TrackEnded&) {
  if (!first_signal_ && !track_ended_) track_ended_until_ = now + signal_patience;
}

void Elector::on(Time now, const Signal&) {
  if (!first_signal_) {
    first_signal_ = now;
    track_ended_until_.reset();
    track_ended_ = false;
    depart(now, State::init, Reason::shutdown, exit_status::done,
           config_.handover ? holding_time() : Duration(0));
  } else if (now - *first_signal_ >= second_signal_after) {
    leave(now);
    if (departure_) arrive(now);
  }
}

}  // namespace vrrp::stage
