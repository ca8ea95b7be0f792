#include "overlap.h"

#include <fmt/format.h>

#include <algorithm>

namespace vrrp::sim {
namespace {

constexpr Duration yield_hold = 19ms;  // lib/stage/README.md, "Handover": 15 ms after an advert, 4 to say so
constexpr Duration still_speaking(Duration interval) {
  return interval * 5 / 4;
}

}  // namespace

void OverlapCheck::let_go(Moment at, Seat seat, std::size_t vip) {
  for (const Seat other : history_.rivals(seat)) {
    if (other == seat || !of(other).holds[vip]) continue;
    // Not by the address itself: one whose kernel lease ended early is put back.
    // And whoever is master again only now lets go of what it held before.
    const bool newer =
        of(seat).master_since > of(other).master_since && of(seat).master_since + history_.delivery() < at;
    const Seat old = newer ? other : seat, young = newer ? seat : other;
    const Moment both = std::max(of(seat).held_since[vip], of(other).held_since[vip]);
    judge({both, at, std::min(both, of(young).master_since), old, young, seat});
  }
}

void OverlapCheck::ended(Moment at) {
  for (Seat seat = 0; seat < history_.seats.size(); ++seat)
    for (std::size_t vip = 0; vip < history_.plan.vips; ++vip)
      if (of(seat).holds[vip]) let_go(at, seat, vip);
}

void OverlapCheck::judge(const Overlap& o) {
  if (is_allowed(o) || excused_in_parts(o)) return;
  verdict_.broken(fmt::format("{} and {} both held an address for {:.6f} s", history_.plan.name(o.loser),
                              history_.plan.name(o.winner), static_cast<double>(o.length().count()) / 1e6));
}

bool OverlapCheck::is_allowed(const Overlap& o) {
  return o.length() <= history_.delivery() || excuse(o);
}

bool OverlapCheck::excused_in_parts(const Overlap& o) {
  // What the winner held before it became master was not its own yet: it was the one to let go until then.
  const Moment turn = of(o.winner).master_since;
  if (turn > o.from && turn < o.to) {
    const Overlap before{o.from,   turn,    std::min(o.from, of(o.loser).master_since),
                         o.winner, o.loser, o.winner};
    if (is_allowed(before) && is_allowed({turn, o.to, turn, o.loser, o.winner, o.gone})) return true;
  }
  // Both held it already when one of them left.
  for (const Seat leaving : {o.loser, o.winner}) {
    const Moment left = of(leaving).left;
    if (left <= o.from || left >= o.to) continue;
    if (is_allowed({o.from, left, o.began, o.loser, o.winner, o.gone}) &&
        is_allowed({left, o.to, left, o.loser, o.winner, o.gone}))
      return true;
  }
  return false;
}

bool OverlapCheck::excuse(const Overlap& o) {
  using Predicate = bool (OverlapCheck::*)(const Overlap&) const;
  constexpr std::pair<Predicate, Exception> predicates[] = {
      {&OverlapCheck::yielded, Exception::yielded},
      {&OverlapCheck::handover, Exception::handover},
      {&OverlapCheck::frozen_leaving, Exception::frozen_leaving},
      {&OverlapCheck::frozen_preempted, Exception::frozen_preempted},
      {&OverlapCheck::frozen_rivals, Exception::frozen_preempted},
      {&OverlapCheck::shorter_timer, Exception::shorter_timer},
      {&OverlapCheck::kernel_lease, Exception::kernel_lease},
      {&OverlapCheck::permit, Exception::permit},
      {&OverlapCheck::partition, Exception::partition}};
  const auto found =
      std::ranges::find_if(predicates, [&](const auto& each) { return (this->*each.first)(o); });
  if (found == std::end(predicates)) return false;
  verdict_.excuse(found->second);
  return true;
}

// (a) Adverts between them were lost, so late that the one could take the other for silent. It ends when they
// hear each other again.
bool OverlapCheck::partition(const Overlap& o) const {
  const Moment earliest = o.began - history_.settling();
  const Moment lost = history_.last_loss(o.loser, o.winner);
  if (lost >= earliest) return o.to <= reunited(o, lost);
  // The winner took it from a third one, a second master that the loser could not hear.
  const record::Reason reason = of(o.winner).master_reason;
  const bool from_third = reason == record::Reason::priority_zero || reason == record::Reason::preempt;
  const bool after_silence = reason == record::Reason::master_down;
  if (!from_third && !after_silence) return false;
  for (const Seat third : history_.rivals(o.winner)) {
    if (third == o.winner || third == o.loser) continue;
    const SeatHistory& its = of(third);
    const auto& heard = history_.heard[o.winner];
    if (after_silence && heard[third] <= heard[o.loser])
      continue;  // it was the third one's that it waited for
    const bool was_master = its.master || std::max({its.left, its.conceded, its.master_since}) >= earliest;
    const Moment lost_to_third = history_.last_loss(third, o.loser);
    if (was_master && lost_to_third >= earliest - history_.settling())
      return o.to <= reunited(o, std::max(lost_to_third, o.from));
  }
  return false;
}

// After the last loss the next advert of the better one reaches the worse one, which holds on for a grace. If
// either is frozen, dead or cannot send, the lease ends it; if its holder is, the kernel's.
Moment OverlapCheck::reunited(const Overlap& o, Moment lost) const {
  const SeatHistory& gone = of(o.gone);
  Moment end = lost + history_.longest_interval + yield_hold + 2 * history_.delivery();
  const auto is_silent = [&](const SeatHistory& its) {
    return its.stage(Stage::elector).idle_within(lost, o.to) ||
           std::max(its.refused, its.unaddressed) >= lost;
  };
  if (is_silent(of(o.loser)) || is_silent(of(o.winner)))
    end = std::max(end, gone.lease_moment + history_.delivery());
  if (gone.stage(Stage::holder).idle_within(lost, o.to))
    end = std::max(end, gone.kernel_lease_end + history_.delivery());
  return end;
}

// (b) One of them said priority 0 and held on, at most the holding time, and a yield hold after it heard the
// other.
bool OverlapCheck::handover(const Overlap& o) const {
  return handed_over(o, o.loser, o.winner) || (o.gone == o.winner && handed_over(o, o.winner, o.loser));
}

bool OverlapCheck::handed_over(const Overlap& o, Seat leaving, Seat other) const {
  const Duration hold = holding_time(config(leaving));
  const Moment with_group = yielded_in_offer(leaving);
  const Moment began = std::max({of(leaving).left, of(leaving).signalled, with_group});
  const Moment both = std::max(began, of(other).master_since);
  // One that has left too, or does before its next advert, says nothing more.
  const Moment other_left = of(other).left;
  const bool leaves_too = other_left >= std::max(of(other).master_since, both - hold) &&
                          other_left <= both + config(other).interval + history_.delivery();
  // One that is not master any more, and whose holder is dead: its addresses stay, but it does not speak.
  const bool is_mute = !of(other).master && of(other).stage(Stage::holder).idle_within(both - hold, o.to);
  const Moment heard = leaves_too || is_mute ? began + hold : both + yield_hold + history_.delivery();
  const auto began_it = [&](Moment at) { return at >= o.from - hold && at <= o.from + history_.delivery(); };
  return (began_it(of(leaving).left) || began_it(of(leaving).signalled) || began_it(with_group)) &&
         o.to <= std::min(heard, began + hold) + 60ms + history_.delivery();
}

// When its group began to yield to a better router on another segment, while its own offer was open: from
// then on it hands over, and says no other priority 0.
Moment OverlapCheck::yielded_in_offer(Seat seat) const {
  const SeatHistory& its = of(seat);
  const Moment yielded = history_.last_of_fellows(seat, &SeatHistory::conceded);
  const bool offered = its.left >= its.advertised && its.signalled < its.advertised && yielded >= its.left;
  return offered && yielded <= its.left + longest_offer(config(seat)) ? yielded : long_ago;
}

// (b) It heard the better one and let its gratuitous ARP come first. That one may have held on itself, after
// its own priority 0, and is an owner that came back meanwhile: until then that was its handover.
bool OverlapCheck::yielded(const Overlap& o) const {
  const Moment conceded = std::max(of(o.loser).conceded, of(o.winner).conceded);
  const SeatHistory& winner = of(o.winner);
  const Duration hold = holding_time(config(o.winner));
  const bool came_back = winner.left >= o.from - hold && winner.master_since > winner.left &&
                         winner.master_since <= winner.left + hold + history_.delivery();
  const Moment from = came_back ? std::max(o.from, winner.master_since) : o.from;
  return o.to <= conceded + yield_hold + history_.delivery() &&
         o.to - from <= yield_hold + 2 * history_.delivery();
}

// (c) A preempting router does not wait for silence.
bool OverlapCheck::frozen_preempted(const Overlap& o) const {
  const SeatHistory& loser = of(o.loser);
  const StageHistory& elector = loser.stage(Stage::elector);
  if (o.to > std::max(loser.lease_moment, loser.kernel_lease_end) + history_.delivery()) return false;
  // By the winner, or by one that the winner took it from.
  for (const Seat third : history_.rivals(o.winner)) {
    const SeatHistory& its = of(third);
    const bool owner = config(third).priority == proto::priority_owner;
    const Duration interval = config(o.loser).interval;
    // One that is worse was no reason to wait. Or a priority 0 of the one before may have set its timer, and
    // the worse one followed that meanwhile.
    const bool lately = its.master_since >= o.from - history_.settling();
    const bool still_heard =
        lately && history_.heard[third][o.loser] >= its.master_since - still_speaking(interval);
    const bool preempted = still_heard || its.master_reason == record::Reason::preempt ||
                           (its.master_reason == record::Reason::priority_zero &&
                            loser.master_since >= o.from - history_.settling());
    if (!took_over(o, third) || !(preempted || owner)) continue;
    const Duration before = owner ? history_.settling() : last_word(third, interval) + history_.delivery();
    if (its.master_since <= o.from && elector.idle_since() >= its.master_since - before &&
        elector.idle_within(its.master_since - before, o.to))
      return true;
  }
  return false;
}

// How old what it knew of the master may have been when it preempted it: one that was frozen itself finds
// adverts when it thaws that came while it was.
Duration OverlapCheck::last_word(Seat preempting, Duration interval) const {
  const StageHistory& elector = of(preempting).stage(Stage::elector);
  const bool thawed_since = elector.thawed >= of(preempting).master_since - still_speaking(interval);
  return still_speaking(interval) + (thawed_since ? elector.thawed - elector.frozen : Duration(0));
}

// (c) Both claimed the mastership at once, before either could hear of the other, and one of them froze
// before it heard the other's advert: it finds it when it thaws. The other one yields, where it is worse.
bool OverlapCheck::frozen_rivals(const Overlap& o) const {
  const SeatHistory &loser = of(o.loser), &winner = of(o.winner);
  const Moment both_claimed = std::max(loser.claimed, winner.claimed);
  const Moment first = std::min(loser.master_since, winner.master_since);
  const Moment second = std::max(loser.master_since, winner.master_since);
  const Moment first_claim = std::min(loser.claimed, winner.claimed);
  // From when until when, if that is over: it may also have died since.
  const auto idle = [&](Moment from, bool over, Moment until) {
    return from >= first_claim && from <= second + history_.delivery() &&
           (!over || o.to <= until + yield_hold + 2 * history_.delivery());
  };
  const auto froze = [&](const SeatHistory& its, const SeatHistory& other) {
    const StageHistory& elector = its.stage(Stage::elector);
    const bool rightly =
        other.conceded < first_claim || o.to <= other.conceded + yield_hold + 2 * history_.delivery();
    return rightly &&
           (idle(elector.frozen, !elector.is_frozen, elector.thawed) ||
            idle(elector.died, elector.there, elector.started)) &&
           o.to <= its.lease_moment + history_.delivery();
  };
  return both_claimed <= first + history_.delivery() && (froze(loser, winner) || froze(winner, loser));
}

// (d) Nobody there lets go before the kernel does.
bool OverlapCheck::kernel_lease(const Overlap& o) const {
  return left_to_the_kernel(o, o.loser) ||
         // It is back before its kernel let go, as the better one.
         (left_to_the_kernel(o, o.winner) &&
          (o.gone == o.winner || conceded(o.loser) >= o.to - yield_hold - history_.delivery() ||
           yielded_and_died(o)));
}

// The one that came last heard that the other one is better, and could not tell its holder.
bool OverlapCheck::yielded_and_died(const Overlap& o) const {
  const SeatHistory &loser = of(o.loser), &winner = of(o.winner);
  const Moment yielded = conceded(o.winner);
  return yielded >= winner.master_since &&
         (!winner.master || winner.stage(Stage::elector).idle_since() >= yielded) &&
         winner.stage(Stage::holder).idle_within(yielded, o.to) &&
         (conceded(o.loser) < winner.master_since ||
          o.to <= loser.conceded + yield_hold + history_.delivery());
}

// When it heard a better router as master, or its group did on another segment.
Moment OverlapCheck::conceded(Seat seat) const {
  return history_.last_of_group(seat, &SeatHistory::conceded);
}

bool OverlapCheck::left_to_the_kernel(const Overlap& o, Seat seat) const {
  const SeatHistory& its = of(seat);
  const StageHistory& holder = its.stage(Stage::holder);
  // What became of its elector while nobody could hear of it counts, however long ago.
  const bool was_idle = holder.idle_within(o.from, o.to);
  const Moment alone = was_idle ? std::min(o.from, holder.idle_since()) : o.from;
  const Moment earliest = alone - history_.settling();
  const bool elector_gone = its.stage(Stage::elector).idle_within(earliest, o.to);
  const bool preempted = conceded(seat) >= earliest;
  // As good as dead to the others: its adverts were refused, or it had no address to send them from.
  const bool unheard = std::max(its.refused, its.unaddressed) >= earliest;
  return holder.idle_within(earliest, o.to) && (elector_gone || preempted || unheard) &&
         o.to <= its.kernel_lease_end + history_.delivery();
}

// (e) It waits for three intervals of its own, or of whoever spoke last, not for those of a master that it
// has not heard. Or the one did that it took the mastership from.
bool OverlapCheck::shorter_timer(const Overlap& o) const {
  const SeatHistory& loser = of(o.loser);
  const Moment earliest = o.from - history_.settling();
  const auto is_shorter = [&](Seat third) { return config(third).interval < config(o.loser).interval; };
  const bool waited_less = std::ranges::any_of(history_.rivals(o.winner), [&](Seat third) {
    return is_shorter(third) && (took_over(o, third) || third == heard_last(o.winner));
  });
  return waited_less &&
         (loser.stage(Stage::elector).idle_within(earliest, o.to) || loser.refused >= earliest) &&
         o.to <= std::max(loser.lease_moment, loser.kernel_lease_end) + history_.delivery();
}

// Itself, where it has heard nobody.
Seat OverlapCheck::heard_last(Seat seat) const {
  const auto& heard = history_.heard[seat];
  const Seat last =
      *std::ranges::max_element(history_.rivals(seat), {}, [&](Seat other) { return heard[other]; });
  return heard[last] == long_ago ? seat : last;
}

// (f) Nobody waits for silence after a priority 0. Its holder may freeze as well as its elector: of a group
// that yields the elector lives on.
bool OverlapCheck::frozen_leaving(const Overlap& o) const {
  const SeatHistory& loser = of(o.loser);
  const auto froze_leaving = [&](Stage stage) {
    const Moment frozen = loser.stage(stage).idle_since();
    return frozen >= loser.left && frozen <= loser.left + holding_time(config(o.loser));
  };
  return (froze_leaving(Stage::elector) || froze_leaving(Stage::holder)) &&
         loser.left >= o.from - 2 * history_.settling() &&
         o.to <= std::max(loser.lease_moment, loser.kernel_lease_end) + history_.delivery();
}

// (g) Its group knew from another segment that the old one's group leaves, and waited here for a missed
// advert, not for three. Or the group of one that it took the mastership from.
bool OverlapCheck::permit(const Overlap& o) const {
  const SeatHistory& loser = of(o.loser);
  if (o.to > std::max(loser.lease_moment, loser.kernel_lease_end) + history_.delivery()) return false;
  return std::ranges::any_of(history_.rivals(o.winner), [&](Seat third) {
    return took_over(o, third) && was_permitted(third, o.loser);
  });
}

// The winner, or one that became master before it and after the loser had fallen silent.
bool OverlapCheck::took_over(const Overlap& o, Seat third) const {
  const bool in_between =
      of(third).master_since <= o.from && of(third).master_since >= o.from - history_.settling();
  return third != o.loser && (third == o.winner || in_between);
}

bool OverlapCheck::was_permitted(Seat seat, Seat before) const {
  const SeatHistory& its = of(seat);
  const Moment unheard = history_.heard[seat][before] + still_speaking(config(before).interval);
  const bool deserted = history_.any_fellow(seat, [&](Seat fellow) {
    return of(fellow).deserted >= its.master_since - history_.settling() - history_.longest_skew;
  });
  return its.master_reason == record::Reason::group && deserted &&
         its.master_since + history_.delivery() >= unheard;
}

}  // namespace vrrp::sim
