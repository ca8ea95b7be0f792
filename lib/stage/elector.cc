#include "stage/elector.h"

#include <algorithm>

namespace vrrp::stage {
namespace {

using proto::Election;
using record::Reason;
using record::State;

constexpr int orderly = 0, broken_pipe = 3;

constexpr Duration tracks_patience = 5s;
constexpr Duration alive_pause = 1s;
constexpr Duration told_patience = 50ms;  // how long a record that shortens the lease may stay unread
constexpr Duration told_poll = 1ms;
// How long the old master holds on after the new one spoke: its gratuitous ARP follows its advert, and a
// client that still asks the old one in between would lose its request.
constexpr Duration grace = 15ms;
// Whoever leaves in order says so this long before the time that it told: the reader is to hear it from us,
// with the reason, and not from its own clock. Short, because one that froze meanwhile holds for as long.
constexpr Duration told_margin = 4ms;
constexpr Duration second_signal_after = 500ms;
constexpr Duration vanished_patience = 500ms;

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
    case Election::Cause::fenced:
      return Reason::overslept;
  }
  return Reason::startup;
}

// What a person can do about an advert that is refused because two configurations differ; else empty.
std::string remedy(proto::Fault reason, const Elector::Heard& heard, const ElectorConfig& config) {
  const std::string who = heard.envelope.source.text();
  const std::string vrid = "VRID " + std::to_string(*config.router.vrid);
  const auto version = heard.advert.version.value_or(0);
  if (reason == proto::Fault::version && (version == 2 || version == 3))
    return who + " speaks VRRPv" + std::to_string(version) + " for " + vrid + ", we speak version " +
           std::to_string(config.version) + ": to join it, --vrrp-version " + std::to_string(version);
  if (reason == proto::Fault::auth_mismatch)
    return who + " has another password for " + vrid + ", or none: to join it, the same --auth-pass";
  if (reason == proto::Fault::interval_mismatch)
    return who + " advertises " + vrid + " every " + format_duration(*heard.advert.interval) + ", we every " +
           format_duration(config.interval) + ": to join it, the same --advert-int";
  return {};
}

// The first of `some` that is not among `others`.
std::optional<proto::Address> extra(const std::vector<proto::Address>& some,
                                    const std::vector<proto::Address>& others) {
  const auto found = std::ranges::find_if(
      some, [&](const auto& address) { return std::ranges::find(others, address) == others.end(); });
  return found == some.end() ? std::nullopt : std::optional(*found);
}

proto::ElectionConfig election_config(const ElectorConfig& config) {
  return {.version = config.version,
          .priority = config.priority,
          .interval = config.interval,
          .preempt = config.preempt,
          .step_down_advert = config.step_down_advert};
}

bool contains(const std::vector<proto::Prefix>& prefixes, const proto::Address& address) {
  return std::ranges::find(prefixes, address, &proto::Prefix::address) != prefixes.end();
}

void earlier(std::optional<Time>& deadline, std::optional<Time> other) {
  if (other && (!deadline || *other < *deadline)) deadline = other;
}

}  // namespace

Elector::Elector(ElectorConfig config)
    : config_(std::move(config)), election_(election_config(config_)), priority_(config_.priority) {}

// ---- the face

Elector::Actions Elector::step(Time now, const Input& input) {
  fence(now);
  if (!std::holds_alternative<Sent>(input)) late_.reset();
  std::visit([&](const auto& event) { on(now, event); }, input);
  return std::exchange(actions_, {});
}

Elector::Actions Elector::wake(Time now) {
  fence(now);
  return std::exchange(actions_, {});
}

Elector::Actions Elector::tick(Time now) {
  fence(now);
  late_.reset();
  tracker_.tick(now);
  apply_checks(now);
  if (tracks_until_ && now >= *tracks_until_) tracks_overdue(now);
  judge_reader(now);
  proceed(now);
  if (yield_ && now >= yield_->until) finish_yield(now);
  if (next_alive_ && now >= *next_alive_) {
    write_alive();
    next_alive_ = now + alive_pause;
  }
  if (const auto due = election_.deadline(); due && now >= *due) {
    late_ = now - *due;
    obey(now, election_.tick(now));
  }
  return std::exchange(actions_, {});
}

