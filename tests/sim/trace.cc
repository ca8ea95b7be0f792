#include "trace.h"

#include <fmt/format.h>

#include "plan.h"

namespace vrrp::sim {
namespace {

std::string addresses(const record::StateChange& change) {
  return change.peer ? fmt::format(", last heard {} with {}", change.peer->address.text(),
                                   change.peer->priority ? std::to_string(*change.peer->priority) : "?")
                     : "";
}

std::string holding(Time local, std::optional<Time> expires) {
  return expires
             ? fmt::format(", may hold for {:.3f} s", static_cast<double>((*expires - local).count()) / 1e6)
             : "";
}

std::string words(Time local, const record::StateChange& change) {
  return fmt::format("{} ({}), priority {}{}{}{}{}", to_word(change.state), to_word(change.reason),
                     change.priority, holding(local, change.expires), addresses(change),
                     change.check.empty() ? "" : ", check " + change.check,
                     change.late && *change.late > 20ms
                         ? fmt::format(", {:.3f} s late", static_cast<double>(change.late->count()) / 1e6)
                         : "");
}
std::string words(Time local, const record::Alive& alive) {
  return fmt::format("alive: {}{}", to_word(alive.state), holding(local, alive.expires));
}
std::string words(Time, const record::Priority& priority) {
  return fmt::format("priority {} (of {})", priority.priority, priority.base);
}
std::string words(Time, const record::Contest& contest) {
  return fmt::format("contest: {} with {} believes to be master too", contest.peer.address.text(),
                     *contest.peer.priority);
}
std::string words(Time, const record::Reject& reject) {
  return fmt::format("reject: {} from {}", reject.reason, reject.peer.address.text());
}
std::string words(Time, const record::Mismatch& mismatch) {
  return fmt::format("mismatch: {} has {}, we have {}", mismatch.peer.address.text(), mismatch.theirs,
                     mismatch.ours);
}
std::string words(Time, const record::Check& check) {
  return fmt::format("check {} is {}", check.check, check.up ? "up" : "down");
}
std::string words(Time, const record::VipEvent& event) {
  return fmt::format("{} {}{}{}", event.address.text(), to_word(event.action),
                     event.lease ? fmt::format(", the kernel's lease {} s", *event.lease / 1s) : "",
                     event.detail.empty() ? "" : ": " + event.detail);
}
std::string words(Time, const record::Announce& announce) {
  return fmt::format("told the neighbours {} times of {} ({})", announce.packets, announce.address.text(),
                     announce.reason);
}
template <class Other>
std::string words(Time, const Other&) {
  return "";
}

}  // namespace

std::string seconds(Duration since) {
  return fmt::format("{:.6f}", static_cast<double>(since.count()) / 1e6);
}

void Trace::line(Moment at, NodeId node, std::string_view who, std::string_view what) {
  add(fmt::format("{:>12}  {:<4} {:<10} {}", seconds(at.time_since_epoch()), plan_.nodes[node].name, who,
                  what));
}

void Trace::of_router(Moment at, Seat seat, std::string_view who, std::string_view what) {
  const NodeId node = plan_.node_of(seat);
  if (plan_.segments.size() == 1) return line(at, node, who, what);
  line(at, node, who, fmt::format("{}: {}", interface_name(plan_.segment_of(seat)), what));
}

void Trace::note(Moment at, std::string_view what) {
  add(fmt::format("{:>12}  -- {}", seconds(at.time_since_epoch()), what));
}

void Trace::add(std::string text) {
  lines_.push_back(std::move(text));
  if (last_ > 0 && lines_.size() > last_) lines_.pop_front();
}

bool Trace::news(std::string key) {
  return !terse_ || known_.insert(std::move(key)).second;
}

void Trace::sent(Moment at, Seat seat, const stage::Elector::Send& send, bool accepted) {
  if (!accepted) {
    if (news(fmt::format("{} refused", seat))) of_router(at, seat, "kernel", "refuses the advert");
    return;
  }
  std::erase_if(known_, [&](const std::string& key) { return key == fmt::format("{} refused", seat); });
  const int priority = send.advert.priority;
  if (!news(fmt::format("{} advert {}", seat, priority)) && priority != 0) return;
  of_router(at, seat, to_word(Stage::elector),
            priority == 0 ? std::string("-> advert 0: it leaves")
                          : fmt::format("-> advert {}{}", priority,
                                        terse_ ? fmt::format(", from now on every {}",
                                                             format_duration(send.advert.interval))
                                               : ""));
}

void Trace::heard(Moment at, Seat seat, NodeId from, std::uint8_t priority) {
  if (terse_) return;
  of_router(at, seat, to_word(Stage::elector),
            fmt::format("<- advert {} of {}", priority, plan_.nodes[from].name));
}

void Trace::wrote(Moment at, Seat seat, Time local, const record::Body& body) {
  const auto* alive = std::get_if<record::Alive>(&body);
  if (alive && (terse_ || alive->state != record::State::master)) return;
  // Whoever changes its state begins anew.
  const auto* change = std::get_if<record::StateChange>(&body);
  if (change && change->state != record::State::master)
    std::erase_if(known_,
                  [&](const std::string& key) { return key.starts_with(std::to_string(seat) + " "); });
  of_router(at, seat, to_word(Stage::elector),
            std::visit([&](const auto& one) { return words(local, one); }, body));
}

void Trace::logged(Moment at, NodeId node, Time local, const record::Body& body) {
  const auto* announce = std::get_if<record::Announce>(&body);
  line(at, node, to_word(announce ? Stage::announcer : Stage::holder),
       std::visit([&](const auto& one) { return words(local, one); }, body));
}

void Trace::announced(Moment at, NodeId node, std::size_t vip) {
  if (terse_ && !news(fmt::format("{} announces {}", plan_.seat(node, plan_.segment_of_vip(vip)), vip)))
    return;
  line(at, node, to_word(Stage::announcer),
       fmt::format("tells the neighbours: {} is here", plan_.vip(vip).address.text()));
}

std::string Trace::text() const {
  std::string all;
  for (const std::string& line : lines_) all += line + "\n";
  return all;
}

}  // namespace vrrp::sim
