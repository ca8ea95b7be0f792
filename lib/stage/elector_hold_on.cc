// How a master that says priority 0 keeps its VIPs meanwhile: in a handover, and in an offer on demotion. Its
// reader is told how long it may hold, and only when that has been read does priority 0 go out.
#include <algorithm>

#include "stage/elector.h"
#include "stage/elector_parts.h"

namespace vrrp::stage {

// Of whatever waits for the reader now: a departure, or an offer that is not open yet.
Elector::Telling* Elector::telling() {
  if (departure_ && departure_->step == Departure::Step::telling) return &departure_->telling;
  if (offer_ && !offer_->open) return &offer_->telling;
  return nullptr;
}

bool Elector::telling_to_hold_on() const {
  if (departure_) return departure_->step == Departure::Step::telling && departure_->hold > 0s;
  return offer_ && !offer_->open;
}

// How long the VIPs are held from priority 0 on. An offer's end must come before its lease's, or the offer
// would fence itself.
Duration Elector::time_to_hold() const {
  if (departure_) return departure_->hold + told_margin;
  return proto::offer_time(config_.version, priority_, config_.interval) + 2 * told_patience;
}

// With room for the time that the reader needs to read it, within what rule 1 allows: an elector that was
// frozen meanwhile takes its own sleep for the reader's. Where adverts are refused priority 0 will be as
// well: then the peers count from the last one that left. That is an interval old at most, so rule 1 allows
// two more.
void Elector::tell_to_hold_on(Time now, Duration reading) {
  const Duration shortest = time_to_hold();
  const Duration longest = std::max(shortest, std::min(2 * config_.interval, *advert_lease_ - now));
  Duration told = std::clamp(shortest + reading, shortest, longest);
  // A better router's skew is short, and so is an offer: it must not end while its reader has time to read.
  if (offer_) told = std::max(told, hold_on_patience(config_.interval) + told_patience);
  lease_end_ = send_error_ ? std::min(*lease_end_, now + told) : now + told;
  telling()->at = now;
  write_alive();
}

// A slow reader has used up part of what it was told to hold, and the rest may end before a successor has
// spoken.
bool Elector::left_too_little(Time now) const {
  return telling_to_hold_on() && !send_error_ && *lease_end_ - now < time_to_hold() - told_patience;
}

// A slow reader is told anew, once, and that must be read before priority 0 as well.
void Elector::reader_has_read(Time now) {
  Telling& its = *telling();
  const bool slow = left_too_little(now);
  if (slow && !std::exchange(its.anew, true)) {
    its.until = now + hold_on_patience(config_.interval);
    return tell_to_hold_on(now, now - its.at);
  }
  if (departure_) return leave(now);
  if (slow) return give_up_offer(now);
  open_offer(now);
}

// It was read faster than there was room for.
void Elector::hold_no_longer(Time now) {
  const Time end = now + time_to_hold();
  if (config_.vips.empty() || !lease_end_ || end >= *lease_end_) return;
  lease_end_ = end;
  write_alive();
}

}  // namespace vrrp::stage
