// How a master lets go, so that nobody else gets its addresses too early.
#include <algorithm>

#include "stage/elect/elector.h"
#include "stage/elect/elector_parts.h"

namespace vrrp::stage {

using proto::Election;
using record::Reason;
using record::State;

// Rule 3. Past the lease nothing may be sent, not even priority 0: somebody else may be master by now, and
// would be deposed by it.
void Elector::fence(Time now) {
  if (!lease_end_ || now < *lease_end_) return;
  if (yield_) return finish_yield(now);
  if (departure_ && departure_->step == Departure::Step::holding) return arrive(now);
  if (election_.state() != Election::State::master) return lease_end_.reset();
  late_ = now - *lease_end_;
  statistics_.late(*late_);
  if (departure_) {
    election_.step(now, Election::Fence{});
    arrive(now);
  } else {
    elect(now, Election::Fence{});
  }
  late_.reset();
}

void Elector::depart(Time now, State to, Reason reason, std::optional<int> exit, Duration hold) {
  finish_yield(now);
  const bool offered = election_.offering();  // priority 0 is out already
  offer_.reset();
  if (departure_) {  // a fault under way, and now a signal
    departure_->exit = exit;
    departure_->to = to;
    departure_->reason = reason;
    return;
  }
  const Duration patience = hold > 0s ? hold_on_patience(config_.interval) : told_patience;
  departure_ = Departure{.telling = {.at = now, .until = now + patience},
                         .to = to,
                         .reason = reason,
                         .exit = exit,
                         .hold = hold};
  if (state_ != State::master || config_.vips.empty()) return leave(now), departure_ ? arrive(now) : void();
  if (hold > 0s) {
    tell_to_hold_on(now);
    if (offered) leave(now);
  } else {
    become(now, to, reason);
  }
}

// One step further, when its condition is met or its time has come.
void Elector::proceed(Time now) {
  if (!departure_) return;
  const bool telling = departure_->step == Departure::Step::telling;
  const bool over = now >= (telling ? departure_->telling.until : departure_->until);
  switch (departure_->step) {
    case Departure::Step::telling:
      if (over) {
        actions_.emplace_back(Say{"the reader of stdout does not read: waiting for the addresses to go"});
        begin_fencing(now, departure_->to, departure_->reason,
                      departure_->exit ? std::optional(exit_status::neighbour_died) : std::nullopt);
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
  const bool hold = telling_to_hold_on() && election_.state() == Election::State::master;
  elect(now, Election::Shutdown{});
  if (!departure_ || departure_->step != Departure::Step::telling) return;
  if (!hold) return arrive(now);
  departure_->step = Departure::Step::holding;
  hold_no_longer(now);
  departure_->until = *lease_end_ - release_early;
}

void Elector::hold_for_new_master(Time now) {
  departure_->step = Departure::Step::holding;
  if (departure_->reason == Reason::handover) return;  // heard before
  departure_->reason = Reason::handover;
  departure_->until = std::min(*lease_end_ - release_early, now + yield_hold);
  lease_end_ = departure_->until + release_early;
  write_alive();
}

void Elector::arrive(Time now) {
  Departure done = *std::exchange(departure_, std::nullopt);
  // Also when the new master was heard: from the reason the stages behind know that they must exit with 3
  // too.
  if (track_ended_) done.reason = Reason::track_ended;
  elect(now, Election::Shutdown{});
  lease_end_.reset();
  // The end of the process is told also by one that is `init` since it began: else it looks like a death.
  if (state_ != done.to || (done.exit && reason_ != done.reason))
    become(now, done.to, done.reason);  // backup: the election begins anew, below
  if (done.exit) {
    actions_.emplace_back(Exit{*done.exit});
    started_ = false;
    left_ = true;
  } else {
    start_or_fault(now, start_reason_);  // what was wrong may have mended meanwhile
  }
}

void Elector::finish_yield(Time now) {
  if (!yield_) return;
  const Yield done = *std::exchange(yield_, std::nullopt);
  become(now, State::backup, done.reason, done.check);
}

// Nobody checks any more what we would hold: let another router have it.
void Elector::leave_without_track(Time now) {
  if (!track_ended_until_ || now < *track_ended_until_) return;
  track_ended_until_.reset();
  track_ended_ = true;
  if (says_for_all())
    actions_.emplace_back(
        Say{"--track -: its last writer has ended (did a vrrp-check die?): leaving, with exit status 3"});
  depart(now, State::init, Reason::track_ended, exit_status::neighbour_died,
         config_.handover ? holding_time() : Duration(0));
}

// To somebody who knows: no advert of ours may disturb it.
bool Elector::handing_over() const {
  return offer_ || (departure_ && departure_->hold > 0s && departure_->step != Departure::Step::fencing);
}

// The better router announces itself, and we must not speak against it.
bool Elector::successor_spoke() const {
  return yield_ || (departure_ && departure_->step == Departure::Step::holding &&
                    departure_->reason == Reason::handover);
}

// The largest skew that a peer can have, and room for the delivery of its advert.
Duration Elector::holding_time() const {
  return proto::largest_skew(config_.version, config_.interval) * 11 / 10 + 50ms;
}

}  // namespace vrrp::stage
