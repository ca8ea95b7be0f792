#include "stage/hold/holder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/exit_status.h"
#include "base/text.h"
#include "record/vip_text.h"
#include "stage/kernel_lease.h"

namespace vrrp::stage {
namespace {

using record::State;
using record::VipAction;

constexpr Duration retry_after = 1s;        // a VIP that could not be put there
constexpr Duration first_back_off = 100ms;  // before the second restoration in a row
constexpr Duration longest_back_off = 5s;
constexpr Duration calm = 10s;                  // after this time without disturbance the back-off restarts
constexpr Duration renewal_pause = 333'334us;   // at most three renewals a second
constexpr Duration announcement_patience = 1s;  // how long a reader may leave an announcement unread
constexpr Duration shortest_reader_patience = 1500ms;

// No elector that advertises writes a lease that ends later: a clock or a calculation is wrong.
Duration furthest(Duration interval) {
  return std::max<Duration>(3 * interval, 200ms);
}

Duration back_off(unsigned deletions) {
  if (deletions <= 1) return 0s;
  return std::min<Duration>(first_back_off * (1 << std::min(deletions - 2, 10u)), longest_back_off);
}

Place place_of(const record::Vip& vip, const record::Router& router) {
  const proto::Address& address = vip.address.address;
  const std::string& name = vip.interface.empty() ? router.interface : vip.interface;
  return {record::link_and_label(name).link, {address, proto::full_length(address.family())}};
}

std::string label_of(const record::Vip& vip, const record::Router& router) {
  if (!vip.label.empty()) return vip.label;
  return record::link_and_label(vip.interface.empty() ? router.interface : vip.interface).label;
}

// Calls `visit` with each entry of the map that has the same address on the same interface, whatever its
// prefix length: the kernel holds an IPv6 address only once, and the neighbours do not see the length.
template <class Map, class Visit>
void for_each_length(Map& map, const Place& place, Visit visit) {
  const Place first{place.interface, {place.address.address, 0}};
  for (auto at = map.lower_bound(first); at != map.end(); ++at) {
    const Place& found = at->first;
    if (found.interface != place.interface || found.address.address != place.address.address) return;
    visit(found, at->second);
  }
}

}  // namespace

Holder::Actions Holder::step(Time now, const Input& input) {
  Actions out;
  if (!done_) std::visit([&](const auto& fact) { take(now, fact, out); }, input);
  return out;
}

Holder::Actions Holder::tick(Time now) {
  Actions out;
  if (done_) return out;
  if (ends(now, out)) return out;
  for (auto& [identity, router] : routers_) {
    const bool entitled = router.lease && *router.lease > now;
    router.newly = entitled && !router.entitled;
    router.entitled = entitled;
  }
  for (auto& [place, holding] : holdings_) {
    if (holding.phase != Phase::idle && !claim(holding, now)) release(place, holding, out);
  }
  for (auto& [place, holding] : holdings_)
    if (const Router* router = claim(holding, now)) hold(now, place, holding, *router, out);
  for (auto& [identity, router] : routers_) {
    if (router.sweep) sweep(now, router, out);
    router.sweep = router.fresh = router.newly = false;
  }
  report_foreign(out);
  std::erase_if(holdings_, [](const auto& entry) { return entry.second.claimants.empty(); });
  ends(now, out);  // if nothing is held any more, patience is shorter
  return out;
}

bool Holder::ends(Time now, Actions& out) {
  if (const auto end_of_patience = patience_ends(); end_of_patience && now >= *end_of_patience)
    take(now, ReaderLost{}, out);
  const auto status = ending_.verdict(now);
  if (status) end(*status, out);
  return status.has_value();
}

std::optional<Time> Holder::deadline() const {
  std::optional<Time> next = earliest({ending_.deadline(), patience_ends()});
  for (const auto& [place, holding] : holdings_) {
    if (holding.phase == Phase::idle) continue;
    std::optional<Time> until;
    for (const Router* router : holding.claimants) until = std::max(until, router->lease);
    next = earliest({next, until});
    const bool waits_for_time = holding.phase == Phase::failed || holding.phase == Phase::lost;
    if (waits_for_time && !holding.awaits_link) next = earliest({next, holding.retry});
  }
  return next;
}

// ---- what the elector reports

void Holder::take(Time now, const record::StateChange& state, Actions& out) {
  const auto [at, first] = routers_.try_emplace(state.router);
  Router& router = at->second;
  if (first || router.epoch != state.epoch || router.state != state.state) router.entitled = false;
  router.identity = state.router;
  router.state = state.state;
  router.epoch = state.epoch;
  router.interval = state.interval;
  router.lease.reset();
  if (state.state == State::master) router.lease = entitlement(now, state.expires, router, out);
  router.fresh = true;
  router.sweep = state.state != State::master;
  list(router, state.vips);
  longest_interval_ = std::max(longest_interval_, state.interval);
  ending_.heard(state);
}

void Holder::take(Time now, const record::Alive& alive, Actions& out) {
  const auto at = routers_.find(alive.router);
  // It is of another epoch: a newer `state` came before it, or its `state` is still to come.
  if (at == routers_.end() || at->second.epoch != alive.epoch) return;
  Router& router = at->second;
  if (router.state != State::master) return;
  router.interval = alive.interval;
  router.lease.reset();
  if (alive.state == State::master) router.lease = entitlement(now, alive.expires, router, out);
  router.fresh = true;
}

std::optional<Time> Holder::entitlement(Time now, std::optional<Time> expires, Router& router, Actions& out) {
  std::string wrong;
  router.revoked.clear();
  if (!expires) {
    wrong = "without expires_us";
  } else if (*expires <= now) {
    wrong = fmt::format("whose lease ended {} ago; is something between vrrp-elect and vip-ctl slow?",
                        format_duration(now - *expires));
  } else if (*expires - now > furthest(router.interval)) {
    wrong = fmt::format("whose lease ends {} from now; at most {} is allowed",
                        format_duration(*expires - now), format_duration(furthest(router.interval)));
  } else {
    router.complained = false;
    return expires;
  }
  if (!router.complained)
    out.push_back(Say{fmt::format("{}: ignored a master record {}", words_of(router.identity), wrong)});
  router.complained = true;
  router.revoked = "stale_record";
  return std::nullopt;
}

// It may have been a `state` that ends a mastership. Only a later record shows the current state.
void Holder::take(Time, const LineTooLong&, Actions&) {
  for (auto& [identity, router] : routers_) {
    router.lease.reset();
    router.revoked = "line_too_long";
  }
}

void Holder::list(Router& router, const std::vector<record::Vip>& vips) {
  if (router.vips == vips) return;
  for (const record::Vip& vip : router.vips)
    std::erase(holdings_[place_of(vip, router.identity)].claimants, &router);
  for (const record::Vip& vip : vips) {
    Holding& holding = holdings_[place_of(vip, router.identity)];
    if (std::ranges::count(holding.claimants, &router) > 0) continue;  // listed twice
    holding.claimants.push_back(&router);
    holding.label = label_of(vip, router.identity);
    holding.vip = vip.address;
  }
  router.vips = vips;
}

// ---- what the kernel reports

void Holder::take(Time now, const host::Change& change, Actions& out) {
  const host::News news = host_.apply(change);
  for (const host::News::OfLink& link : news.links)
    if (link.is_up && !link.was_up) link_came_up(now, link.name);
  for (const host::News::OfAddress& one : news.addresses) {
    if (one.gone)
      address_gone(now, one.place, out);
    else
      address_seen(one.place, one.address, out);
  }
}

void Holder::link_came_up(Time now, const std::string& interface) {
  for (auto& [place, holding] : holdings_) {
    if (place.interface != interface) continue;
    holding.awaits_link = false;
    if (holding.phase == Phase::lost || holding.phase == Phase::failed) holding.retry = now;
  }
}

// An address without a lease belongs to another program.
void Holder::address_seen(const Place& there, const host::HostAddress& address, Actions& out) {
  const bool leased = is_leased(address);
  for_each_length(holdings_, there, [&](const Place& place, Holding& holding) {
    if (holding.phase == Phase::held && place == there) holding.replaced = !leased;
    const bool wanted = holding.phase == Phase::lost || holding.phase == Phase::failed;
    if (!wanted || leased) return;
    holding.phase = Phase::foreign;  // another program was faster
    holding.told_foreign = true;
    holding.went_because.clear();
    holding.bought.reset();
    holding.detail = "foreign";
    out.push_back(Write{event(place, holding, VipAction::kept)});
  });
}

void Holder::address_gone(Time now, const Place& there, Actions& out) {
  for_each_length(holdings_, there, [&](const Place& place, Holding& holding) {
    const bool ours = holding.phase == Phase::held && place == there;
    const bool theirs = holding.phase == Phase::foreign && !presence(place).foreign;
    if (ours || theirs) lose(now, place, holding, out);
  });
}

// Records what the kernel is going to report, so that its report is not news.
void Holder::assume(const Place& place, bool there) {
  const host::Link* link = host_.interface(place.interface);
  if (!link) return;
  const host::HostAddress leased{
      .link = link->index, .prefix = place.address, .valid = 1s, .tag = host::our_tag};
  host_.apply(host::AddressChange{leased, !there});
}

// A VIP disappeared, and we did not remove it.
void Holder::lose(Time now, const Place& place, Holding& holding, Actions& out) {
  holding.phase = Phase::lost;
  holding.retry = now;
  holding.replaced = false;
  if (holding.bought && now >= holding.bought->at + holding.bought->seconds) {
    holding.went_because = "the kernel's lease ended first";  // not a conflict that a back-off could solve
  } else if (const host::Link* link = host_.interface(place.interface); !link || !link->up) {
    holding.went_because = "the link was down";
    holding.awaits_link = true;
    holding.bought.reset();
    holding.detail.clear();
    out.push_back(Write{event(place, holding, VipAction::lost)});
  } else {
    if (now - holding.last_deletion > calm) holding.deletions = 0;
    holding.last_deletion = now;
    holding.retry += back_off(++holding.deletions);
    holding.went_because = "deleted by somebody";
  }
  holding.bought.reset();
}

Holder::Presence Holder::presence(const Place& place) const {
  Presence found;
  const host::Link* link = host_.interface(place.interface);
  if (!link) return found;
  host_.each_address(link->index, place.address.address, [&](const host::HostAddress& address) {
    const Place there{place.interface, address.prefix};
    // A wide IPv4 lease was put there by hand (vip-ctl add). It ends by itself, and to remove it now could
    // remove others too.
    const bool may_be_ours = there == place || place.address.address.family() == proto::Family::ipv6;
    if (!is_leased(address))
      found.foreign = true;
    else if (may_be_ours)
      found.leased.push_back(there);
  });
  return found;
}

// It is there; we or an earlier run put it there.
bool Holder::is_leased_at(const Place& place) const {
  const auto leased = presence(place).leased;
  return std::ranges::find(leased, place) != leased.end();
}

// ---- what happens to a VIP

// The router that may hold it longest; null: none may.
const Holder::Router* Holder::claim(const Holding& holding, Time now) const {
  const Router* best = nullptr;
  for (const Router* router : holding.claimants)
    if (router->lease && *router->lease > now && (!best || *router->lease > *best->lease)) best = router;
  return best;
}

void Holder::hold(Time now, const Place& place, Holding& holding, const Router& router, Actions& out) {
  switch (holding.phase) {
    case Phase::idle:
      acquire(place, holding, router, out);
      break;
    case Phase::held:
    case Phase::foreign:
      keep(now, place, holding, router, out);
      break;
    case Phase::lost:
      if (!holding.awaits_link && now >= holding.retry)
        put(place, holding, router, VipAction::restored, holding.went_because, out);
      break;
    case Phase::failed:
      if (now >= holding.retry)
        put(place, holding, router, holding.went_because.empty() ? VipAction::added : VipAction::restored,
            holding.went_because, out);
      break;
  }
}

void Holder::acquire(const Place& place, Holding& holding, const Router& router, Actions& out) {
  const Presence there = presence(place);
  if (there.foreign) {
    holding.phase = Phase::foreign;
    holding.told_foreign = true;
    holding.owner = router.identity;
    holding.detail = "foreign";
    out.push_back(Write{event(place, holding, VipAction::kept)});
    return;
  }
  // Left by an earlier run with another length. The kernel would renew that one instead of adding ours
  // (IPv6).
  bool found = false;
  for (const Place& leased : there.leased) {
    found = found || leased == place;
    if (leased == place) continue;
    assume(leased, false);
    out.push_back(Remove{leased, leased.address});
  }
  put(place, holding, router, found ? VipAction::kept : VipAction::added, {}, out);
}

void Holder::keep(Time now, const Place& place, Holding& holding, const Router& router, Actions& out) {
  bool fresh = false;
  for (const Router* claimant : holding.claimants) {
    fresh = fresh || claimant->fresh;
    if (!claimant->newly) continue;
    holding.owner = claimant->identity;  // it is there when a router becomes master
    out.push_back(Write{event(place, holding, VipAction::kept)});
  }
  if (holding.phase == Phase::foreign || !fresh) return;

  const Duration left = *router.lease - now;
  if (left < least_to_renew(router.interval)) return;
  const Purchase& last = *holding.bought;
  const bool paused = now - last.at >= renewal_pause;
  const bool quarter_gone = now - last.at >= Duration(last.seconds) / 4;
  const bool last_chance = last.at + last.seconds < now + router.interval;  // the next record comes too late
  if (kernel_lease(left) > last.seconds || last_chance || (paused && (quarter_gone || holding.replaced)))
    put(place, holding, router, std::nullopt, holding.detail, out);
}

void Holder::put(const Place& place, Holding& holding, const Router& router, std::optional<VipAction> telling,
                 std::string detail, Actions& out) {
  if (telling) holding.owner = router.identity;
  holding.telling = telling;
  holding.detail = std::move(detail);
  out.push_back(Put{place, holding.label, *router.lease, holding.vip});
}

void Holder::take(Time now, const PutDone& done, Actions& out) {
  const auto at = holdings_.find(done.place);
  if (at == holdings_.end()) return;
  Holding& holding = at->second;
  const auto telling = std::exchange(holding.telling, std::nullopt);
  if (done.error.empty()) {
    holding.phase = Phase::held;
    holding.bought = Purchase{now, done.valid};
    holding.replaced = holding.told_failure = false;
    holding.went_because.clear();
    assume(done.place, true);
    if (telling) out.push_back(Write{event(done.place, holding, *telling)});
    holding.detail.clear();
    return;
  }
  // If a renewal fails, the VIP stays until its lifetime in the kernel ends; the next record tries again.
  if (holding.phase != Phase::held && claim(holding, now)) {
    holding.phase = Phase::failed;
    holding.retry = now + retry_after;
  }  // otherwise the lease ended first: a new one is a reason to try at once
  if (!std::exchange(holding.told_failure, true)) {
    holding.detail = done.error;
    out.push_back(Write{event(done.place, holding, VipAction::failed)});
    out.push_back(Say{done.error});
  }
}

// No router may hold it any more: the master became silent, its records are invalid, it stepped down, or it
// does not list the VIP any more.
void Holder::release(const Place& place, Holding& holding, Actions& out) {
  const auto owner = routers_.find(holding.owner);
  if (owner == routers_.end() || std::ranges::count(holding.claimants, &owner->second) == 0)
    return let_go(place, holding, VipAction::removed, "unlisted", out);
  const Router& router = owner->second;
  if (router.state != State::master) return let_go(place, holding, VipAction::removed, {}, out);
  let_go(place, holding, VipAction::expired, router.revoked.empty() ? "lease" : router.revoked, out);
}

// Also an address that an earlier run put there and we could not renew: the mastership that would have held
// it is over.
void Holder::let_go(const Place& place, Holding& holding, VipAction action, std::string why, Actions& out) {
  const Phase before = std::exchange(holding.phase, Phase::idle);
  const bool there = before == Phase::held || (before != Phase::idle && is_leased_at(place));
  const bool told_lost = holding.awaits_link;
  holding.awaits_link = holding.replaced = holding.told_failure = false;
  holding.went_because.clear();
  holding.bought.reset();
  holding.telling.reset();
  holding.detail = std::move(why);
  if (there) {
    assume(place, false);
    out.push_back(Remove{place, holding.vip});
  }
  if (there || (before == Phase::lost && !told_lost)) out.push_back(Write{event(place, holding, action)});
  holding.detail.clear();
}

// Addresses that a killed run left behind: only VIPs of this router that have our tag and a finite lifetime.
void Holder::sweep(Time now, const Router& router, Actions& out) {
  for (const record::Vip& vip : router.vips) {
    const Place place = place_of(vip, router.identity);
    Holding& holding = holdings_[place];
    const auto leftovers = presence(place).leased;
    if (claim(holding, now) || leftovers.empty()) continue;
    for (const Place& leftover : leftovers) {
      assume(leftover, false);
      out.push_back(Remove{leftover, leftover == place ? holding.vip : leftover.address});
    }
    holding.owner = router.identity;
    holding.detail = "leftover";
    out.push_back(Write{event(place, holding, VipAction::removed)});
    holding.detail.clear();
  }
}

// A VIP that another program left on this host (a keepalived that was killed) while another router may be its
// master: two hosts answer for it, and we must not remove it. A router in `init` does not know yet whether it
// will be the master.
void Holder::report_foreign(Actions& out) {
  for (auto& [place, holding] : holdings_) {
    if (!presence(place).foreign) holding.told_foreign = false;
    if (holding.phase != Phase::idle || holding.told_foreign || !presence(place).foreign) continue;
    const auto waiting = std::ranges::find_if(holding.claimants, [](const Router* router) {
      return router->state == State::backup || router->state == State::fault;
    });
    if (waiting == holding.claimants.end()) continue;
    holding.told_foreign = true;
    holding.owner = (*waiting)->identity;
    holding.detail = "foreign";
    out.push_back(Write{event(place, holding, VipAction::kept)});
    out.push_back(Say{fmt::format(
        "{} is on {} although this router is not master, and vip-ctl did not put it there; two hosts may "
        "answer for it: if a stopped program left it behind, remove it with ip addr del",
        place.address.text(), printable(place.interface))});
    holding.detail.clear();
  }
}

record::VipEvent Holder::event(const Place& place, const Holding& holding, VipAction action) const {
  record::VipEvent event{.router = holding.owner,
                         .action = action,
                         .address = holding.vip,
                         .interface = place.interface,
                         .detail = holding.detail};
  const host::Link* link = host_.interface(place.interface);
  if (link && link->mac != proto::Mac{}) event.mac = link->mac;
  if (holding.bought && action != VipAction::failed) event.lease = Duration(holding.bought->seconds);
  return event;
}

// ---- the end

void Holder::take(Time now, const Output& output, Actions&) {
  all_output_.observe(now, output.total, output.unread);
  const std::uint64_t read = output.total - output.unread;
  announcements_.observe(now, output.announcements,
                         output.announcements > read ? output.announcements - read : 0);
}

// A frozen reader does no harm while there is nothing to announce. But if nothing is held either, it is best
// to notice it early: the pipeline restarts before this host must become master.
std::optional<Time> Holder::patience_ends() const {
  std::optional<Time> end;
  if (const auto since = announcements_.unread_since()) end = *since + announcement_patience;
  const bool holding =
      std::ranges::any_of(holdings_, [](const auto& entry) { return entry.second.phase != Phase::idle; });
  if (const auto since = all_output_.unread_since(); since && !holding) {
    const Time stalled = *since + std::max<Duration>(3 * longest_interval_, shortest_reader_patience);
    end = end ? std::min(*end, stalled) : stalled;
  }
  return end;
}

void Holder::take(Time, const ReaderLost&, Actions&) {
  reader_lost_ = true;
  ending_.reader_lost();
}

void Holder::take(Time, const EndOfInput& end, Actions&) {
  ending_.end_of_input(end.empty);
  input_ended_ = true;
}

void Holder::take(Time now, const Signal&, Actions&) {
  ending_.signal(now);
}

void Holder::end(int status, Actions& out) {
  const char* why = reader_lost_ ? "reader_lost" : input_ended_ ? "input_ended" : "signal";
  for (auto& [place, holding] : holdings_) {
    const auto owner = routers_.find(holding.owner);
    const bool stepped_down = owner != routers_.end() && owner->second.state != State::master;
    let_go(place, holding, VipAction::removed, stepped_down ? "" : why, out);
  }
  if (status == exit_status::neighbour_died)
    out.push_back(Say{reader_lost_ ? "the reader of stdout is gone or does not read; removed the addresses"
                      : ending_.track_ended()
                          ? "the checks in front of vrrp-elect ended; removed the addresses"
                          : "the input ended before all routers had left; removed the addresses"});
  out.push_back(Exit{status});
  done_ = true;
}

}  // namespace vrrp::stage
