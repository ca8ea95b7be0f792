// Nobody becomes master before its time: not while a master that it may not preempt speaks, not before the
// down timer of RFC 9568 section 6.1 is over. A reference of the timer's rules, from the adverts alone.
#pragma once

#include <vector>

#include "../wire.h"
#include "history.h"
#include "verdict.h"

namespace vrrp::sim {

class TakeoverCheck {
 public:
  TakeoverCheck(const History& history, Verdict& verdict);

  void started(NodeId node, Time local);
  void heard(NodeId node, Time local, const Datagram& datagram);
  void wrote(NodeId node, Time local, const record::Body& body);

 private:
  struct Router {
    Time earliest{};  // that it may take over
    Duration interval{};
    int priority = 0;
    record::State state = record::State::init;
    bool worse_alone = false;  // since the timer began only worse masters spoke
  };
  void restart(NodeId node, Time local);
  Duration skew(NodeId node) const;

  const History& history_;
  Verdict& verdict_;
  std::vector<Router> routers_;
};

}  // namespace vrrp::sim
