#include "stage/announce/announcer.h"

#include <algorithm>
#include <utility>

#include "base/exit_status.h"

namespace vrrp::stage {
namespace {

using record::State;
using record::VipAction;

constexpr std::string_view command_reason = "command";
constexpr std::string_view refresh_reason = "refresh";
constexpr Duration after_the_grace = 25ms;

bool means_held(VipAction action) {
  return action == VipAction::added || action == VipAction::kept || action == VipAction::restored;
}

// The virtual router's MAC (RFC 9568 section 7.3), if the record names it. Any other MAC in a record is that
// of the interface when the record was written. It may have changed since, for example if the active port of
// a bond failed or the lowest port of a bridge left.
std::optional<proto::Mac> named_virtual_mac(const record::VipEvent& event) {
  if (!event.mac || !event.router || !event.router->vrid) return std::nullopt;
  const proto::Family family = event.router->family.value_or(event.address.address.family());
  const bool is_virtual = *event.mac == proto::virtual_mac(family, *event.router->vrid);
  return is_virtual ? event.mac : std::nullopt;
}

const std::string& interface_of(const record::Vip& vip, const record::Router& router) {
  return vip.interface.empty() ? router.interface : vip.interface;
}

}  // namespace

Announcer::Settings Announcer::Settings::following() const {
  Settings settings = *this;
  settings.second = std::min(interval, after_the_grace);
  return settings;
}

// ---- inputs

Announcer::Actions Announcer::step(Time now, const Input& input) {
  std::visit([&](const auto& one) { take(now, one); }, input);
  return {};
}

void Announcer::take(Time now, const record::Incoming& incoming) {
  std::visit([&](const auto& record) { heard(now, record); }, incoming);
}

void Announcer::take(Time, const host::Change& change) {
  for (const host::News::OfLink& link : host_.apply(change).links) {
    if (link.is_up || link.gone) continue;
    for (Target& target : targets_) target.was_down |= target.interface == link.name;
  }
}

void Announcer::take(Time now, const Command& command) {
  Target& asked = target(command.address, command.interface);
  asked.mac = command.mac;
  if (asked.burst) return;  // named twice
  start(asked, command_reason, settings_.count, now);
}

void Announcer::take(Time now, const Sent& result) {
  Target* target = find(result.address, result.interface);
  if (!target || !target->burst) return;
  target->last = now;
  if (result.ok) ++target->burst->sent;
  if (target->burst->left == 0) stop(*target);
}

void Announcer::take(Time now, const Signal&) {
  ending_.signal(now);
  closing_ = signalled_ = true;
}

void Announcer::take(Time, const EndOfInput& end) {
  ending_.end_of_input(end.empty);
  closing_ = true;
}

// ---- records

void Announcer::heard(Time, const record::StateChange& change) {
  ending_.heard(change);
  routers_[change.router] = {change.state, change.vips};
  if (change.state == State::master) return;  // vip-ctl reports which of its addresses are there
  forget_targets_of(change.router);
}

// A master that yields holds its addresses for a moment longer, so that no request is lost. If it announced
// them now, that would reach the neighbours after the better router's announcement.
void Announcer::heard(Time, const record::Alive& alive) {
  if (!alive.yields) return;
  if (const auto known = routers_.find(alive.router); known != routers_.end())
    known->second.state = State::backup;
  forget_targets_of(alive.router);
}

void Announcer::forget_targets_of(const record::Router& router) {
  std::erase_if(targets_, [&](Target& target) {
    const bool its = target.owner == router;
    if (its) stop(target);
    return its;
  });
}

void Announcer::heard(Time now, const record::VipEvent& event) {
  // A renewal may have failed: the address stays until the kernel's lease ends, and the next renewal, for
  // which there is no record, keeps it.
  if (event.action == VipAction::failed) return;
  const record::Router owner = owner_of(event);
  if (means_held(event.action)) {
    if (!may_be_master(owner)) return;
    Target& held = target(event.address.address, event.interface);
    held.owner = owner;
    held.mac = named_virtual_mac(event);
    start(held, to_word(event.action), settings_.count, now);
    return;
  }
  std::erase_if(targets_, [&](Target& target) {
    const bool it = target.address == event.address.address && target.interface == event.interface;
    if (it) stop(target);
    return it;
  });
}

// A rival's announcements may have reached the neighbours after ours. Not while we are exiting: then the
// rival is the successor in our handover.
void Announcer::heard(Time now, const record::Contest& contest) {
  if (closing_ || !may_be_master(contest.router)) return;
  if (const auto known = routers_.find(contest.router); known != routers_.end())
    for (const record::Vip& vip : known->second.vips)
      target(vip.address.address, interface_of(vip, contest.router)).owner = contest.router;
  for (Target& one : targets_)
    if (one.owner == contest.router) start(one, "contest", settings_.count, now);
}

// A vip record names the interface that the address is on, which may differ from the interface of its router;
// that one is in the router's own state record.
record::Router Announcer::owner_of(const record::VipEvent& event) const {
  const record::Router named = event.router.value_or(record::Router{.interface = event.interface});
  for (const auto& [router, known] : routers_) {
    if (router.family != named.family || router.vrid != named.vrid) continue;
    for (const record::Vip& vip : known.vips)
      if (vip.address.address == event.address.address && interface_of(vip, router) == event.interface)
        return router;
  }
  return named;
}

// A router that never wrote a state (vip-ctl add) counts as master.
bool Announcer::may_be_master(const record::Router& router) const {
  const auto known = routers_.find(router);
  return known == routers_.end() || known->second.state == State::master;
}

Announcer::Target* Announcer::find(const proto::Address& address, const std::string& interface) {
  const auto at = std::ranges::find_if(targets_, [&](const Target& target) {
    return target.address == address && target.interface == interface;
  });
  return at == targets_.end() ? nullptr : &*at;
}

Announcer::Target& Announcer::target(const proto::Address& address, const std::string& interface) {
  if (Target* known = find(address, interface)) return *known;
  return targets_.emplace_back(Target{.address = address, .interface = interface});
}

// ---- bursts

void Announcer::start(Target& target, std::string_view reason, std::uint32_t count, Time now) {
  stop(target);
  target.owed.reset();
  target.was_down = false;
  target.burst = Burst{.reason = std::string(reason), .left = count, .sent = 0, .next = now};
}

void Announcer::stop(Target& target) {
  if (!target.burst) return;
  const Burst burst = *std::exchange(target.burst, std::nullopt);
  if (burst.reason == command_reason && burst.sent < settings_.count) failed_ = true;
  if (burst.sent == 0 || (burst.reason == refresh_reason && !settings_.report_refresh)) return;
  told_.push_back({.router = target.owner,
                   .address = target.address,
                   .interface = target.interface,
                   .mac = target.told.value_or(proto::Mac{}),
                   .packets = burst.sent,
                   .reason = burst.reason});
}

Announcer::Actions Announcer::tick(Time now) {
  Actions actions;
  const bool leaving = verdict(now).has_value();
  for (Target& target : targets_) {
    if (leaving)
      stop(target);
    else
      announce(target, now, actions);
  }
  for (record::Announce& ended : std::exchange(told_, {})) actions.emplace_back(std::move(ended));
  if (leaving) actions.emplace_back(Exit{*verdict(now)});
  return actions;
}

void Announcer::announce(Target& target, Time now, Actions& actions) {
  const host::Link* link = host_.link(target.interface);
  if (const auto reason = occasion(target, link, now))
    start(target, *reason, *reason == refresh_reason ? 1 : settings_.count, now);
  if (!target.burst || now < target.burst->next || target.burst->left == 0) return;

  if (auto why = obstacle(target, link)) {
    target.last = now;
    if (target.burst->reason != refresh_reason) target.owed = target.burst->reason;
    stop(target);
    actions.emplace_back(Withhold{target.address, target.interface, std::move(*why)});
    return;
  }
  const bool first = target.burst->left-- == settings_.count;
  target.burst->next = now + (first ? settings_.second.value_or(settings_.interval) : settings_.interval);
  target.told = target.mac.value_or(link->mac);
  actions.emplace_back(Send{target.address, target.interface, link->index, *target.told});
}

// Not while we are exiting: a successor may have been heard by now.
std::optional<std::string> Announcer::occasion(const Target& target, const host::Link* link, Time now) const {
  if (closing_ || (target.burst && target.burst->reason == command_reason)) return std::nullopt;
  if (link && link->up) {
    // The kernel reports an IPv6 address some time after it accepted it.
    if (!target.burst && target.owed && !obstacle(target, link)) return target.owed;
    if (!target.mac && target.told && *target.told != link->mac && !obstacle(target, link))
      return "mac_changed";
    // The neighbours and the switches may have forgotten the announcement.
    if (target.was_down) return "link_up";
  }
  const bool due = settings_.refresh && now >= target.last + *settings_.refresh;
  if (!target.burst && due) return std::string(refresh_reason);
  return std::nullopt;
}

std::optional<std::string> Announcer::obstacle(const Target& target, const host::Link* link) const {
  if (!link) return "no such interface";
  if (!on_host(link->index, target.address)) return "the interface does not have it";
  if (link->mac == proto::Mac{}) return "the interface has no Ethernet neighbours";
  if (!link->up) return "the link is down";
  return std::nullopt;
}

bool Announcer::on_host(int link, const proto::Address& address) const {
  bool there = false;
  host_.each_address(link, address,
                     [&](const host::HostAddress& held) { there = there || may_be_announced(held); });
  return there;
}

// ---- the end

bool Announcer::bursting() const {
  return std::ranges::any_of(targets_, [](const Target& target) { return target.burst.has_value(); });
}

// At an orderly end of input, bursts that have begun are finished first: `vip-ctl add ADDR | garp-send
// follow`.
std::optional<int> Announcer::verdict(Time now) const {
  const auto status = ending_.verdict(now);
  if (status != 0) return status;
  if (!signalled_ && bursting()) return std::nullopt;
  return failed_ ? exit_status::failed : exit_status::done;
}

std::optional<Time> Announcer::deadline() const {
  std::optional<Time> first = ending_.deadline();
  for (const Target& target : targets_) {
    if (target.burst)
      first = earliest({first, target.burst->next});
    else if (refreshing())
      first = earliest({first, target.last + *settings_.refresh});
  }
  return first;
}

}  // namespace vrrp::stage
