// A host: its clock, its kernel, a pipeline of three programs and the supervisor that starts it again.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "kernel.h"
#include "pipe.h"
#include "plan.h"
#include "process.h"

namespace vrrp::sim {

class World;

class Node {
 public:
  Node(World& world, NodeId id, const NodePlan& plan);

  // ---- the pipeline
  void start(Moment at);
  void stop(Moment at);
  void power_off(Moment at);
  void restart_alarm(Moment at);
  void process_ended(Moment at);
  bool up() const { return running() == stage_count; }  // all of it runs
  bool down() const;                                    // nothing of it is there
  // Nothing stands against its routers on the segments from `first` to `last`: they can be master.
  bool elects(Segment first, Segment last) const;

  // ---- its checks
  void check_alarm(Moment at, std::size_t check);
  void set_check(Moment at, std::size_t check, bool up);
  void set_checker(Moment at, std::size_t check, bool there);
  void set_speaking(std::size_t check, bool speaks) { checks_[check].silent = !speaks; }
  // To the elector that runs now: any of them, or with --expect each.
  bool checks_have_spoken() const;

  // ---- the kernel's news
  void link_news(Moment at, Segment segment);
  void vip_link_news(Moment at, Segment segment);
  void primary_news(Moment at);
  void address_news(Moment at, std::size_t vip, bool there);

  World& world() { return world_; }
  NodeId id() const { return id_; }
  const NodePlan& plan() const { return plan_; }
  const NodeClock& clock() const { return clock_; }
  Kernel& kernel() { return kernel_; }
  const Kernel& kernel() const { return kernel_; }
  Pipe& records() { return records_; }  // vrrp-elect | vip-ctl
  Pipe& log() { return log_; }          // vip-ctl | garp-send
  ElectorProcess& elector() { return elector_; }
  const ElectorProcess& elector() const { return elector_; }
  Process& process(Stage stage);
  const Process& process(Stage stage) const { return const_cast<Node*>(this)->process(stage); }

 private:
  void tell_of_host(Moment at, const host::Change& change);

  struct Check {
    bool up = true;
    bool there = true;
    bool silent = false;
    bool told = true;    // what the last result said
    bool spoke = false;  // to the elector that runs now: of a check that it never heard of it knows nothing
    Alarm alarm;

    bool speaks() const { return there && !silent; }
  };
  std::size_t running() const;
  void speak(Moment at, std::size_t check);

  World& world_;
  NodeId id_;
  const NodePlan& plan_;
  NodeClock clock_;
  Kernel kernel_;
  Pipe records_, log_;
  ElectorProcess elector_;
  HolderProcess holder_;
  AnnouncerProcess announcer_;
  std::vector<Check> checks_;
  Alarm restart_;
  bool wanted_ = false;  // the supervisor keeps it running
  bool powered_ = true;
};

}  // namespace vrrp::sim
