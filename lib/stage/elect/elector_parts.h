// What the parts of the elector agree on: elector*.cc, and nobody else.
#pragma once

#include <algorithm>
#include <vector>

#include "base/exit_status.h"
#include "base/time.h"
#include "proto/address.h"

namespace vrrp::stage {

constexpr Duration alive_pause = 1s;      // of the routers that are not master
constexpr Duration told_patience = 50ms;  // how long a record that ends the mastership may stay unread
constexpr Duration told_poll = 1ms;
// So much longer than an offer its lease lasts. More than told_patience: what a reader may use up of it.
constexpr Duration lease_after_offer = 100ms;
// The same before priority 0 goes out. A reader that is merely slow must not make a hole of a handover or an
// offer: the adverts go on meanwhile, and nobody may hold longer than was told.
inline Duration hold_on_patience(Duration interval) {
  return std::clamp<Duration>(interval / 2, told_patience, 500ms);
}
// How long the old master holds on after the new one spoke: its gratuitous ARP follows its advert, and a
// client that still asks the old one in between would lose its request.
constexpr Duration yield_hold = 15ms;
// Whoever leaves in order says so this long before the time that it told: the reader is to hear it from us,
// with the reason, and not from its own clock. Short, because one that froze meanwhile holds for as long.
constexpr Duration release_early = 4ms;

inline bool contains(const std::vector<proto::Prefix>& prefixes, const proto::Address& address) {
  return std::ranges::find(prefixes, address, &proto::Prefix::address) != prefixes.end();
}

}  // namespace vrrp::stage