std::optional<Time> Elector::deadline() const {
  std::optional<Time> deadline = election_.deadline();
  if (started_) earlier(deadline, tracker_.deadline());
  earlier(deadline, tracks_until_);
  earlier(deadline, next_alive_);
  earlier(deadline, lease_end_);
  if (departure_) {
    earlier(deadline, departure_->until);
    earlier(deadline, departure_->poll);
  }
  if (yield_) earlier(deadline, yield_->until);
  if (const auto since = reader_.unread_since();
      since && can_judge_reader() && !faults_.contains(Fault::output)) {
    earlier(deadline, *since + reader_patience());
    if (vip_vanished_) earlier(deadline, *since + vanished_patience);
  }
  return deadline;
}

// ---- inputs

void Elector::on(Time now, const Start&) {
  started_ = true;
  if (config_.tracks == 0) return start_or_fault(now, Reason::startup);
  tracks_until_ = now + tracks_patience;
  become(now, State::init, Reason::startup);
}

void Elector::on(Time now, const Heard& heard) {
  if (!started_) return;
  const proto::ReceiveConfig receive{
      .version = config_.version,
      .vrid = *config_.router.vrid,
      .interval = config_.interval,
      .auth_type = config_.auth_type,
      .auth_data = config_.auth_data,
      .has_vips = !config_.vips.empty(),
      .own_addresses = primary_ ? std::vector{*primary_} : std::vector<proto::Address>{}};
  if (!proto::is_ours(heard.advert, receive)) return;
  if (const auto fault = proto::refusal(heard.advert, heard.envelope, receive))
    return reject(now, *fault, heard);
  peer_ = {heard.envelope.source, heard.advert.priority};
  last_advert_ = now;
  compare_addresses(heard);
  const bool leaving = *heard.advert.priority == proto::priority_leaving;
  if (departure_ && departure_->step == Departure::Step::holding && !leaving) return hold_for_new_master(now);
  elect(now, Election::Heard{*heard.advert.priority, heard.envelope.source, *heard.advert.interval});
}

// Rule 1: only an advert that left moves the lease, and from before it left.
void Elector::on(Time now, const Sent& sent) {
  if (sent.priority == proto::priority_leaving) return;
  if (!sent.accepted && send_error_ != sent.error)
    actions_.emplace_back(Say{"cannot send adverts: " + sent.error});
  if (sent.accepted && send_error_) actions_.emplace_back(Say{"adverts leave again"});
  send_error_ = sent.accepted ? std::nullopt : std::optional(sent.error);

  const bool capped = departure_ && departure_->step == Departure::Step::telling && departure_->hold > 0s;
  if (sent.accepted && election_.claims_mastership() && !capped)
    lease_end_ = sent.before + config_.lease_adverts * config_.interval;
  const bool was_master = election_.state() == Election::State::master;
  elect(now, Election::Sent{sent.accepted});
  if (sent.accepted && was_master && election_.state() == Election::State::master && !departure_)
    write_alive();
}

void Elector::on(Time now, const Link& link) {
  if (link.up)
    clear(now, Fault::link, Reason::link_up);
  else
    raise(now, Fault::link, Reason::link_down);
}

void Elector::on(Time, const TrackedLink&) {}

void Elector::on(Time now, const Addresses& addresses) {
  const auto usable = [&](const proto::Prefix& prefix) {
    const bool vip = std::ranges::any_of(
        config_.vips, [&](const record::Vip& v) { return v.address.address == prefix.address; });
    return prefix.address.family() == *config_.router.family &&
           (!vip || config_.priority == proto::priority_owner);
  };
  const auto primary = std::ranges::find_if(addresses.interface, usable);
  const bool found = primary != addresses.interface.end();
  primary_ = found ? std::optional(primary->address) : std::nullopt;
  if (found) elect(now, Election::SetPrimary{*primary_});

  for (const record::Vip& vip : config_.vips)
    if (contains(on_host_, vip.address.address) && !contains(addresses.host, vip.address.address))
      vip_vanished_ = state_ == State::master;
  on_host_ = addresses.host;
  if (std::ranges::all_of(config_.vips,
                          [&](const auto& vip) { return contains(on_host_, vip.address.address); }))
    vip_vanished_ = false;

  if (found)
    clear(now, Fault::address, Reason::address_back);
  else
    raise(now, Fault::address, Reason::no_address);
  proceed(now);  // the reader is judged at the next Output: what is known of it may be as old as our last record
}

