// The addresses and the link of one node, as its kernel has them. A lease is whole seconds and ends up to one
// second late, at least 10 ms, never early (measured on Linux).
#pragma once

#include <chrono>
#include <vector>

#include "moment.h"
#include "queue.h"

namespace vrrp::sim {

class World;

class Kernel {
 public:
  Kernel(World& world, NodeId node, std::size_t vips);

  void put(Moment at, std::size_t vip, std::chrono::seconds valid);
  void remove(Moment at, std::size_t vip);
  void remove_all(Moment at);  // the power went
  void lease_alarm(Moment at, std::size_t vip);

  bool holds(std::size_t vip) const { return vips_[vip].there; }
  Moment lease_end(std::size_t vip) const { return vips_[vip].lease.wanted(); }

  bool carrier = true;
  bool up = true;           // ip link set up
  bool has_primary = true;  // the node's own address
  bool refuses_sends = false;
  bool running() const { return up && carrier; }

 private:
  struct Vip {
    bool there = false;
    Alarm lease;
  };
  void gone(Moment at, std::size_t vip);

  World& world_;
  NodeId node_;
  std::vector<Vip> vips_;
};

}  // namespace vrrp::sim
