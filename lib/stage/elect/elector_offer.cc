// The offer on demotion. A master whose priority falls says priority 0 and holds on, as in a handover: a
// better router takes over in its skew time, where it would wait for the whole down interval otherwise. If
// there is none, the master advertises again, and nothing was lost.
#include "stage/elect/elector.h"
#include "stage/elect/elector_parts.h"

namespace vrrp::stage {

using proto::Election;
using record::Reason;
using record::State;

namespace {

constexpr Duration offer_pause = 10s;

}  // namespace

// Where adverts are refused priority 0 would be as well.
bool Elector::may_offer(Time now) const {
  return config_.offer && state_ == State::master && election_.state() == Election::State::master &&
         obstacles_.empty() && !departure_ && !offer_ && !send_error_ && offer_fits(now) &&
         (!last_offer_ || now - *last_offer_ >= offer_pause);
}

void Elector::begin_offer(Time now, std::string check) {
  last_offer_ = now;
  offer_ = Offer{.check = std::move(check), .telling = {.until = now + hold_on_patience(config_.interval)}};
  tell_to_hold_on(now);
  if (config_.vips.empty()) open_offer(now);
}

void Elector::open_offer(Time now) {
  const Duration reading = now - offer_->telling.at;
  offer_->open = true;
  elect(now, Election::Offer{});
  hold_no_longer(now, reading);
}

// A reader that has not read by now may be frozen: that is for judge_reader to find out.
void Elector::proceed_offer(Time now) {
  if (offer_ && !offer_->open && now >= offer_->telling.until) give_up_offer();
}

// Nobody was asked to take over, so nothing has changed.
void Elector::give_up_offer() {
  actions_.emplace_back(Say{"the reader of stdout is too slow: no better router is asked to take over"});
  withdraw_offer();
}

// An open one is for the election to end: with an advert that leaves.
void Elector::withdraw_offer() {
  if (!offer_ || offer_->open) return;
  forget_offer();
  write_alive();
}

void Elector::forget_offer() {
  if (offer_ && !offer_->open) lease_end_ = advert_lease_;  // no priority 0 left: rule 1 holds
  offer_.reset();
}

}  // namespace vrrp::stage
