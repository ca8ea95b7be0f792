// What a world is made of, and what befalls it: drawn from a seed (plan_random.cc) or written by hand
// (plan_text.cc).
//
// Each host has an interface on each segment, and a virtual router there: a seat. The routers of a segment
// compete; those of a host are one process, and with `group` a sync group.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "moment.h"
#include "queue.h"
#include "stage/elect/elector.h"

namespace vrrp::sim {

enum class Stage : std::uint8_t { elector, holder, announcer };
constexpr Stage all_stages[] = {Stage::elector, Stage::holder, Stage::announcer};
constexpr std::size_t stage_count = 3;
using Stages = std::uint8_t;  // a set of them, bit by bit
constexpr Stages bit(Stage stage) {
  return static_cast<Stages>(1U << static_cast<unsigned>(stage));
}
constexpr Stages every_stage = 7;
constexpr std::string_view to_word(Stage stage) {
  constexpr std::string_view words[] = {"vrrp-elect", "vip-ctl", "garp-send"};
  return words[static_cast<std::size_t>(stage)];
}

// What happens to somebody.
struct Fault {
  enum class Kind : std::uint8_t {
    kill,          // SIGKILL: node, stages
    freeze,        // SIGSTOP: node, stages
    thaw,          // SIGCONT: node, stages
    signal,        // SIGTERM: node, stages; the supervisor starts the pipeline again
    stop,          // systemctl stop: SIGTERM to all, and it stays down
    start,         // systemctl start
    power_off,     // everything of the node is gone at once
    power_on,      //
    carrier_off,   // the cable at a segment, as the node sees it: sends succeed and go nowhere
    carrier_on,    //
    link_off,      // ip link set down: sends fail
    link_on,       //
    cut,           // node's datagrams reach `other` no more; nobody sees it
    mend,          //
    partition,     // the nodes of `mask` and the others hear each other no more
    heal,          //
    lose,          // `value` percent of a segment's datagrams
    delay,         // datagrams take up to `length` longer: they overtake each other
    duplicate,     // `value` percent of a segment's datagrams come twice
    check_down,    // node, value = which check
    check_up,      //
    checker_gone,  // vrrp-check is killed: its last results stand until they expire; the last one ends the
                   // pipe, unless it is a FIFO, and with it the pipeline, which starts again with all of them
    checker_back,  //
    checker_silent,   // vrrp-check runs, and says nothing: not after a start of the pipeline either
    checker_speaks,   //
    delete_vip,       // ip addr del
    address_off,      // the primary address of the interface goes
    address_on,       //
    refuse_sends,     // EPERM (a packet filter)
    accept_sends,     //
    queue_full,       // ENOBUFS for `value` percent of the sends
    queue_drains,     //
    refuse_puts,      // the kernel takes no VIP, and renews none
    accept_puts,      //
    refuse_put,       // only that of one of a router's VIPs, `value`
    accept_put,       //
    vip_carrier_off,  // of the link that has the VIPs, where it is another one
    vip_carrier_on,   //
    vip_link_gone,    // that link is deleted, its addresses with it
    vip_link_back,    //
    change_mac,       // the link with the VIPs has another one from now on
    stall_in_send,    // the next sendto takes `length`
  };
  Moment at{};
  Kind kind = Kind::kill;
  NodeId node = 0;
  NodeId other = 0;
  Stages stages = 0;
  Segment segment = 0;
  std::uint8_t mask = 0;
  int value = 0;
  Duration length{};
};
constexpr std::size_t fault_kinds = static_cast<std::size_t>(Fault::Kind::stall_in_send) + 1;
std::string_view to_word(Fault::Kind kind);
// Whether it strikes one segment, not a whole host.
bool is_of_segment(Fault::Kind kind);
// Something bad, and not the end of it: what is counted as a fault.
bool begins_trouble(Fault::Kind kind, int value, Duration length);

struct CheckPlan {
  std::string name{};
  int weight = 0;
  Duration interval = 1s;
};

struct NodePlan {
  std::string name{};
  // One for each segment; those that are left out are as the first.
  std::vector<stage::ElectorConfig> routers = std::vector<stage::ElectorConfig>(1);
  std::vector<CheckPlan> checks{};
  bool sends_from_vip = false;  // an owner whose own address is its routers' first VIP (IPv4)
  int drift_ppm = 0;
  Duration clock_offset = 1000s;
  Moment boot{};  // never: it stays off until it is started
  Duration restart_after = 1s;
};

struct Plan {
  std::uint64_t seed = 0;
  std::vector<NodePlan> nodes{};
  std::vector<proto::Family> segments{proto::Family::ipv4};
  bool group = false;       // the routers of a host move as one
  bool crossed = false;     // the members of a group have priorities of their own, and none is the better one
  std::size_t vips = 1;     // of each router, at most most_vips
  bool refresh = true;      // garp-send repeats what it told every 5 s
  bool vips_apart = false;  // they are on a link of their own, not on that of the adverts
  // The checkers write to a FIFO, and live on their own: no end of theirs ends it.
  bool checks_by_fifo = false;
  bool expects_checks = false;  // --expect names them all
  std::vector<Fault> faults{};  // by time
  Moment end{};
  Duration wire_delay = 200us;  // at most, when nothing makes it longer
  Duration latency = 100us;     // at most, from an event to the process that waits for it
  bool steady = false;          // scenarios: no chance in delays, so that the transcript is easy to read

  // ---- seats
  std::size_t seats() const { return nodes.size() * segments.size(); }
  Seat seat(NodeId node, Segment segment) const {
    return static_cast<Seat>(node * segments.size() + segment);
  }
  NodeId node_of(Seat seat) const { return static_cast<NodeId>(seat / segments.size()); }
  Segment segment_of(Seat seat) const { return static_cast<Segment>(seat % segments.size()); }
  const stage::ElectorConfig& config(Seat seat) const {
    return nodes[node_of(seat)].routers[segment_of(seat)];
  }
  std::string name(Seat seat) const;  // "a"; of several on a host "a eth1"

  // ---- addresses
  bool sends_from_vip(NodeId node, Segment segment) const;
  proto::Prefix primary(NodeId node, Segment segment) const;
  // The VIPs of a host are numbered: those of its first router, then those of the next.
  std::size_t host_vips() const { return segments.size() * vips; }
  Segment segment_of_vip(std::size_t vip) const { return static_cast<Segment>(vip / vips); }
  proto::Prefix vip(std::size_t number) const;
};

constexpr std::size_t most_nodes = 5, most_segments = 3, most_seats = most_nodes * most_segments;
constexpr std::size_t most_vips = 4;

std::string interface_name(std::size_t segment);
// Where the VIPs of the router on that segment are.
std::string vip_interface_name(const Plan& plan, std::size_t segment);
// What all routers of a plan have: interface, VRID, VIPs, their group.
void settle(Plan& plan);

Plan random_plan(std::uint64_t seed);
Result<Plan> parse_plan(std::string_view text);
// What the world is, in the words that parse_plan reads; what befalls it is told as it happens.
std::string describe(const Plan& plan);

}  // namespace vrrp::sim
