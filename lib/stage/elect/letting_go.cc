#include "stage/elect/letting_go.h"

namespace vrrp::stage {
namespace {

constexpr Duration offer_pause = 10s;

}  // namespace

void LettingGo::begin(Time now, Offer offer) {
  last_offer_ = now;
  way_ = std::move(offer);
}

LettingGo::Telling* LettingGo::telling() {
  if (is_at(Departure::Step::telling)) return &departure()->telling;
  if (offer() && !offer()->open) return &offer()->telling;
  return nullptr;
}

bool LettingGo::is_telling_to_hold_on() const {
  if (departure()) return is_at(Departure::Step::telling) && departure()->hold > 0s;
  return offer() && !offer()->open;
}

bool LettingGo::is_handing_over() const {
  return offer() || (departure() && departure()->hold > 0s && !is_fencing());
}

bool LettingGo::successor_spoke() const {
  return yield() || (is_holding() && departure()->goal.reason == record::Reason::handover);
}

bool LettingGo::may_offer(Time now) const {
  return is_nothing() && (!last_offer_ || now - *last_offer_ >= offer_pause);
}

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
