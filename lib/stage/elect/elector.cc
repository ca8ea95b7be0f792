// The face of the elector: what happens to it, and what it answers when it is asked.
#include "stage/elect/elector.h"

#include <algorithm>
#include <utility>

#include "base/exit_status.h"
#include "base/text.h"

namespace vrrp::stage {
namespace {

using proto::Election;
using record::Reason;
using record::State;

// Nothing wakes us when the reader has read, so we look this often.
constexpr Duration telling_poll = 1ms;

proto::ElectionConfig election_config(const ElectorConfig& config) {
  return {.version = config.version,
          .priority = config.priority,
          .interval = config.interval,
          .preempt = config.preempt,
          .preempt_delay = config.preempt_delay,
          .waits_for_permit = !config.group.empty(),
          .step_down_advert = config.step_down_advert};
}

}  // namespace

Elector::Elector(ElectorConfig config)
    : config_(std::move(config)),
      election_(election_config(config_)),
      ear_(config_),
      tracker_(config_.priority),
      waits_(config_),
      reader_(config_.interval, !config_.vips.empty()),
      written_(config_.alive_turn) {}

// ---- the face

Elector::Actions Elector::step(Time now, const Input& input) {
  fence(now);
  if (!std::holds_alternative<Sent>(input)) statistics_.on_time();
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
  statistics_.on_time();
  // Before anything that may change the state: what it says is what was so far.
  if (written_.take_alive_turn(now)) write_alive();
  tracker_.tick(now);
  apply_checks(now);
  tracked_spoke(now);
  end_waits(now);
  leave_without_track(now);
  judge_reader(now);
  judge_placement(now);
  proceed(now);
  if (const auto due = election_.deadline(); due && now >= *due) {
    statistics_.late(now - *due);
    obey(now, election_.tick(now));
  }
  observe_placement(now);
  return std::exchange(actions_, {});
}

std::optional<Time> Elector::deadline() const {
  return earliest({election_.deadline(), takes_part() ? tracker_.deadline() : std::nullopt, waits_.deadline(),
                   stopping_.deadline(), written_.deadline(), lease_.end(), letting_go_.deadline(),
                   obstacles_.has(ObstacleKind::output) ? std::nullopt : reader_.deadline(),
                   placed_.deadline()});
}

Elector::Standing Elector::standing() const {
  if (letting_go_.departure() || election_.state() == Election::State::init) return Standing::out;
  if (election_.state() == Election::State::master) return Standing::master;
  if (election_.claims_mastership()) return Standing::refused;
  if (const auto wants = election_.wants_mastership())
    return *wants == Election::Cause::priority_zero ? Standing::asked : Standing::wants;
  return Standing::backup;
}

// The writer omits what a line has no room for.
record::Status Elector::status(Time now) const {
  const Departure* departure = letting_go_.departure();
  const bool master = state() == State::master;
  record::Status status{.router = config_.router,
                        .state = state(),
                        .leaving = stopping_.has_left() || (departure && departure->goal.exit),
                        .group = config_.group,
                        .priority = tracker_.priority(),
                        .base = config_.priority,
                        .adjustments = tracker_.adjustments(),
                        .interval = config_.interval,
                        .master = statistics_.master(now)};
  statistics_.tell(now, status);
  for (const record::Vip& vip : config_.vips)
    status.vips.push_back({vip.address, vip.interface, vip_state(now, vip)});
  tracker_.tell(now, status);
  ear_.tell(now, status);
  for (const Expected::Silent& each : waits_.silent()) status.missing.push_back(each.name);
  if (state() == State::fault && obstacles_.reported()) status.check = obstacles_.reported()->check;
  if (master) status.master.reset();
  if (master && addresses_.source()) status.master = record::Peer{*addresses_.source(), tracker_.priority()};
  return status;
}

// ---- inputs: the wire

void Elector::on(Time now, const Heard& heard) {
  if (!takes_part() || waits_.delayed() || !ear_.is_for_us(heard.advert, heard.envelope)) return;
  if (const auto error = ear_.error_of(heard.advert, heard.envelope, heard.seal))
    return reject(now, {*error, heard.advert, heard.envelope, heard.key_id, heard.off_clock});
  statistics_.received(now, heard.advert, heard.envelope);
  for (auto& told :
       ear_.accepted(now, config_, tracker_.priority(), addresses_.source(), heard.advert, heard.envelope))
    tell(std::move(told));
  const bool leaving = *heard.advert.priority == proto::priority_leaving;
  if (letting_go_.is_holding() && !leaving) return hold_for_new_master(now);
  const Election::Heard word{*heard.advert.priority, heard.envelope.source, *heard.advert.interval};
  const bool departing = letting_go_.departure() != nullptr;
  elect(now, word);
  // It has let go, and the election began anew: this is the first word that it hears of the new master.
  if (departing && !letting_go_.departure() && !leaving) elect(now, word);
}

void Elector::reject(Time now, const Mismatches::Refused& rejected) {
  statistics_.rejected();
  auto [mismatch, count] = ear_.rejected(now, config_, rejected);
  if (mismatch) tell(std::move(*mismatch));
  if (count)
    actions_.emplace_back(Write{record::Reject{.router = config_.router,
                                               .reason = std::string(proto::to_word(rejected.reason)),
                                               .peer = {rejected.envelope.source, rejected.advert.priority},
                                               .count = *count}});
}

void Elector::tell(Mismatches::Report told) {
  if (!told.advice.empty()) actions_.emplace_back(Say{std::move(told.advice), true});
  if (told.mismatch) actions_.emplace_back(Write{std::move(*told.mismatch)});
}

// Rule 1: only an advert that left moves the lease, and from before it left.
void Elector::on(Time now, const Sent& sent) {
  const bool leaving = sent.priority == proto::priority_leaving;
  if (sent.accepted) statistics_.sent();
  // The priority 0 of an offer would be refused as well. If it is out already, an advert ends the offer.
  if (!sent.accepted && !leaving) withdraw_offer();
  const Lease::News news = lease_.answered(sent.accepted, sent.error);
  if (news == Lease::News::refused) say("cannot send adverts: " + sent.error);
  if (news == Lease::News::leave_again) say("adverts leave again");
  if (leaving) return;

  if (sent.accepted && election_.claims_mastership()) {
    lease_.advert_left(sent.before, config_.lease_adverts * config_.interval);
    if (!letting_go_.is_telling_to_hold_on()) lease_.end_with_adverts();
  }
  // Priority 0 will leave as well.
  if (news == Lease::News::leave_again && letting_go_.is_telling_to_hold_on()) tell_to_hold_on(now);
  const bool was_master = election_.state() == Election::State::master;
  elect(now, Election::Sent{sent.accepted});
  const bool stays_master = was_master && election_.state() == Election::State::master;
  if (sent.accepted && stays_master && !letting_go_.departure() && !letting_go_.offer()) write_alive();
}

// ---- inputs: the host

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
  waits_.heard_link(link.name);
  apply_checks(now);
  tracked_spoke(now);
}

