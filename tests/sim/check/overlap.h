// No two hosts hold an address for longer than it takes a word to get from one to the other, but for the
// exceptions of verdict.h, each a predicate of its own.
#pragma once

#include <array>

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class OverlapCheck {
 public:
  OverlapCheck(const History& history, Verdict& verdict) : history_(history), verdict_(verdict) {}

  // Ask before the history learns of it.
  void let_go(Moment at, Seat seat, std::size_t vip);
  void ended(Moment at);

 private:
  // While `loser` still held the address, `winner` got it as well.
  struct Overlap {
    Moment from, to;
    Moment began;  // when the later of them became master; the address may have gone and come back since
    Seat loser, winner, gone;  // gone: the one of them that let go, and ended it
    Duration length() const { return to - from; }
  };
  void judge(const Overlap& o);
  bool is_allowed(const Overlap& o);
  bool excuse(const Overlap& o);  // and count by which exception
  bool excused_in_parts(const Overlap& o);

  bool partition(const Overlap& o) const;
  Moment reunited(const Overlap& o, Moment lost) const;
  bool handover(const Overlap& o) const;
  bool handed_over(const Overlap& o, Seat leaving, Seat other) const;
  Moment yielded_in_offer(Seat seat) const;
  bool yielded(const Overlap& o) const;
  bool frozen_preempted(const Overlap& o) const;
  Duration last_word(Seat preempting, Duration interval) const;
  bool frozen_rivals(const Overlap& o) const;
  bool kernel_lease(const Overlap& o) const;
  bool yielded_and_died(const Overlap& o) const;
  Moment conceded(Seat seat) const;
  bool left_to_the_kernel(const Overlap& o, Seat seat) const;
  bool shorter_timer(const Overlap& o) const;
  Seat heard_last(Seat seat) const;
  bool frozen_leaving(const Overlap& o) const;
  bool permit(const Overlap& o) const;
  bool took_over(const Overlap& o, Seat third) const;
  bool was_permitted(Seat seat, Seat before) const;

  const SeatHistory& of(Seat seat) const { return history_.seats[seat]; }
  const stage::ElectorConfig& config(Seat seat) const { return history_.plan.config(seat); }

  const History& history_;
  Verdict& verdict_;
};

}  // namespace vrrp::sim
