#include "proto/election.h"

#include <algorithm>
#include <utility>

#include "proto/advert.h"

namespace vrrp::proto {
namespace {

// A backup that wakes this long after its down timer has not heard anything meanwhile: its clock ran, but it
// did not read packets.
Duration oversleeping(Duration interval) {
  return std::max(interval, Duration(100ms));
}

// A rival's adverts and priority 0 are answered at once. The next answer waits this long, so that no sender
// can make us send as fast as it does.
Duration answer_pause(Duration interval) {
  return interval / 10;
}

// If a full queue dropped the advert that should end an offer, it is sent again after this long: often enough
// before the lease of the offer ends.
Duration retry_pause(Duration interval) {
  return std::min(answer_pause(interval), Duration(20ms));
}

}  // namespace

// A lower-priority master whose last advert is older than this is silent. It may be frozen and still hold its
// addresses, so it gets the whole down interval to let go.
Duration still_speaking(Duration interval) {
  return interval * 5 / 4;
}

Duration largest_skew(std::uint8_t version, Duration interval) {
  return version == 2 ? Duration(1s) : interval;
}

Duration skew_time(std::uint8_t version, std::uint8_t priority, Duration interval) {
  return (256 - priority) * largest_skew(version, interval) / 256;
}

Duration down_interval(std::uint8_t version, std::uint8_t priority, Duration interval) {
  return 3 * interval + skew_time(version, priority, interval);
}

Duration offer_time(std::uint8_t version, std::uint8_t priority, Duration interval) {
  return skew_time(version, priority, interval) + largest_skew(version, interval) / 512;
}

Election::Election(const ElectionConfig& config)
    : config_(config), priority_(config.priority), master_interval_(config.interval) {}

Election::Actions Election::step(Time now, const Input& input) {
  return std::visit([&](const auto& event) { return on(now, event); }, input);
}

Election::Actions Election::tick(Time now) {
  if (!timer_ || now < *timer_) return {};
  if (state_ == State::master) return advertise(now);
  if (now - *timer_ > oversleeping(master_interval_)) {
    restart_down_timer(now);
    return {};
  }
  if (waits_for_silent(now)) return {};
  if (wanting_) cause_ = Cause::master_down;  // an old priority 0 does not ask for a takeover any more
  return claiming_ ? claim(now, *claiming_) : take_over(now, cause_);
}

// A lower-priority master that has become silent is not preempted before its own lease must be over, however
// our timer began: it may have advertised since a priority 0, or since an advert of ours was refused. An
// owner does not wait.
bool Election::waits_for_silent(Time now) {
  if (claiming_ == Cause::owner || wanting_ == Cause::owner || !lower_master_) return false;
  if (now - lower_master_->at <= still_speaking(lower_master_->interval)) return false;
  const Time silent_until =
      lower_master_->at + down_interval(config_.version, priority_, lower_master_->interval);
  cause_ = Cause::master_down;
  claiming_.reset();
  wanting_.reset();
  if (now >= silent_until) return lower_master_.reset(), false;
  timer_ = silent_until;
  return true;
}

// At once, or when the whole group may take over.
Election::Actions Election::take_over(Time now, Cause cause) {
  if (!config_.waits_for_permit) return claim(now, cause);
  wanting_ = cause == Cause::priority_zero && lower_master_ ? Cause::preempt : cause;
  watch_lower_master();
  if (wanting_ == Cause::priority_zero)
    timer_ = now + down_interval(config_.version, priority_, master_interval_);
  return {};
}

// While we wait, the master that we are about to preempt may fall silent.
void Election::watch_lower_master() {
  timer_.reset();
  if (lower_master_ && wanting_ != Cause::owner)
    timer_ = lower_master_->at + still_speaking(lower_master_->interval) + 1us;
}

Election::Actions Election::on(Time now, const Permit&) {
  if (state_ != State::backup || claiming_) return {};
  return claim(now, std::exchange(wanting_, std::nullopt).value_or(Cause::group));
}

// The priority 0 that prompted this claim is too old to count.
Election::Actions Election::on(Time now, const Defer&) {
  if (state_ != State::backup || !claiming_) return {};
  const Cause cause = claiming_ == Cause::priority_zero ? Cause::group : *claiming_;
  if (waits_for_silent(now)) return {};
  claiming_.reset();
  return take_over(now, cause);
}

// RFC 9568 section 6.4.1.
Election::Actions Election::on(Time now, const Startup&) {
  if (state_ != State::init) return {};
  master_interval_ = config_.interval;
  Actions actions = become(State::backup, Cause::startup);
  if (priority_ == priority_owner)
    return take_over(now, Cause::owner);  // straight to master, if it can be sent
  restart_down_timer(now);
  return actions;
}

// RFC 9568 sections 6.4.2 and 6.4.3, "If a Shutdown event is received". A router with an open offer has
// already sent priority 0. A second one would only make the others restart their Skew_Time.
Election::Actions Election::on(Time, const Shutdown&) {
  if (state_ == State::init) return {};
  Actions actions;
  if (state_ == State::master && !offering_) actions.emplace_back(Send{.priority = priority_leaving});
  for (Action& action : become(State::init, Cause::shutdown)) actions.emplace_back(std::move(action));
  return actions;
}

Election::Actions Election::on(Time now, const Fence&) {
  if (state_ != State::master) return {};
  Actions actions = become(State::backup, Cause::fenced);
  restart_down_timer(now);
  return actions;
}

Election::Actions Election::on(Time now, const Heard& heard) {
  if (state_ == State::master) return master_hears(now, heard);
  if (state_ == State::backup) backup_hears(now, heard);
  return {};
}

// RFC 9568 section 6.4.2.
void Election::backup_hears(Time now, const Heard& heard) {
  if (heard.priority == priority_leaving) {
    if (another_is_master(now, heard)) return;
    timer_ = now + skew_time(config_.version, priority_, master_interval_);
    cause_ = Cause::priority_zero;
    obeyed_.reset();
    lower_master_.reset();
    claiming_.reset();
    wanting_.reset();
    return;
  }
  if (discards(now, heard)) {  // the timer runs on
    lower_master_ = {now, config_.version == 2 ? config_.interval : heard.interval, heard.priority};
    if (cause_ == Cause::master_down) cause_ = Cause::preempt;
    if (wanting_ == Cause::priority_zero) wanting_ = Cause::preempt;  // another router took over
    if (wanting_) watch_lower_master();
    return;
  }
  claiming_.reset();
  obey(now, heard);
}

void Election::obey(Time now, const Heard& heard) {
  adopt_interval(heard);
  restart_down_timer(now);
  obeyed_ = {now, config_.version == 2 ? config_.interval : heard.interval, heard.source};
}

// Another router is already master, and we obey it while it advertises. It answers the priority 0 with an
// advert (RFC 9568 section 6.4.3), but a full queue may drop that, and then there would be two masters.
bool Election::another_is_master(Time now, const Heard& leaver) const {
  return obeyed_ && obeyed_->source != leaver.source &&
         now - obeyed_->at <= still_speaking(obeyed_->interval);
}

// Whether Preempt_Mode applies to an advert that a backup hears. An owner always preempts (RFC 9568 section
// 6.1); the others obey a lower-priority master until preempt_delay after its first advert, as keepalived
// does. A better or equal one ends the delay, and the next lower one begins another.
bool Election::discards(Time now, const Heard& heard) {
  if (heard.priority >= priority_) {
    preempt_from_.reset();
    return false;
  }
  if (priority_ == priority_owner) return true;
  if (!config_.preempt) return false;
  if (!preempt_from_) preempt_from_ = now + config_.preempt_delay;
  return now >= *preempt_from_;
}

// RFC 9568 section 6.4.3. During an offer, priority 0 or a lower-priority advert means that no better router
// took over.
Election::Actions Election::master_hears(Time now, const Heard& heard) {
  if (beats_us(heard)) return yield(now, heard);
  Actions actions;
  if (heard.priority != priority_leaving) {
    rival_ = heard;
    actions.emplace_back(Rival{heard});
  } else if (rival_ && rival_->source == heard.source) {
    rival_.reset();
  }
  for (Action& action : offering_ ? on(now, Withdraw{}) : answer(now))
    actions.emplace_back(std::move(action));
  return actions;
}

Election::Actions Election::yield(Time now, const Heard& heard) {
  Actions actions;
  if (config_.step_down_advert && !offering_ && beats_us(heard))
    actions.emplace_back(Send{.priority = priority_, .step_down = true});
  const Cause cause = !beats_us(heard)             ? Cause::unheard
                      : heard.priority > priority_ ? Cause::higher_priority
                                                   : Cause::higher_address;
  for (Action& action : become(State::backup, cause)) actions.emplace_back(std::move(action));
  obey(now, heard);
  return actions;
}

Election::Actions Election::on(Time now, const Offer&) {
  if (state_ != State::master || offering_) return {};
  offering_ = true;
  timer_ = now + offer_time(config_.version, priority_, config_.interval);
  return {Send{.priority = priority_leaving}};
}

Election::Actions Election::on(Time now, const Withdraw&) {
  if (!offering_) return {};
  last_answer_ = now;
  return advertise(now);
}

// Only an advert that leaves contradicts a router with a lower priority that is master too. If the system
// refuses it, no router hears us, and the other one is right: it has waited for us, or preempts the lower
// priority that it heard last.
Election::Actions Election::master_sent(Time now, bool accepted) {
  const auto rival = std::exchange(rival_, std::nullopt);
  if (!accepted && rival) return yield(now, *rival);
  return offering_ ? end_offer(now, accepted) : Actions{};
}

// An offer ends when our advert has left: until then the others know of our priority 0 only.
Election::Actions Election::end_offer(Time now, bool accepted) {
  if (accepted) return offering_ = false, Actions{};
  timer_ = now + retry_pause(config_.interval);
  return {};
}

Election::Actions Election::on(Time now, const Sent& sent) {
  if (state_ == State::master) return master_sent(now, sent.accepted);
  if (!sent.accepted || state_ != State::backup || !claiming_) return {};
  Actions actions = become(State::master, *claiming_);
  timer_ = *last_sent_ + config_.interval;
  return actions;
}

// As in keepalived, a running down timer moves by the change of the skew. And the new priority applies to
// adverts that a backup has heard before: it may not preempt a master that it was about to preempt.
Election::Actions Election::on(Time now, const SetPriority& set) {
  if (state_ == State::backup && timer_ && !claiming_ && !wanting_)
    *timer_ += skew_time(config_.version, set.priority, master_interval_) -
               skew_time(config_.version, priority_, master_interval_);
  const bool rose = set.priority > std::exchange(priority_, set.priority);
  if (lower_master_ && lower_master_->priority >= priority_) obey_what_was_discarded(now);
  return rose ? on(now, Withdraw{}) : Actions{};
}

// The master that we were about to preempt does not have a lower priority any more, so its last advert counts
// as accepted when it came (RFC 9568 section 6.4.2).
void Election::obey_what_was_discarded(Time now) {
  const Inferior last = *lower_master_;
  master_interval_ = last.interval;
  claiming_.reset();
  restart_down_timer(last.at);
  timer_ = std::max(*timer_, now);
}

Election::Actions Election::on(Time, const SetPrimary& set) {
  primary_ = set.address;
  return {};
}

// A higher priority, or the same with a higher address (RFC 9568 section 6.4.3).
bool Election::beats_us(const Heard& heard) const {
  if (heard.priority != priority_) return heard.priority > priority_;
  return heard.source > primary_;
}

// Version 2 does not learn an interval: adverts with another one were refused before.
void Election::adopt_interval(const Heard& heard) {
  if (config_.version != 2) master_interval_ = heard.interval;
}

void Election::restart_down_timer(Time now) {
  timer_ = now + down_interval(config_.version, priority_, master_interval_);
  cause_ = Cause::master_down;
  lower_master_.reset();
  wanting_.reset();
}

// The router becomes master with the first advert that the system accepts; it tries again every interval.
Election::Actions Election::claim(Time now, Cause cause) {
  claiming_ = cause;
  timer_ = now + config_.interval;
  last_sent_ = now;
  return {Send{.priority = priority_}};
}

Election::Actions Election::advertise(Time now) {
  // Counted from the time when it was due, so that delays do not add up; but never two at once after a long
  // sleep.
  const bool on_time = timer_ && !offering_ && now >= *timer_ && now < *timer_ + config_.interval;
  timer_ = (on_time ? *timer_ : now) + config_.interval;
  last_sent_ = now;
  return {Send{.priority = priority_}};
}

// The others must hear us soon: now, or when the last answer is old enough.
Election::Actions Election::answer(Time now) {
  const Time soonest = last_answer_ ? *last_answer_ + answer_pause(config_.interval) : now;
  if (now < soonest) {
    timer_ = std::min(*timer_, soonest);
    return {};
  }
  last_answer_ = now;
  return advertise(now);
}

// Every change of state is made here.
Election::Actions Election::become(State state, Cause cause) {
  state_ = state;
  timer_.reset();
  claiming_.reset();
  wanting_.reset();
  lower_master_.reset();
  obeyed_.reset();
  preempt_from_.reset();
  offering_ = false;
  rival_.reset();
  return {Changed{state, cause}};
}

}  // namespace vrrp::proto
