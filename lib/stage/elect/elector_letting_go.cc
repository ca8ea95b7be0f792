// How a master lets go, so that nobody else gets its addresses too early: the steps of
// lib/stage/elect/letting_go.h.
#include <algorithm>
#include <utility>

#include "base/exit_status.h"
#include "stage/elect/elector.h"

namespace vrrp::stage {

using proto::Election;
using record::Reason;
using record::State;

namespace {

// The lease of an offer lasts this much longer than the offer. More than told_patience: what a reader may use
// up of it.
constexpr Duration lease_after_offer = 100ms;
// How long the old master holds on after the new one spoke: its gratuitous ARP follows its advert, and a
// client that still asks the old one in between would lose its request.
constexpr Duration yield_hold = 15ms;
// A router that leaves in order says so this long before the time that it told: the reader is to hear it from
// us, with the reason, and not from its own clock. Short, because one that froze meanwhile holds for as long.
constexpr Duration release_early = 4ms;

}  // namespace

// Rule 3. Past the lease nothing may be sent, not even priority 0: another router may be master by now, and
// would be deposed by it.
void Elector::fence(Time now) {
  if (!lease_.is_over(now)) return;
  if (letting_go_.yield()) return finish_yield(now);
  if (letting_go_.is_holding()) return arrive(now);
  if (election_.state() != Election::State::master) return lease_.clear();
  statistics_.late(now - *lease_.end());
  if (letting_go_.departure()) {
    election_.step(now, Election::Fence{});
    arrive(now);
  } else {
    elect(now, Election::Fence{});
  }
  statistics_.on_time();
}

// One step further, when its condition is met or its time has come.
void Elector::proceed(Time now) {
  switch (letting_go_.due(now, addresses_.has_any_vip())) {
    case LettingGo::Due::nothing:
      return;
    case LettingGo::Due::stuck: {
      say("the reader of stdout does not read: waiting for the addresses to go");
      Goal goal = letting_go_.departure()->goal;
      if (goal.exit) goal.exit = exit_status::neighbour_died;
      return begin_fencing(now, goal);
    }
    case LettingGo::Due::gone:
      return leave_at_once(now);
    case LettingGo::Due::held:
      return arrive(now);
    case LettingGo::Due::offer_unread:  // the reader may be frozen: that is for judge_reader to find out
      return give_up_offer();
    case LettingGo::Due::yielded:
      return finish_yield(now);
  }
}

// A yield and an offer proceed only in a tick.
void Elector::proceed_departure(Time now) {
  if (letting_go_.departure()) proceed(now);
}

// ---- a yield

// A better router is master: it has our VIPs as soon as it has announced itself.
void Elector::yield(Time now, Reason reason, std::string check) {
  if (const Departure* departure = letting_go_.departure())
    return departure->hold > 0s ? hold_for_new_master(now) : arrive(now);
  if (config_.vips.empty()) return become(now, State::backup, reason, check);
  const Time until = now + yield_hold;
  letting_go_.begin_yield(until, reason, std::move(check));
  lease_.end_by(until + release_early);
  write_alive();
}

void Elector::finish_yield(Time now) {
  if (!letting_go_.yield()) return;
  const LettingGo::Yield done = *letting_go_.yield();
  letting_go_.end();
  become(now, State::backup, done.reason, done.check);
}

// ---- a departure

void Elector::depart(Time now, const Goal& goal, Duration hold) {
  finish_yield(now);
  const bool offered = election_.offering();                  // priority 0 is out already
  if (letting_go_.departure()) return letting_go_.aim(goal);  // a fault under way, and now a signal
  letting_go_.begin_departure(now, config_.interval, goal, hold);
  if (state() != State::master || config_.vips.empty()) return leave_at_once(now);
  if (hold > 0s) {
    tell_to_hold_on(now);
    if (offered) leave(now);
  } else {
    become(now, goal.to, goal.reason);
  }
}

// Priority 0, where we are master: it makes the others hurry. A reader that is told to hold the VIPs on goes
// on doing so.
void Elector::leave(Time now) {
  const bool hold = letting_go_.is_telling_to_hold_on() && election_.state() == Election::State::master;
  elect(now, Election::Shutdown{});
  const Departure* departure = letting_go_.departure();
  if (!departure || departure->step != Departure::Step::telling) return;
  if (!hold) return arrive(now);
  hold_no_longer(now);
  letting_go_.hold(*lease_.end() - release_early);
}

void Elector::leave_at_once(Time now) {
  leave(now);
  if (letting_go_.departure()) arrive(now);
}

void Elector::hold_for_new_master(Time now) {
  if (letting_go_.successor_spoke()) return;  // heard before
  const Time until = std::min(*lease_.end() - release_early, now + yield_hold);
  letting_go_.hold_for_successor(until);
  lease_.end_at(until + release_early);
  write_alive();
}

void Elector::arrive(Time now) {
  Goal done = letting_go_.departure()->goal;
  letting_go_.end();
  // Also when the new master was heard: from the reason the stages behind know that they must exit with 3
  // too.
  if (stopping_.is_without_track()) done.reason = Reason::track_ended;
  elect(now, Election::Shutdown{});
  lease_.clear();
  // The end of the process is told also by one that is `init` since it began: else it looks like a death.
  if (state() != done.to || (done.exit && written_.reason() != done.reason))
    become(now, done.to, done.reason);  // backup: the election begins anew, below
  if (done.exit) {
    actions_.emplace_back(Exit{*done.exit});
    stopping_.left();
  } else {
    start_or_fault(now, written_.start_reason());  // what was wrong may have mended meanwhile
  }
}

// Nobody checks any more what we would hold: let another router have it.
void Elector::leave_without_track(Time now) {
  if (!stopping_.give_up_track(now)) return;
  if (says_for_all())
    say("--track -: its last writer has ended (did a vrrp-check die?): leaving, with exit status 3");
  depart(now, {State::init, Reason::track_ended, exit_status::neighbour_died}, handover_time());
}

// How long a handover holds: the largest skew that a peer can have, and room for the delivery of its advert.
Duration Elector::handover_time() const {
  if (!config_.handover) return 0s;
  return proto::largest_skew(config_.version, config_.interval) * 11 / 10 + 50ms;
}

// ---- priority 0 while VIPs are held, in a handover or an offer. The reader is told how long it may hold,
// and only when that has been read does priority 0 go out.

// How long the VIPs are held from priority 0 on. An offer's end must come before its lease's, or the offer
// would fence itself.
Duration Elector::time_to_hold() const {
  if (const Departure* departure = letting_go_.departure()) return departure->hold + release_early;
  return proto::offer_time(config_.version, tracker_.priority(), config_.interval) + lease_after_offer;
}

// The least that the reader is told. A better router's skew is short, and so is an offer: it must not end
// while its reader has time to read.
Duration Elector::shortest_to_tell() const {
  if (letting_go_.departure()) return time_to_hold();
  return std::max(time_to_hold(), hold_on_patience(config_.interval) + told_patience);
}

// With room for the time that the reader needs to read it, within what rule 1 allows: an elector that was
// frozen meanwhile takes its own sleep for the reader's. Where adverts are refused priority 0 will be as
// well: then the peers count from the last one that left. That is an interval old at most, so rule 1 allows
// two more.
void Elector::tell_to_hold_on(Time now, Duration reading) {
  const Duration shortest = shortest_to_tell();
  const Duration longest = std::max(shortest, std::min(2 * config_.interval, *lease_.by_adverts() - now));
  const Time end = now + std::clamp(shortest + reading, shortest, longest);
  lease_.end_at(lease_.refused() ? std::min(*lease_.end(), end) : end);
  letting_go_.told(now);
  write_alive();
}

// A slow reader has used up part of what it was told to hold, and the rest may end before a successor has
// spoken.
bool Elector::left_too_little(Time now) const {
  return letting_go_.is_telling_to_hold_on() && !lease_.refused() &&
         *lease_.end() - now < time_to_hold() - told_patience;
}

// A slow reader is told anew, once, and that must be read before priority 0 as well.
void Elector::reader_has_read(Time now) {
  const bool departing = letting_go_.departure() != nullptr;
  const bool slow = left_too_little(now);
  const Duration reading = now - letting_go_.telling()->at;
  if (slow && (departing || offer_fits(now)) && letting_go_.tell_anew(now, config_.interval))
    return tell_to_hold_on(now, reading);
  if (departing) return leave(now);
  if (slow) return give_up_offer();
  open_offer(now);
}

// It was read faster than there was room for. What ends an offer that nobody takes, its `alive`, needs as
// long to be read as what began it.
void Elector::hold_no_longer(Time now, Duration reading) {
  const Time end = now + time_to_hold() + reading;
  if (config_.vips.empty() || !lease_.end() || end >= *lease_.end()) return;
  lease_.end_at(end);
  write_alive();
}

// ---- the offer on demotion. A master whose priority falls says priority 0 and holds on, as in a handover: a
// better router takes over in its skew time, where it would wait for the whole down interval otherwise. If
// there is none, the master advertises again, and nothing was lost.

// Rule 1: an offer ends with the lease of the last advert that left.
bool Elector::offer_fits(Time now) const {
  return lease_.by_adverts() && now + shortest_to_tell() <= *lease_.by_adverts();
}

// Where adverts are refused priority 0 would be as well.
bool Elector::may_offer(Time now) const {
  const bool master = state() == State::master && election_.state() == Election::State::master;
  return config_.offer && master && obstacles_.empty() && !lease_.refused() && letting_go_.may_offer(now) &&
         offer_fits(now);
}

void Elector::begin_offer(Time now, std::string check) {
  letting_go_.begin_offer(now, config_.interval, std::move(check));
  tell_to_hold_on(now);
  if (config_.vips.empty()) open_offer(now);
}

void Elector::open_offer(Time now) {
  const Duration reading = letting_go_.open_offer(now);
  elect(now, Election::Offer{});
  hold_no_longer(now, reading);
}

// Nobody was asked to take over, so nothing has changed.
void Elector::give_up_offer() {
  say("the reader of stdout is too slow: no better router is asked to take over");
  withdraw_offer();
}

// An open one is for the election to end: with an advert that leaves.
void Elector::withdraw_offer() {
  if (!letting_go_.offer() || letting_go_.offer()->open) return;
  forget_offer();
  write_alive();
}

void Elector::forget_offer() {
  const LettingGo::Offer* offer = letting_go_.offer();
  if (!offer) return;
  if (!offer->open) lease_.end_with_adverts();  // no priority 0 left: rule 1 holds
  letting_go_.end();
}

// ---- rule 2: a reader that is gone or frozen

void Elector::judge_reader(Time now) {
  if (!reader_.can_be_judged()) return;
  const Obstacle stall{ObstacleKind::output, Reason::output_stalled};
  const auto since = reader_.unread_since();
  const Departure* departure = letting_go_.departure();
  if (!since) {
    const bool in_time = departure && departure->goal.reason == Reason::output_stalled;
    if (in_time) letting_go_.end();
    clear(now, stall, Reason::output_read);
    if (in_time) heed_obstacles(now);  // nobody did while it was leaving
    return;
  }
  if (!reader_.is_stalled(now) || obstacles_.has(ObstacleKind::output)) return;
  say("the reader of stdout has not read for " + format_duration(now - *since));
  if (state() != State::master || departure) return raise(now, stall);
  obstacles_.add(stall);  // the only one: with another it would be leaving
  begin_fencing(now, {State::fault, choose_obstacle().reason});
}

// The reader cannot be told to let go. As long as its VIPs are on this host nobody else may have them, so the
// adverts go on.
void Elector::begin_fencing(Time now, const Goal& goal) {
  finish_yield(now);
  const bool offered = election_.offering();
  forget_offer();
  if (letting_go_.is_holding()) return letting_go_.exit_with(goal.exit);
  const bool nothing_held = state() != State::master || config_.vips.empty();
  if (!letting_go_.departure() && nothing_held) return depart(now, goal, 0s);
  letting_go_.fence(lease_.last_kernel_end(config_.interval) + 1500ms, goal);
  if (offered) elect(now, Election::Withdraw{});
  proceed_departure(now);
}

// So it can be told after all that it must let go. When that is read too, an address that stays is not
// vip-ctl's: it is the host's own, or another program's.
void Elector::reader_reads_again(Time now) {
  const Goal goal = letting_go_.departure()->goal;
  if (state() == State::master) return become(now, goal.to, goal.reason);
  leave_at_once(now);
}

}  // namespace vrrp::stage
