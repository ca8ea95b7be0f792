// How a master that says priority 0 keeps its VIPs meanwhile: in a handover, and in an offer on demotion. Its
// reader is told how long it may hold, and only when that has been read does priority 0 go out.
#include <algorithm>
#include <utility>

#include "stage/elect/elector.h"
#include "stage/elect/elector_parts.h"

namespace vrrp::stage {

// What the reader has not read yet: of a departure, or of an offer that is not open.
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
  if (departure_) return departure_->hold + release_early;
  return proto::offer_time(config_.version, priority_, config_.interval) + lease_after_offer;
}

// The least that the reader is told. A better router's skew is short, and so is an offer: it must not end
// while its reader has time to read.
Duration Elector::shortest_to_tell() const {
  if (departure_) return time_to_hold();
  return std::max(time_to_hold(), hold_on_patience(config_.interval) + told_patience);
}

// Rule 1: an offer ends with the lease of the last advert that left.
bool Elector::offer_fits(Time now) const {
  return advert_lease_ && now + shortest_to_tell() <= *advert_lease_;
}

// With room for the time that the reader needs to read it, within what rule 1 allows: an elector that was
// frozen meanwhile takes its own sleep for the reader's. Where adverts are refused priority 0 will be as
// well: then the peers count from the last one that left. That is an interval old at most, so rule 1 allows
// two more.
void Elector::tell_to_hold_on(Time now, Duration reading) {
  const Duration shortest = shortest_to_tell();
  const Duration longest = std::max(shortest, std::min(2 * config_.interval, *advert_lease_ - now));
  const Time end = now + std::clamp(shortest + reading, shortest, longest);
  lease_end_ = send_error_ ? std::min(*lease_end_, end) : end;
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
  const bool fits = departure_ || offer_fits(now);
  if (slow && fits && !std::exchange(its.anew, true)) {
    its.until = now + hold_on_patience(config_.interval);
    return tell_to_hold_on(now, now - its.at);
  }
  if (departure_) return leave(now);
  if (slow) return give_up_offer();
  open_offer(now);
}

// It was read faster than there was room for. What ends an offer that nobody takes, its `alive`, needs as
// long to be read as what began it.
void Elector::hold_no_longer(Time now, Duration reading) {
  const Time end = now + time_to_hold() + reading;
  if (config_.vips.empty() || !lease_end_ || end >= *lease_end_) return;
  lease_end_ = end;
  write_alive();
}

}  // namespace vrrp::stage
