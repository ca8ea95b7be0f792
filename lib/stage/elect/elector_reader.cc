// Rule 2: what a master does whose reader is gone or frozen.
#include <algorithm>

#include "stage/elect/elector.h"
#include "stage/elect/elector_parts.h"
#include "stage/kernel_lease.h"

namespace vrrp::stage {

using proto::Election;
using record::Reason;
using record::State;

namespace {

constexpr Duration vanished_patience = 500ms;

}  // namespace

void Elector::on(Time now, const Output& output) {
  reader_known_ = output.unread.has_value();
  reader_.observe(now, output.total, output.unread.value_or(0));
  if (output.lost && !reader_lost_) {
    reader_lost_ = true;
    actions_.emplace_back(Say{"the reader of stdout is gone"});
    begin_fencing(now, State::init, Reason::shutdown, exit_status::neighbour_died);
  }
  const bool was_telling = telling() != nullptr;
  judge_reader(now);
  if (Telling* its = telling()) {
    its->poll = now + told_poll;
    // What has just been written, because the reader reads again, is not read yet.
    if (was_telling && !reader_.unread_since()) reader_has_read(now);
  } else if (fencing() && can_judge_reader() && !reader_.unread_since()) {
    reader_reads_again(now);
  }
  proceed(now);
}

// The reader cannot be told to let go. As long as its VIPs are on this host nobody else may have them, so the
// adverts go on.
void Elector::begin_fencing(Time now, State to, Reason reason, std::optional<int> exit) {
  finish_yield(now);
  const bool offered = election_.offering();
  forget_offer();
  if (departure_ && departure_->step == Departure::Step::holding) {
    departure_->exit = exit;
    return;
  }
  if (!departure_ && (state_ != State::master || config_.vips.empty()))
    return depart(now, to, reason, exit, 0s);
  if (!departure_) departure_ = Departure{.to = to, .reason = reason};
  departure_->step = Departure::Step::fencing;
  departure_->until = last_kernel_lease_end() + 1500ms;
  if (exit) departure_->exit = exit;
  if (offered) elect(now, Election::Withdraw{});
  proceed(now);
}

// So it can be told after all that it must let go. When that is read too, an address that stays is not
// vip-ctl's: it is the host's own, or another program's.
void Elector::reader_reads_again(Time now) {
  if (state_ == State::master) return become(now, departure_->to, departure_->reason);
  leave(now);
  if (departure_) arrive(now);
}

// The kernel's own lease on an address is bought when a record is read: so the longest one that we wrote may
// have bought this much. (The newest can be shorter: a handover's.)
Time Elector::last_kernel_lease_end() const {
  if (!longest_told_) return Time{};
  return longest_kernel_lease_end(*longest_told_, config_.interval);
}

Duration Elector::reader_patience() const {
  return std::max(3 * config_.interval, Duration(1500ms));
}

std::optional<Time> Elector::reader_deadline() const {
  const auto since = reader_.unread_since();
  if (!since || !can_judge_reader() || has(ObstacleKind::output)) return std::nullopt;
  return *since + (vip_vanished_ ? std::min(reader_patience(), vanished_patience) : reader_patience());
}

void Elector::judge_reader(Time now) {
  if (!can_judge_reader()) return;
  const Obstacle stall{ObstacleKind::output, Reason::output_stalled};
  const auto since = reader_.unread_since();
  if (!since) {
    const bool in_time = departure_ && departure_->reason == Reason::output_stalled;
    if (in_time) departure_.reset();
    clear(now, stall, Reason::output_read);
    if (in_time) heed_obstacles(now);  // nobody did while it was leaving
    return;
  }
  const bool stalled =
      now - *since >= reader_patience() || (vip_vanished_ && now - *since >= vanished_patience);
  if (!stalled || has(ObstacleKind::output)) return;
  actions_.emplace_back(Say{"the reader of stdout has not read for " + format_duration(now - *since)});
  if (state_ != State::master || departure_) return raise(now, stall);
  obstacles_.push_back(stall);
  reported_obstacle_ = stall;
  begin_fencing(now, State::fault, stall.reason, std::nullopt);
}

}  // namespace vrrp::stage