void Elector::on(Time now, const CheckHeard& heard) {
  if (heard.check.changed) actions_.emplace_back(PassOn{});
  tracker_.heard(now, heard.check);
  apply_checks(now);
  tracks_heard_.insert(heard.track);
  if (waiting_for_tracks() && tracks_heard_.size() >= config_.tracks) {
    tracks_until_.reset();
    start_or_fault(now, Reason::startup);
  }
}

void Elector::on(Time now, const Signal&) {
  if (!first_signal_) {
    first_signal_ = now;
    depart(now, State::init, Reason::shutdown, orderly, config_.handover ? holding_time() : Duration(0));
  } else if (now - *first_signal_ >= second_signal_after) {
    leave(now);
    if (departure_) arrive(now);
  }
}

void Elector::on(Time now, const Output& output) {
  reader_known_ = output.unread.has_value();
  reader_.observe(now, output.total, output.unread.value_or(0));
  if (output.lost && !reader_lost_) {
    reader_lost_ = true;
    actions_.emplace_back(Say{"the reader of stdout is gone"});
    begin_fencing(now, State::init, Reason::shutdown, broken_pipe);
  }
  judge_reader(now);
  if (departure_ && departure_->step == Departure::Step::telling) {
    departure_->poll = now + told_poll;
    if (!reader_.unread_since()) leave(now);
  }
  proceed(now);
}

// ---- the election

// To backup (or, as the owner, to master), unless something stands against it.
void Elector::start_or_fault(Time now, Reason reason) {
  if (waiting_for_tracks() || departure_) return;
  if (faults_.empty()) {
    start_reason_ = reason;
    // An owner is no backup first: it is master as soon as its advert has left (RFC 9568 section 6.4.1).
    if (priority_ == proto::priority_owner && (epoch_ == 0 || state_ != State::init))
      become(now, State::init, reason);
    return elect(now, Election::Startup{});
  }
  if (state_ == State::fault) return;
  switch (*faults_.begin()) {
    case Fault::link:
      return become(now, State::fault, Reason::link_down);
    case Fault::address:
      return become(now, State::fault, Reason::no_address);
    case Fault::check: {
      const auto failed = tracker_.failed();
      failed_check_ = failed ? failed->check : "";
      return become(now, State::fault,
                    failed && failed->expired ? Reason::check_expired : Reason::check_down);
    }
    case Fault::output:
      return become(now, State::fault, Reason::output_stalled);
  }
}

void Elector::obey(Time now, const Election::Actions& actions) {
  for (const Election::Action& action : actions) {
    if (const auto* wish = std::get_if<Election::Send>(&action)) send(wish->priority);
    if (const auto* change = std::get_if<Election::Changed>(&action)) changed(now, *change);
    if (const auto* rival = std::get_if<Election::Rival>(&action)) contest(now, rival->heard);
  }
}

void Elector::changed(Time now, const Election::Changed& change) {
  switch (change.cause) {
    case Election::Cause::shutdown:
      return;  // whoever asked for it writes the state
    case Election::Cause::startup:
      if (priority_ != proto::priority_owner) become(now, State::backup, start_reason_);
      return;
    case Election::Cause::fenced:
      return become(now, State::backup, send_error_ ? Reason::send_failed : Reason::overslept);
    case Election::Cause::higher_priority:
    case Election::Cause::higher_address:
      if (departure_) return departure_->hold > 0s ? hold_for_new_master(now) : arrive(now);
      if (config_.vips.empty()) return become(now, State::backup, reason_of(change.cause));
      yield_ = {now + grace, reason_of(change.cause)};
      lease_end_ = std::min(*lease_end_, yield_->until + told_margin);
      return write_alive();
    default:
      finish_yield(now);
      return become(now, State::master, reason_of(change.cause));
  }
}

