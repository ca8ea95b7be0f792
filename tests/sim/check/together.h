// The members of a sync group move together: a host whose programs all run is master of all of them or of
// none, but for an advert interval.
//
// They take over in one turn of the loop. A fault moves them in one turn as well, and so does a signal. Where
// one yields to a better router the others say priority 0 and hold on until that router has spoken on their
// segments too, or could have: a skew, which is less than an interval. If it does not speak there, the
// others hold on for the holding time (lib/stage/README.md, "Handover"), a little over an interval. And
// where vip-ctl was frozen when they parted, a member that could not tell it to let go advertises until its
// addresses are gone: at the latest when the lease ends that vip-ctl was told before. Both are counted.
//
// And they have the same priority, where they were given the same: a weight counts for all.
#pragma once

#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class World;

class TogetherCheck {
 public:
  TogetherCheck(World& world, const History& history, Verdict& verdict)
      : world_(world), history_(history), verdict_(verdict) {}

  // After each turn of the elector.
  void rested(Moment at, NodeId node);
  // And whenever a member has become master or is none any more: it can be both in one turn.
  void changed(Moment at, NodeId node);

 private:
  void judge(Moment at, NodeId node, Moment since);
  void judge_priorities(NodeId node);
  bool waited_in_vain(NodeId node, Moment since) const;
  Moment told_until(NodeId node) const;

  struct Parting {
    Moment began{};                  // zero: they are together
    Moment unread_until = long_ago;  // vip-ctl froze before it was told to let go, and holds until then
    bool excused = false;            // and counted
  };

  World& world_;
  const History& history_;
  Verdict& verdict_;
  std::array<Parting, most_nodes> partings_{};
};

}  // namespace vrrp::sim
