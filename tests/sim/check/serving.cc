#include "serving.h"

#include <fmt/format.h>

#include <algorithm>

#include "../world.h"

namespace vrrp::sim {
namespace {

constexpr Duration patience = 1s;  // lib/stage/README.md: none of the VIPs can be held for so long
constexpr Duration shortest_pause = 10s, longest_pause = 5min;
constexpr int system_refused = 4;

}  // namespace

bool ServingCheck::serves(Seat seat) const {
  const Kernel::Link& link =
      world_.node(history_.plan.node_of(seat)).kernel().link(history_.plan.segment_of(seat));
  const bool owns = history_.plan.sends_from_vip(history_.plan.node_of(seat), history_.plan.segment_of(seat));
  return link.carries() && (holds_one(seat, never) || (owns && link.has_primary));
}

// Since before then, by which its elector knows.
bool ServingCheck::holds_one(Seat seat, Moment before) const {
  const SeatHistory& its = history_.seats[seat];
  for (std::size_t vip = 0; vip < history_.plan.vips; ++vip)
    if (its.holds[vip] && its.held_since[vip] < before) return true;
  return false;
}

// It has said priority 0, and lets go: with its group to a better router, for instance, whose link is
// another.
bool ServingCheck::leaves(Moment at, Seat seat) const {
  const SeatHistory& its = history_.seats[seat];
  return its.left >= its.master_since &&
         at <= its.left + holding_time(history_.plan.config(seat)) + history_.delivery();
}

// What it does while one of its programs is frozen counts for nothing, and each mastership by itself: one can
// follow another within a turn.
void ServingCheck::rested(Moment at, Seat seat) {
  const SeatHistory& its = history_.seats[seat];
  Moment& since = idle_since_[seat];
  if (serves(seat)) served_[seat] = at;
  if (!its.master || served_[seat] == at) {
    since = Moment{};
    return;
  }
  if (since == Moment{}) since = at;
  const Moment whole = its.host->whole_since();
  if (whole == never ||
      at <= std::max({since, its.master_since, whole}) + patience + history_.delivery() + 100ms)
    return;
  if (leaves(at, seat)) return;
  verdict_.broken(fmt::format("{}: has been master for {} and serves nobody", history_.plan.name(seat),
                              format_duration(at - std::max(since, its.master_since))));
}

// One early attempt is allowed in each pause: something on the host has changed.
void ServingCheck::wrote(Moment at, Seat seat, const record::StateChange& change) {
  if (change.reason == record::Reason::not_placed && holds_one(seat, at - history_.delivery()))
    verdict_.broken(
        fmt::format("{}: resigns for want of addresses, and holds one", history_.plan.name(seat)));
  const SeatHistory& its = history_.seats[seat];
  const bool ends = its.master && change.state != record::State::master;
  // What it holds after its priority 0 is no attempt to serve.
  const Moment until = its.left >= its.master_since ? its.left : at;
  const bool in_vain = served_[seat] < its.master_since && its.host->whole_since() <= its.master_since &&
                       until >= its.master_since + patience;
  if (!ends || !in_vain) return;
  std::deque<Moment>& attempts = attempts_[seat];
  attempts.push_back(at);
  if (attempts.size() < 3) return;
  if (at - attempts.front() < shortest_pause)
    verdict_.broken(fmt::format("{}: was master three times within {} and served nobody",
                                history_.plan.name(seat), format_duration(at - attempts.front())));
  attempts.pop_front();
}

// The system refuses no privilege here, and an address that it does not take is no reason to end.
void ServingCheck::exited(NodeId node, Stage stage, int status) {
  if (status != system_refused) return;
  verdict_.broken(
      fmt::format("{}: {} gives up because of an address", history_.plan.nodes[node].name, to_word(stage)));
}

bool ServingCheck::pauses(const SeatHistory& its, Moment at) {
  const Moment since = std::max(its.put_refused, its.resigned);
  return its.fault && since >= its.stage(Stage::elector).started &&
         at <= since + patience + longest_pause + 1s;
}

}  // namespace vrrp::sim