void Elector::contest(Time now, const Election::Heard& rival) {
  if (last_contest_ && now - *last_contest_ < std::max(config_.interval, Duration(1s))) return;
  last_contest_ = now;
  actions_.emplace_back(Write{record::Contest{config_.router, {rival.source, rival.priority}}});
}

void Elector::reject(Time now, proto::Fault reason, const Heard& heard) {
  if (auto text = remedy(reason, heard, config_); !text.empty() && explained_.insert(reason).second)
    actions_.emplace_back(Say{std::move(text)});
  if (const auto count = rejects_.count(now, reason, heard.envelope.source))
    actions_.emplace_back(Write{record::Reject{.router = config_.router,
                                               .reason = std::string(proto::to_word(reason)),
                                               .peer = {heard.envelope.source, heard.advert.priority},
                                               .count = *count}});
}

// Other addresses are no reason to refuse an advert (RFC 9568 section 7.1), but mostly a slip of somebody's
// pen: an address that only one of the two would hold.
void Elector::compare_addresses(const Heard& heard) {
  const auto ours = advertised();
  if (ours.empty() || said_addresses_) return;
  const auto theirs_only = extra(heard.advert.addresses, ours),
             ours_only = extra(ours, heard.advert.addresses);
  if (!theirs_only && !ours_only) return;
  said_addresses_ = true;
  std::string text = heard.envelope.source.text() + " advertises other addresses for VRID " +
                     std::to_string(*config_.router.vrid) + " than our --vip:";
  if (theirs_only) text += " " + theirs_only->text() + " is not ours";
  if (theirs_only && ours_only) text += ", and";
  if (ours_only) text += " " + ours_only->text() + " is not its";
  actions_.emplace_back(Say{std::move(text)});
}

std::vector<proto::Address> Elector::advertised() const {
  std::vector<proto::Address> addresses;
  for (const record::Vip& vip : config_.vips)
    if (!vip.excluded && vip.address.address.family() == *config_.router.family)
      addresses.push_back(vip.address.address);
  return addresses;
}

void Elector::send(std::uint8_t priority) {
  if (!primary_) return;
  proto::Advert advert{.version = config_.version,
                       .vrid = *config_.router.vrid,
                       .priority = priority,
                       .interval = config_.interval,
                       .auth_type = config_.auth_type,
                       .auth_data = config_.auth_data,
                       .addresses = advertised()};
  // Version 3 forbids an empty list (RFC 9568 section 5.2.5): a router that elects without addresses names
  // its own.
  if (advert.addresses.empty() && config_.version == 3) advert.addresses.push_back(*primary_);
  actions_.emplace_back(Send{std::move(advert), *primary_});
}

// The one door for every change of state that a reader sees.
void Elector::become(Time now, State state, Reason reason) {
  const State previous = std::exchange(state_, state);
  ++epoch_;
  next_alive_ = state == State::master ? std::nullopt : std::optional(now + alive_pause);
  if (state != State::master && election_.state() != Election::State::master) lease_end_.reset();
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
      .peer = peer_,
      .last_advert = last_advert_ ? std::optional(now - *last_advert_) : std::nullopt,
      .late = late_,
      .check = reason == Reason::check_down || reason == Reason::check_expired ? failed_check_ : ""}});
}

void Elector::write_alive() {
  // A reader that does not read is told nothing that would entitle it to more.
  const bool fencing = departure_ && departure_->step == Departure::Step::fencing;
  if (fencing || faults_.contains(Fault::output)) return;
  const bool master = state_ == State::master;
  if (master) longest_told_ = std::max(longest_told_, lease_end_);
  actions_.emplace_back(Write{record::Alive{.router = config_.router,
                                            .state = state_,
                                            .epoch = epoch_,
                                            .interval = config_.interval,
                                            .expires = master ? lease_end_ : std::nullopt}});
}

