// The nodes, the wire between them, and time: what happens next happens now.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "chance.h"
#include "check/observer.h"
#include "node.h"
#include "plan.h"
#include "queue.h"
#include "trace.h"
#include "wire.h"

namespace vrrp::sim {

class World {
 public:
  explicit World(const Plan& plan, Trace* trace = nullptr);

  // To the plan's end, or to the first violation.
  void run();

  struct Count {
    std::uint64_t events = 0;
    std::uint64_t turns = 0;  // of a stage's loop
    std::uint64_t faults = 0;
  };
  const Count& count() const { return count_; }
  const Observer& result() const { return observer_; }
  Moment now() const { return now_; }

  // ---- for what lives in it
  const Plan& plan() const { return plan_; }
  Queue& queue() { return queue_; }
  Chance& chance() { return chance_; }
  Wire& wire(Segment segment) { return wires_[segment]; }
  bool sound() const;  // nothing is lost by chance
  Duration longest_delay() const;
  Observer& observe() { return observer_; }
  Node& node(NodeId id) { return nodes_[id]; }
  NodeId size() const { return static_cast<NodeId>(nodes_.size()); }
  Trace* trace() { return trace_; }
  void count_turn() { ++count_.turns; }
  // From what a process waits for to its turn.
  Duration latency() { return plan_.steady ? plan_.latency : chance_.span(2us, plan_.latency); }

 private:
  void happen(const Event& event);
  void befall(Moment at);
  void befall(Moment at, const Fault& fault);  // faults.cc

  const Plan& plan_;
  Trace* trace_;
  Queue queue_;
  Chance chance_;
  std::deque<Wire> wires_;
  Observer observer_;
  std::deque<Node> nodes_;
  std::size_t next_fault_ = 0;
  Count count_;
  Moment now_{};
};

}  // namespace vrrp::sim
