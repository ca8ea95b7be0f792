// What the world has seen of each host and of each router on it, as far as a checker asks for it. It is
// reckoned from what crosses the host's borders (system calls, signals, the wire), never from what a stage
// says of itself.
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

struct HostHistory {
  std::array<StageHistory, stage_count> stages{};
  Moment track_ended = long_ago;  // its elector's checks came to their end
  const StageHistory& stage(Stage which) const { return stages[static_cast<std::size_t>(which)]; }
  // All of it runs since then; never: something does not.
  Moment whole_since() const;
};

struct SeatHistory {
  const HostHistory* host = nullptr;
  Time lease_end{};                // lib/stage/README.md, rule 1: how long it may hold, by its own clock
  Moment lease_moment = long_ago;  // the same as a moment
  Moment told = long_ago;          // until when its holder was last told to hold; when its pipe broke, now
  Moment advertised = long_ago;    // the last advert of a priority above 0
  Moment left = long_ago;          // priority 0 was sent
  Moment deserted = long_ago;      // priority 0 was heard
  Moment signalled = long_ago;     // its elector; or its checks ended
  Moment outlived = long_ago;      // it sent an advert, and meanwhile its lease ended
  Moment refused = long_ago;       // the system did not take an advert
  Moment refusing_since = never;   // nor any since then
  Moment tried_again = long_ago;   // it took one after it had refused the one before
  Moment put_refused = long_ago;   // its kernel did not take an address
  Moment resigned = long_ago;      // as master, for want of addresses: not_placed
  Moment unaddressed = long_ago;   // its last address to send adverts from went or came
  Moment contested = long_ago;     // as master it heard one that is not better
  Moment conceded = long_ago;      // as master it heard a better router, or could not answer another one
  Moment claimed = long_ago;       // the turn began in which it sent the advert that made it master
  Moment in_vain = long_ago;       // having left with its group it let go, and no better router had come
  Moment master_since = long_ago;
  record::Reason master_reason = record::Reason::startup;
  bool master = false, fault = false;  // as its elector says
  // By VIP, until when it was bought, with the kernel's lateness; and the latest of them.
  std::array<Moment, most_vips> kernel_leases{};
  Moment kernel_lease_end = long_ago;
  Moment bought = long_ago;  // the last purchase
  std::array<bool, most_vips> holds{};
  std::array<Moment, most_vips> held_since{};

  const StageHistory& stage(Stage which) const { return host->stage(which); }
};

struct History {
  explicit History(const Plan& its_plan);

  const Plan& plan;
  std::vector<HostHistory> hosts;
  std::vector<SeatHistory> seats;
  std::array<std::vector<Seat>, most_segments> on_segment{};
  // By receiver and sender, which are on one segment: the last advert of a master before it became one
  // itself, and the last datagram that did not arrive.
  std::array<std::array<Moment, most_seats>, most_seats> heard{}, lost{};
  Moment disturbed{};        // the last fault, and the last consequence of one that is a fault to others
  Duration longest_delay{};  // of a datagram, lately
  Duration longest_interval{};
  Duration longest_skew{};
  Duration longest_startup{};  // --startup-delay

  // Those that it competes with, and itself.
  const std::vector<Seat>& rivals(Seat seat) const { return on_segment[plan.segment_of(seat)]; }
  // Whether that is so of another member of its group.
  template <class Predicate>
  bool any_fellow(Seat seat, Predicate holds) const {
    if (!plan.group) return false;
    const NodeId node = plan.node_of(seat);
    for (Segment segment = 0; segment < plan.segments.size(); ++segment)
      if (const Seat other = plan.seat(node, segment); other != seat && holds(other)) return true;
    return false;
  }

  // The last time that it befell another member of its group, or the seat too.
  Moment last_of_fellows(Seat seat, Moment SeatHistory::*what) const;
  Moment last_of_group(Seat seat, Moment SeatHistory::*what) const;
  Moment last_loss(Seat a, Seat b) const { return std::max(lost[a][b], lost[b][a]); }
  // From a word on the wire to the address on or off the host: delivery, three programs' turns, a pipe.
  Duration delivery() const { return 2 * longest_delay + 8 * plan.latency + 1ms; }
  // After so long without loss everybody has heard whoever is master.
  Duration settling() const {
    return 3 * longest_interval + longest_skew + longest_startup + delivery() + 50ms;
  }
};

// The longest time that a master which leaves in order holds on.
Duration holding_time(const stage::ElectorConfig& config);
// How long a master that leaves waits for its reader to hear of it.
Duration reading_time(const stage::ElectorConfig& config);
// And one that offers its place: its skew, 50 ms for the delivery and 100 ms not to fence itself.
Duration longest_offer(const stage::ElectorConfig& config);

}  // namespace vrrp::sim
