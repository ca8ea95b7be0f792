#include "stage/elect/group.h"

#include <algorithm>
#include <utility>

namespace vrrp::stage {

using Standing = Elector::Standing;

std::vector<Group::Wish> Group::settle(Time now) const {
  if (auto wishes = share_faults(); !wishes.empty()) return wishes;
  if (auto wishes = yield_together(); !wishes.empty()) return wishes;
  return take_over_together(now);
}

std::optional<Time> Group::deadline() const {
  return any(Standing::asked) ? all_silent_from() : std::nullopt;
}

bool Group::any(Standing standing) const {
  return std::ranges::any_of(members_, [&](const Elector* each) { return each->standing() == standing; });
}

std::vector<Group::Wish> Group::share_faults() const {
  std::vector<Wish> wishes;
  const auto hindered = std::ranges::count_if(
      members_, [](const Elector* each) { return !each->has_left() && each->has_own_obstacle(); });
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i]->has_left()) continue;
    const bool others = hindered > (members_[i]->has_own_obstacle() ? 1 : 0);
    if (others != members_[i]->has_group_obstacle()) wishes.push_back({i, Elector::GroupFault{others}});
  }
  return wishes;
}

// Whoever is refused tries on while nothing else stands against the mastership of all: else it would be
// master alone when the system takes its advert again. (And so no permit follows at once.) Of several one
// tries for all: else it would be master while the others are still to try, and yield because of them.
std::vector<Group::Wish> Group::yield_together() const {
  std::vector<Wish> wishes;
  const bool unready = any(Standing::out) || (any(Standing::backup) && !any(Standing::asked));
  bool one_tries = false;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Standing standing = members_[i]->standing();
    const bool yields = standing == Standing::master && (any(Standing::backup) || any(Standing::refused));
    const bool waits = standing == Standing::refused && (unready || std::exchange(one_tries, true));
    if (yields || waits) wishes.push_back({i, Elector::GroupYield{}});
  }
  return wishes;
}

// Whoever could not send last time goes first: if it still cannot, nobody else becomes master.
std::vector<Group::Wish> Group::take_over_together(Time now) const {
  std::vector<Wish> all, doubtful;
  if (any(Standing::out) || any(Standing::refused)) return {};
  const auto silent = any(Standing::asked) ? all_silent_from() : std::nullopt;
  if (any(Standing::backup) && !(silent && now >= *silent)) return {};
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i]->standing() == Standing::master) continue;
    all.push_back({i, Elector::GroupPermit{}});
    if (!members_[i]->can_send()) doubtful.push_back(all.back());
  }
  return doubtful.empty() ? all : doubtful;
}

// When the masters of all that are still backup have missed an advert; nullopt: one never heard any, or one
// was refused the last time: it would have to go first, and yield at once to those that are still backup.
std::optional<Time> Group::all_silent_from() const {
  std::optional<Time> latest;
  for (const Elector* member : members_) {
    if (member->standing() == Standing::out || member->standing() == Standing::refused) return std::nullopt;
    if (!member->can_send()) return std::nullopt;
    if (member->standing() != Standing::backup) continue;
    const auto silent = member->silent_from();
    if (!silent) return std::nullopt;
    latest = latest ? std::max(*latest, *silent) : *silent;
  }
  return latest;
}

}  // namespace vrrp::stage