// ---- tracking

void Elector::apply_checks(Time now) {
  const std::uint8_t priority = tracker_.priority(config_.priority);
  auto adjustments = tracker_.adjustments();
  const auto same = [](const record::Adjustment& a, const record::Adjustment& b) {
    return a.check == b.check && a.weight == b.weight;
  };
  if (priority != priority_ || !std::ranges::equal(adjustments, adjustments_, same)) {
    priority_ = priority;
    adjustments_ = std::move(adjustments);
    actions_.emplace_back(Write{record::Priority{config_.router, priority_, config_.priority, adjustments_}});
    elect(now, Election::SetPriority{priority_});
  }
  if (const auto failed = tracker_.failed()) {
    if (!faults_.contains(Fault::check)) failed_check_ = failed->check;
    raise(now, Fault::check, failed->expired ? Reason::check_expired : Reason::check_down);
  } else {
    clear(now, Fault::check, Reason::check_up);
  }
}

void Elector::tracks_overdue(Time now) {
  tracks_until_.reset();
  actions_.emplace_back(Say{"not every --track source has spoken within 5s: electing without it"});
  start_or_fault(now, Reason::startup);
}

// ---- faults

void Elector::raise(Time now, Fault fault, Reason reason) {
  if (!faults_.insert(fault).second) return;
  if (!started_ || waiting_for_tracks() || departure_ || state_ == State::fault) return;
  depart(now, State::fault, reason, std::nullopt, 0s);
}

void Elector::clear(Time now, Fault fault, Reason reason) {
  if (faults_.erase(fault) == 0 || !started_) return;
  start_reason_ = reason;
  if (faults_.empty() && state_ == State::fault) start_or_fault(now, reason);
}

// ---- the lease

// Rule 3. Past the lease nothing may be sent, not even priority 0: somebody else may be master by now, and
// would be deposed by it.
void Elector::fence(Time now) {
  if (!lease_end_ || now < *lease_end_) return;
  if (yield_) return finish_yield(now);
  if (departure_ && departure_->step == Departure::Step::holding) return arrive(now);
  if (election_.state() != Election::State::master) return lease_end_.reset();
  late_ = now - *lease_end_;
  if (departure_) {
    election_.step(now, Election::Fence{});
    arrive(now);
  } else {
    elect(now, Election::Fence{});
  }
  late_.reset();
}

// ---- letting go

void Elector::depart(Time now, State to, Reason reason, std::optional<int> exit, Duration hold) {
  finish_yield(now);
  if (departure_) {  // a fault under way, and now a signal
    departure_->exit = exit;
    departure_->to = to;
    departure_->reason = reason;
    return;
  }
  departure_ =
      Departure{.until = now + told_patience, .to = to, .reason = reason, .exit = exit, .hold = hold};
  if (state_ != State::master || config_.vips.empty()) return leave(now), departure_ ? arrive(now) : void();
  if (hold > 0s) {
    // Where adverts are refused priority 0 will be as well: then the peers count from the last one that left.
    const Time end = now + hold + told_margin;
    lease_end_ = send_error_ ? std::min(*lease_end_, end) : end;
    write_alive();
  } else {
    become(now, to, reason);
  }
}

// The reader cannot be told to let go. As long as its VIPs are on this host nobody else may have them, so the
// adverts go on.
void Elector::begin_fencing(Time now, State to, Reason reason, std::optional<int> exit) {
  finish_yield(now);
  if (departure_ && departure_->step == Departure::Step::holding) {
    departure_->exit = exit;
    return;
  }
  if (!departure_ && (state_ != State::master || config_.vips.empty()))
    return depart(now, to, reason, exit, 0s);
  if (!departure_) departure_ = Departure{.to = to, .reason = reason};
  departure_->step = Departure::Step::fencing;
  departure_->until = last_kernel_lease_end() + 1500ms;
  departure_->poll.reset();
  if (exit) departure_->exit = exit;
  proceed(now);
}

