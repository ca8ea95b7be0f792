// What the world has seen of each node, as far as a checker asks for it. It is reckoned from what crosses the
// node's borders (system calls, signals, the wire), never from what a stage says of itself.
#pragma once

#include <array>
#include <vector>

#include "../moment.h"
#include "../plan.h"

namespace vrrp::sim {

struct StageHistory {
  Moment started = long_ago, died = long_ago, frozen = long_ago, thawed = long_ago;
  bool there = false, is_frozen = false;

  bool runs() const { return there && !is_frozen; }
  // It was not running at some time within [from, to].
  bool idle_within(Moment from, Moment to) const {
    if (!runs()) return std::max(died, frozen) <= to;
    const Moment back = std::max(started, thawed);
    return back >= from && std::max(died, frozen) <= to;
  }
  Moment idle_since() const { return std::max(died, frozen); }
  Moment back_at() const { return std::max(started, thawed); }
};

struct NodeHistory {
  std::array<StageHistory, stage_count> stages{};
  Time lease_end{};                // DESIGN section 3 rule 1: how long it may hold, by its own clock
  Moment lease_moment = long_ago;  // the same as a moment
  Moment told = long_ago;          // until when its holder was last told to hold; when its pipe broke, now
  Moment advertised = long_ago;    // the last advert of a priority above 0
  Moment left = long_ago;          // priority 0 was sent
  Moment signalled = long_ago;     // its elector
  Moment offered = long_ago;       // its priority fell while it was master
  Moment refused = long_ago;       // the system did not take an advert
  Moment conceded = long_ago;      // as master it heard a better router
  Moment master_since = long_ago;
  record::Reason master_reason = record::Reason::startup;
  bool master = false;                 // as its elector says
  Moment kernel_lease_end = long_ago;  // the latest that was bought, with the kernel's lateness
  Moment bought = long_ago;            // the last purchase
  std::array<bool, 4> holds{};
  std::array<Moment, 4> held_since{};

  const StageHistory& stage(Stage which) const { return stages[static_cast<std::size_t>(which)]; }
};

struct History {
  explicit History(const Plan& its_plan);

  const Plan& plan;
  std::vector<NodeHistory> nodes;
  std::array<std::array<Moment, most_nodes>, most_nodes> lost{};  // the last datagram that did not arrive
  Moment disturbed{};        // the last fault, and the last consequence of one that is a fault to others
  Duration longest_delay{};  // of a datagram, lately
  Duration longest_interval{};
  Duration longest_skew{};
  Duration longest_startup{};  // --startup-delay

  bool parted(NodeId a, NodeId b, Moment from) const { return lost[a][b] >= from || lost[b][a] >= from; }
  // From a word on the wire to the address on or off the host: delivery, three programs' turns, a pipe.
  Duration delivery() const { return 2 * longest_delay + 8 * plan.latency + 1ms; }
  // After so long without loss everybody has heard whoever is master.
  Duration settling() const {
    return 3 * longest_interval + longest_skew + longest_startup + delivery() + 50ms;
  }
};

// The longest time that a master which leaves in order holds on.
Duration holding_time(const stage::ElectorConfig& config);
// And one that offers its place: its skew, 50 ms for the delivery and 100 ms not to fence itself.
Duration longest_offer(const stage::ElectorConfig& config);

}  // namespace vrrp::sim