void Elector::on(Time now, const Addresses& addresses) {
  const bool vanished = addresses_.set(config_, addresses.interface, addresses.host);
  const auto& source = addresses_.source();
  if (source) elect(now, Election::SetPrimary{*source});
  ear_.addresses_changed(config_, addresses.interface, source);
  if (vanished) reader_.vip_vanished(state() == State::master);
  if (addresses_.has_all_vips()) reader_.vip_vanished(false);
  if (source)
    clear(now, {ObstacleKind::address}, Reason::address_back);
  else
    raise(now, {ObstacleKind::address, Reason::no_address});
  // The reader is judged at the next Output: what is known of it may be as old as our last record.
  proceed_departure(now);
}

// ---- inputs: the pipeline

void Elector::on(Time now, const Start&) {
  waits_.begin(now, config_);
  if (waits_.waiting()) become(now, State::init, Reason::startup);
  apply_checks(now);
  start_or_fault(now, Reason::startup);
}

void Elector::on(Time now, const CheckHeard& heard) {
  if (says_for_all() && tracker_.note_if_endless(heard.check))
    say("check " + printable(heard.check.check) +
        " has no expires_us and never expires: its vrrp-check was started without --interval");
  tracker_.heard(now, heard.check);
  apply_checks(now);
  waits_.heard(heard.track, heard.check.check);
  tracked_spoke(now);
}

void Elector::on(Time now, const Signal&) {
  const Stopping::Signal signal = stopping_.signal(now);
  if (signal == Stopping::Signal::first)
    depart(now, {State::init, Reason::shutdown, exit_status::done}, handover_time());
  if (signal == Stopping::Signal::again) leave_at_once(now);
}

void Elector::on(Time now, const Output& output) {
  if (reader_.observe(now, output.lost, output.total, output.unread)) {
    say("the reader of stdout is gone");
    begin_fencing(now, {State::init, Reason::shutdown, exit_status::neighbour_died});
  }
  const bool was_telling = letting_go_.telling() != nullptr;
  judge_reader(now);
  const bool has_read = !reader_.unread_since();
  if (letting_go_.telling()) {
    letting_go_.look_again(now + telling_poll);
    // What has just been written, because the reader reads again, is not read yet.
    if (was_telling && has_read) reader_has_read(now);
  } else if (letting_go_.is_fencing() && reader_.can_be_judged() && has_read) {
    reader_reads_again(now);
  }
  proceed_departure(now);
}

// ---- inputs: the sync group

// The group has another member that cannot take part, or has none any more.
void Elector::on(Time now, const GroupFault& fault) {
  if (fault.held)
    raise(now, {ObstacleKind::group, Reason::group});
  else
    clear(now, {ObstacleKind::group}, Reason::group);
}

// To whoever is better on our wire, too: as in a handover. Who only claims the mastership waits.
void Elector::on(Time now, const GroupYield&) {
  if (letting_go_.departure()) return;
  if (election_.state() != Election::State::master) return elect(now, Election::Defer{});
  depart(now, {State::backup, Reason::group}, handover_time());
}

void Elector::on(Time now, const GroupPermit&) {
  if (!letting_go_.departure()) elect(now, Election::Permit{});
}

}  // namespace vrrp::stage
