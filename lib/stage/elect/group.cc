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

// A member whose advert was refused goes on trying only while nothing else prevents the mastership of all:
// otherwise it would be master alone when the system accepts its advert again. (So no permit follows at
// once.) If there are several, one tries for all: otherwise it would be master before the others have tried,
// and yield because of them.
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

// The member that could not send last time goes first: if it still cannot, no other becomes master.
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

// When the masters of all members that are still backup have missed an advert. nullopt: one member never
// heard a master, or the advert of one was refused last time: it would have to go first, and yield at once to
// the members that are still backup.
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