// One step further, when its condition is met or its time has come.
void Elector::proceed(Time now) {
  if (!departure_) return;
  const bool over = now >= departure_->until;
  switch (departure_->step) {
    case Departure::Step::telling:
      if (over) {
        actions_.emplace_back(Say{"the reader of stdout does not read: waiting for the addresses to go"});
        begin_fencing(now, departure_->to, departure_->reason,
                      departure_->exit ? std::optional(broken_pipe) : std::nullopt);
      }
      return;
    case Departure::Step::fencing:
      if (over || !holds_vips()) {
        leave(now);
        if (departure_) arrive(now);
      }
      return;
    case Departure::Step::holding:
      if (over) arrive(now);
      return;
  }
}

// Priority 0, where we are master: it makes the others hurry. Whoever is told to hold the VIPs on goes on
// doing so.
void Elector::leave(Time now) {
  const bool hold = departure_ && departure_->step == Departure::Step::telling && departure_->hold > 0s &&
                    election_.state() == Election::State::master;
  elect(now, Election::Shutdown{});
  if (!departure_ || departure_->step != Departure::Step::telling) return;
  if (!hold) return arrive(now);
  departure_->step = Departure::Step::holding;
  departure_->until = *lease_end_ - told_margin;
  departure_->poll.reset();
}

void Elector::hold_for_new_master(Time now) {
  departure_->step = Departure::Step::holding;
  departure_->poll.reset();
  if (departure_->reason == Reason::handover) return;  // heard before
  departure_->reason = Reason::handover;
  departure_->until = std::min(*lease_end_ - told_margin, now + grace);
  lease_end_ = departure_->until + told_margin;
  write_alive();
}

void Elector::arrive(Time now) {
  const Departure done = *std::exchange(departure_, std::nullopt);
  elect(now, Election::Shutdown{});
  lease_end_.reset();
  if (state_ != done.to) become(now, done.to, done.reason);
  if (done.exit) {
    actions_.emplace_back(Exit{*done.exit});
    started_ = false;
  } else if (faults_.empty()) {
    start_or_fault(now, start_reason_);  // what was wrong has mended meanwhile
  }
}

void Elector::finish_yield(Time now) {
  if (!yield_) return;
  const Reason reason = std::exchange(yield_, std::nullopt)->reason;
  become(now, State::backup, reason);
}

bool Elector::holds_vips() const {
  return std::ranges::any_of(config_.vips,
                             [&](const auto& vip) { return contains(on_host_, vip.address.address); });
}

// The largest skew that a peer can have, and room for the delivery of its advert.
Duration Elector::holding_time() const {
  const Duration largest_skew = config_.version == 2 ? Duration(1s) : config_.interval;
  return largest_skew * 11 / 10 + 50ms;
}

// The kernel's own lease on an address is bought in whole seconds, at least one, when a record is read, and
// not by a record with less than min(1.5 s, 2 x interval) left: so the longest one that we wrote may have
// bought this much. (The newest can be shorter: a handover's.)
Time Elector::last_kernel_lease_end() const {
  if (!longest_told_) return Time{};
  const Duration least_left = std::min(Duration(1500ms), 2 * config_.interval);
  return *longest_told_ + std::max(Duration(-500ms), 1s - least_left);
}

// ---- the reader

Duration Elector::reader_patience() const {
  return std::max(3 * config_.interval, Duration(1500ms));
}

void Elector::judge_reader(Time now) {
  if (!can_judge_reader()) return;
  const auto since = reader_.unread_since();
  if (!since) {
    if (departure_ && departure_->reason == Reason::output_stalled) departure_.reset();  // in time
    return clear(now, Fault::output, Reason::output_read);
  }
  const bool stalled =
      now - *since >= reader_patience() || (vip_vanished_ && now - *since >= vanished_patience);
  if (!stalled || faults_.contains(Fault::output)) return;
  actions_.emplace_back(Say{"the reader of stdout has not read for " + format_duration(now - *since)});
  if (state_ != State::master || departure_) return raise(now, Fault::output, Reason::output_stalled);
  faults_.insert(Fault::output);
  begin_fencing(now, State::fault, Reason::output_stalled, std::nullopt);
}

}  // namespace vrrp::stage
