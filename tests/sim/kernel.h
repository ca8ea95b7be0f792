// The addresses and the links of one node, as its kernel has them. A lease is whole seconds and ends up to
// one second late, at least 10 ms, never early (measured on Linux).
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "host/change.h"
#include "moment.h"
#include "plan.h"
#include "queue.h"

namespace vrrp::sim {

class World;

class Kernel {
 public:
  Kernel(World& world, NodeId node);

  void put(Moment at, std::size_t vip, std::chrono::seconds valid);
  void remove(Moment at, std::size_t vip);
  void remove_all(Moment at);                   // the power went
  void remove_all(Moment at, Segment segment);  // the link went
  // One of the host's, or a VIP: what comes from it is a martian.
  bool has(const proto::Address& address) const;
  // Why the kernel takes no such address; empty: it does.
  std::string refusal(std::size_t vip) const;
  void lease_alarm(Moment at, std::size_t vip);

  // What the programs are told of the links that have the VIPs, and of these.
  host::Snapshot snapshot() const;
  host::LinkChange link_change(Segment segment) const;
  host::AddressChange address_change(std::size_t vip, bool there) const;

  bool holds(std::size_t vip) const { return vips_[vip].there; }
  Moment lease_end(std::size_t vip) const { return vips_[vip].lease.wanted(); }

  struct Link {
    bool carrier = true;
    bool up = true;                         // ip link set up
    bool has_primary = true;                // the node's own address
    bool refuses_sends = false;             // EPERM: a packet filter
    int queue_full = 0;                     // ENOBUFS: percent of the sends
    bool refuses_puts = false;              // of VIPs
    std::array<bool, most_vips> refused{};  // each of those of the link's router by itself
    bool vip_carrier = true;                // of the link of the VIPs, where that is another one
    bool vip_there = true;
    bool running() const { return up && carrier; }
    std::uint8_t mac_changes = 0;  // of the link with the VIPs
    Moment back_at = long_ago;     // that link, or its carrier, went or came
    bool carries() const { return vip_there && vip_carrier; }
    bool refuses() const { return refuses_sends || queue_full > 0; }
    bool takes(std::size_t vip) const { return !refuses_puts && !refused[vip]; }
    bool stutters() const { return queue_full > 0 && queue_full < 100; }
    bool can_advertise() const { return running() && has_primary && !refuses(); }
  };
  // That its neighbours hear what is said on the link with the VIPs.
  bool reaches_neighbours(Segment segment) const;
  Moment reaches_since(Segment segment) const { return links_[segment].back_at; }
  // Of the link with the VIPs, now.
  proto::Mac mac(Segment segment) const {
    return {{2, 0, 0, links_[segment].mac_changes, static_cast<std::uint8_t>(node_ + 1),
             static_cast<std::uint8_t>(segment + 1)}};
  }
  Link& link(Segment segment) { return links_[segment]; }
  const Link& link(Segment segment) const { return links_[segment]; }

 private:
  struct Vip {
    bool there = false;
    Alarm lease;
  };
  void gone(Moment at, std::size_t vip);

  World& world_;
  NodeId node_;
  std::vector<Vip> vips_;
  std::array<Link, most_segments> links_{};
};

}  // namespace vrrp::sim
