#include "stage/elect/letting_go.h"

namespace vrrp::stage {
namespace {

constexpr Duration offer_pause = 10s;

}  // namespace

void LettingGo::begin_yield(Time until, record::Reason reason, std::string check) {
  way_ = Yield{until, reason, std::move(check)};
}

void LettingGo::begin_offer(Time now, Duration interval, std::string check) {
  last_offer_ = now;
  way_ = Offer{.check = std::move(check), .telling = {.until = now + hold_on_patience(interval)}};
}

void LettingGo::begin_departure(Time now, Duration interval, const Goal& goal, Duration hold) {
  const Duration patience = hold > 0s ? hold_on_patience(interval) : told_patience;
  way_ = Departure{.telling = {.at = now, .until = now + patience}, .goal = goal, .hold = hold};
}

// ---- what the reader must read first

const LettingGo::Telling* LettingGo::telling() const {
  if (is_at(Departure::Step::telling)) return &departure()->telling;
  if (offer() && !offer()->open) return &offer()->telling;
  return nullptr;
}

LettingGo::Telling& LettingGo::telling_under_way() {
  return departure() ? departure_under_way().telling : std::get<Offer>(way_).telling;
}

void LettingGo::told(Time now) {
  telling_under_way().at = now;
}

bool LettingGo::tell_anew(Time now, Duration interval) {
  Telling& its = telling_under_way();
  if (std::exchange(its.anew, true)) return false;
  its.until = now + hold_on_patience(interval);
  return true;
}

void LettingGo::look_again(Time at) {
  telling_under_way().poll = at;
}

bool LettingGo::is_telling_to_hold_on() const {
  if (departure()) return is_at(Departure::Step::telling) && departure()->hold > 0s;
  return offer() && !offer()->open;
}

// ---- the steps

Duration LettingGo::open_offer(Time now) {
  Offer& offer = std::get<Offer>(way_);
  offer.open = true;
  return now - offer.telling.at;
}

bool LettingGo::may_offer(Time now) const {
  return is_nothing() && (!last_offer_ || now - *last_offer_ >= offer_pause);
}

void LettingGo::fence(Time until, const Goal& goal) {
  if (!departure()) way_ = Departure{.goal = goal};
  Departure& departure = departure_under_way();
  departure.step = Departure::Step::fencing;
  departure.until = until;
  if (goal.exit) departure.goal.exit = goal.exit;
}

void LettingGo::hold(Time until) {
  departure_under_way().step = Departure::Step::holding;
  departure_under_way().until = until;
}

void LettingGo::hold_for_successor(Time until) {
  departure_under_way().goal.reason = record::Reason::handover;
  hold(until);
}

bool LettingGo::is_handing_over() const {
  return offer() || (departure() && departure()->hold > 0s && !is_fencing());
}

bool LettingGo::successor_spoke() const {
  return yield() || (is_holding() && departure()->goal.reason == record::Reason::handover);
}

// ---- what the time asks for

LettingGo::Due LettingGo::due(Time now, bool vips_here) const {
  if (yield()) return now >= yield()->until ? Due::yielded : Due::nothing;
  if (offer()) return !offer()->open && now >= offer()->telling.until ? Due::offer_unread : Due::nothing;
  if (!departure()) return Due::nothing;
  switch (departure()->step) {
    case Departure::Step::telling:
      return now >= departure()->telling.until ? Due::stuck : Due::nothing;
    case Departure::Step::fencing:
      return now >= departure()->until || !vips_here ? Due::gone : Due::nothing;
    case Departure::Step::holding:
      return now >= departure()->until ? Due::held : Due::nothing;
  }
  return Due::nothing;
}

std::optional<Time> LettingGo::deadline() const {
  if (yield()) return yield()->until;
  if (offer() && !offer()->open) return earliest({offer()->telling.until, offer()->telling.poll});
  if (!departure()) return std::nullopt;
  if (!is_at(Departure::Step::telling)) return departure()->until;
  return earliest({departure()->telling.until, departure()->telling.poll});
}

}  // namespace vrrp::stage
