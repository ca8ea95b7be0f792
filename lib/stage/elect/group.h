// A sync group: virtual routers of one process that move as one, because a gateway that is master on only one
// side forwards nothing.
//
//   1. While one member cannot take part, none does (`fault`, reason `group`).
//   2. When one is backup to a better router, or the system refuses its adverts, the others yield too, as in
//      a handover.
//   3. They become master together, when every one of them would by itself. If the master of one sends
//      priority 0, the others wait only until theirs has missed an advert: priority 0 is the sign that the
//      group on the other side moves. (Not if an advert of one was refused the last time, nor a down interval
//      later.) A member that hears a better router holds the others back.
//
// Weights count for all members: they are given the same checks and tracked interfaces.
#pragma once

#include <optional>
#include <vector>

#include "stage/elect/elector.h"

namespace vrrp::stage {

class Group {
 public:
  void add(const Elector& member) { members_.push_back(&member); }
  std::size_t size() const { return members_.size(); }

  struct Wish {
    std::size_t member = 0;  // in the order in which they were added
    Elector::Input input{};
  };
  // The inputs that members must get after a step or tick of one. Call it again after giving them.
  std::vector<Wish> settle(Time now) const;
  // When to call it again, if no member is stepped before.
  std::optional<Time> deadline() const;

 private:
  std::vector<Wish> share_faults() const;
  std::vector<Wish> yield_together() const;
  std::vector<Wish> take_over_together(Time now) const;
  bool any(Elector::Standing standing) const;
  std::optional<Time> all_silent_from() const;

  std::vector<const Elector*> members_;
};

}  // namespace vrrp::stage
