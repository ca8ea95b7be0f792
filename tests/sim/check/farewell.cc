#include "farewell.h"

#include <fmt/format.h>

#include <algorithm>

namespace vrrp::sim {
namespace {

bool in_order(record::Reason reason) {
  using record::Reason;
  return reason == Reason::shutdown || reason == Reason::track_ended || reason == Reason::handover ||
         reason == Reason::check_down || reason == Reason::check_expired ||
         reason == Reason::output_stalled || reason == Reason::not_placed || reason == Reason::group;
}

}  // namespace

void FarewellCheck::wrote(Moment at, Seat seat, Time local, const record::StateChange& change) {
  const SeatHistory& its = history_.seats[seat];
  if (change.state == record::State::master) owed_[seat] = Moment{};
  if (!its.master || !in_order(change.reason)) return;
  // Past its lease, or what was told of it, it must not depose whoever is master by now.
  if (local >= its.lease_end || at >= its.told) return;
  owed_[seat] = at;
}

void FarewellCheck::rested(Moment at, Seat seat) {
  if (owed_[seat] == Moment{}) return;
  const SeatHistory& its = history_.seats[seat];
  const bool said = its.left >= its.master_since && its.left >= its.advertised;
  const bool deposed = its.conceded >= its.master_since;  // a better router came first, and is master
  const bool reader_reads = its.stage(Stage::holder).runs();
  const bool overslept =
      std::max(its.outlived, its.stage(Stage::elector).back_at()) >= owed_[seat] || at >= its.lease_moment;
  if (said || deposed || !reader_reads || overslept) {
    owed_[seat] = Moment{};
    return;
  }
  // It may wait for its reader to hear of it; for one that does not read, until the addresses are gone.
  if (at <= owed_[seat] + 2 * reading_time(history_.plan.config(seat)) + history_.delivery()) return;
  verdict_.broken(fmt::format("{}: left the mastership without priority 0", history_.plan.name(seat)));
}

}  // namespace vrrp::sim
