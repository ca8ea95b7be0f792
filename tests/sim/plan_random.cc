// A plan drawn from a seed: the routers' settings, and what befalls them.

#include <algorithm>

#include "chance.h"
#include "plan.h"

namespace vrrp::sim {
namespace {

using Kind = Fault::Kind;

constexpr std::size_t size_weights[] = {2, 2, 3, 3, 3, 3, 4, 5};

// What comes from the edges of the core, and not in every world: so many of a hundred faults. With 0 there
// are none of that kind, and every other world is as it was: they have dice of their own.
constexpr std::uint32_t full_queues = 3;
constexpr std::uint32_t refused_puts = 3;
constexpr std::uint32_t changing_macs = 4;
constexpr std::uint32_t failing_vip_links = 5;  // where the VIPs have a link of their own
// And so many of a hundred worlds have the VIPs on a link of their own.
constexpr std::uint32_t worlds_with_vips_apart = 15;
// Nor does garp-send repeat anything in these.
constexpr std::uint32_t worlds_without_refresh = 20;

// And what came to the world later, with dice that are its own again.
constexpr std::uint32_t single_refused_puts = 4;  // of one VIP of several
constexpr std::uint32_t silent_checkers = 4;      // often through a start of the pipeline
constexpr std::uint32_t falling_returns = 5;      // where a check has a weight
constexpr std::uint32_t more_worlds_with_two_vips = 12;
constexpr std::uint32_t worlds_with_a_sending_vip = 8;  // the first node is its owner
constexpr std::uint32_t worlds_with_fifos = 20;
constexpr std::uint32_t worlds_that_expect_checks = 20;

class Draw {
 public:
  explicit Draw(std::uint64_t seed)
      : chance_(seed),
        shape_(seed ^ 0x9e6c63d0876a9a99),
        edge_(seed ^ 0x2545f4914f6cdd1d),
        rare_(seed ^ 0x6a09e667f3bcc909) {
    plan_.seed = seed;
  }

  Plan plan() {
    routers();
    segments();
    rarities();
    faults();
    settle(plan_);
    return std::move(plan_);
  }

 private:
  // ---- the routers

  void routers() {
    const std::size_t size = chance_.pick(size_weights);
    version_ = chance_.percent(80) ? 3 : 2;
    interval_ = version_ == 2 || chance_.percent(80) ? Duration(1s) : chance_.percent(50) ? 500ms : 100ms;
    mixed_ = version_ == 3 && chance_.percent(20);
    base_ = static_cast<std::uint8_t>(chance_.between(50, 200));
    plan_.vips = chance_.percent(80) ? 1 : 2;
    plan_.end = Moment(3600s * (interval_ / 100ms) / 10);
    for (std::size_t i = 0; i < size; ++i) plan_.nodes.push_back(node(i));
    if (chance_.percent(8))
      plan_.nodes[chance_.below(static_cast<std::uint32_t>(size))].routers[0].priority = 255;
  }

  // In most worlds each host has one router. Whatever the others have more is drawn with dice of their own.
  void segments() {
    plan_.refresh = !edge_.percent(worlds_without_refresh);
    plan_.vips_apart = edge_.percent(worlds_with_vips_apart);
    if (!shape_.percent(28)) return;
    plan_.group = shape_.percent(90);
    const int size = plan_.group && shape_.percent(30) ? 3 : 2;
    plan_.segments.clear();
    for (int i = 0; i < size; ++i)
      plan_.segments.push_back(version_ == 3 && shape_.percent(30) ? proto::Family::ipv6
                                                                   : proto::Family::ipv4);
    if (plan_.group && shape_.percent(8)) draw_priorities();
  }

  void rarities() {
    if (rare_.percent(more_worlds_with_two_vips)) plan_.vips = 2;
    plan_.checks_by_fifo = rare_.percent(worlds_with_fifos);
    plan_.expects_checks = rare_.percent(worlds_that_expect_checks);
    if (plan_.expects_checks) add_checks();
    if (plan_.crossed || !rare_.percent(worlds_with_a_sending_vip)) return;
    const auto is_owner = [](const NodePlan& node) {
      return node.routers[0].priority == proto::priority_owner;
    };
    if (std::any_of(plan_.nodes.begin() + 1, plan_.nodes.end(), is_owner)) return;
    plan_.nodes[0].routers[0].priority = proto::priority_owner;
    plan_.nodes[0].sends_from_vip = true;
  }

  // One check could not hide behind another.
  void add_checks() {
    for (NodePlan& node : plan_.nodes)
      if (!node.checks.empty() && rare_.one_in(2))
        node.checks.push_back({.name = "dns", .weight = rare_.between(-20, 0)});
  }

  // As nobody should: each member has one of its own.
  void draw_priorities() {
    plan_.crossed = true;
    for (NodePlan& node : plan_.nodes) {
      node.routers.resize(plan_.segments.size(), node.routers.front());
      for (stage::ElectorConfig& router : node.routers)
        router.priority = static_cast<std::uint8_t>(shape_.between(1, 254));
    }
  }

  NodePlan node(std::size_t number) {
    NodePlan node{.name = std::string(1, static_cast<char>('a' + number))};
    stage::ElectorConfig& router = node.routers.front();
    router.version = version_;
    router.priority = priority();
    router.interval = mixed_ ? interval_ * chance_.between(1, 5) / 5 / 10ms * 10ms : interval_;
    router.preempt = chance_.percent(75);
    router.lease_adverts = chance_.percent(80) ? 3 : 2;
    router.handover = chance_.percent(90);
    router.step_down_advert = chance_.percent(85);
    router.offer = chance_.percent(85);
    if (chance_.percent(10)) router.preempt_delay = interval_ * chance_.between(1, 5);
    if (chance_.percent(10)) router.startup_delay = interval_ * chance_.between(1, 5);
    if (chance_.percent(25)) node.checks.push_back({.name = "gateway", .weight = 0});
    if (chance_.percent(25)) node.checks.push_back({.name = "nginx", .weight = chance_.between(-80, 80)});
    for (CheckPlan& check : node.checks) check.interval = chance_.percent(80) ? 1s : 2s;
    node.drift_ppm = chance_.between(-200, 200);
    node.clock_offset = chance_.span(1s, 1000s);
    node.boot = Moment(chance_.span(0s, 5s));
    node.restart_after = chance_.span(100ms, 2s);
    return node;
  }

  // Half of the groups have close priorities, many of them the same.
  std::uint8_t priority() {
    return static_cast<std::uint8_t>(chance_.percent(50) ? base_ + chance_.below(3)
                                                         : static_cast<unsigned>(chance_.between(1, 254)));
  }

  // ---- what befalls them

  // On average one in five minutes and router, many of them close together: faults meet.
  void faults() {
    const Duration quiet = 600s * (interval_ / 100ms) / 10 / static_cast<int>(plan_.seats());
    const Moment last = plan_.end - 60s;
    for (Moment at(15s); at < last;) {
      fault(at);
      const bool close = chance_.percent(50);
      at += close ? chance_.span(0s, 4 * interval_) : chance_.span(quiet / 10, 2 * quiet);
    }
    std::ranges::stable_sort(plan_.faults, {}, &Fault::at);
  }

  void fault(Moment at) {
    draw_struck();
    const auto node = static_cast<NodeId>(chance_.below(static_cast<std::uint32_t>(plan_.nodes.size())));
    edge_fault(at, node);
    rare_fault(at, node);
    switch (chance_.below(22)) {
      case 20:
        return return_beside_frozen(at, node);
      case 21:
        return freeze_while_leaving(at, node);
      case 0:
      case 1:
      case 2:
        return add({.at = at, .kind = Kind::kill, .node = node, .stages = stages()});
      case 3:
      case 4:
      case 5:
      case 6: {
        const Stages struck = stages();
        const Moment end = at + length();
        add({.at = at, .kind = Kind::freeze, .node = node, .stages = struck});
        return add({.at = end, .kind = Kind::thaw, .node = node, .stages = struck});
      }
      case 7:
        add({.at = at, .kind = Kind::signal, .node = node, .stages = stages()});
        if (chance_.one_in(4))
          add({.at = at + chance_.span(100ms, 2s),
               .kind = Kind::signal,
               .node = node,
               .stages = every_stage});
        return;
      case 8:
        add({.at = at, .kind = Kind::stop, .node = node});
        return add({.at = at + 3s + length(), .kind = Kind::start, .node = node});
      case 9:
        add({.at = at, .kind = Kind::power_off, .node = node});
        return add({.at = at + length(), .kind = Kind::power_on, .node = node});
      case 10:
        return pair({.at = at, .kind = chance_.one_in(2) ? Kind::carrier_off : Kind::link_off, .node = node});
      case 11:
        return pair({.at = at, .kind = Kind::cut, .node = node, .other = other(node)});
      case 12:
      case 13: {
        const auto all = static_cast<std::uint32_t>(1U << plan_.nodes.size());
        return pair({.at = at,
                     .kind = Kind::partition,
                     .mask = static_cast<std::uint8_t>(1 + chance_.below(all - 2))});
      }
      case 14:
        return lossy({.at = at, .kind = Kind::lose, .value = chance_.between(5, 95)});
      case 15:
        lossy({.at = at, .kind = Kind::delay, .length = chance_.span(1ms, 30ms)});
        return lossy({.at = at, .kind = Kind::duplicate, .value = chance_.between(5, 95)});
      case 16:
      case 17:
        return check(at, node);
      case 18:
        if (chance_.one_in(2)) return add({.at = at, .kind = Kind::delete_vip, .node = node});
        return add({.at = at, .kind = Kind::stall_in_send, .node = node, .length = chance_.span(1ms, 50ms)});
      default:
        return pair(
            {.at = at, .kind = chance_.one_in(2) ? Kind::address_off : Kind::refuse_sends, .node = node});
    }
  }

  // Beside the others, so that they meet.
  void edge_fault(Moment at, NodeId node) {
    std::uint32_t drawn = edge_.below(100);
    const auto is = [&](std::uint32_t share) {
      const bool hit = drawn < share;
      drawn -= hit ? 0 : share;
      return hit;
    };
    at += edge_.span(0s, 4 * interval_);
    if (is(full_queues))
      return pair({.at = at,
                   .kind = Kind::queue_full,
                   .node = node,
                   .value = edge_.one_in(3) ? 100 : edge_.between(30, 95)},
                  edge_);
    if (is(refused_puts)) {  // until the kernel's lease has ended, as often as not
      add({.at = at, .kind = Kind::refuse_puts, .node = node});
      return add({.at = at + 4 * length(edge_), .kind = Kind::accept_puts, .node = node});
    }
    if (is(changing_macs)) return add({.at = at, .kind = Kind::change_mac, .node = node});
    if (plan_.vips_apart && is(failing_vip_links)) {
      const Kind kind = edge_.one_in(2) ? Kind::vip_carrier_off : Kind::vip_link_gone;
      return pair({.at = at, .kind = kind, .node = node}, edge_);
    }
  }

  void rare_fault(Moment at, NodeId node) {
    std::uint32_t drawn = rare_.below(100);
    const auto is = [&](std::uint32_t share) {
      const bool hit = drawn < share;
      drawn -= hit ? 0 : share;
      return hit;
    };
    at += rare_.span(0s, 4 * interval_);
    if (is(single_refused_puts)) return refuse_one(at, node);
    if (is(silent_checkers)) return silence(at, node);
    if (is(falling_returns)) return fall_while_returning(at, node);
  }

  void refuse_one(Moment at, NodeId node) {
    if (plan_.vips == 1) return;
    const int vip = static_cast<int>(rare_.below(static_cast<std::uint32_t>(plan_.vips)));
    add({.at = at, .kind = Kind::refuse_put, .node = node, .value = vip});
    add({.at = at + 4 * length(rare_), .kind = Kind::accept_put, .node = node, .value = vip});
  }

  // A router comes back, and before it preempts the master its priority falls.
  void fall_while_returning(Moment at, NodeId node) {
    const auto& checks = plan_.nodes[node].checks;
    const auto weighted =
        std::ranges::find_if(checks, [](const CheckPlan& each) { return each.weight != 0; });
    if (weighted == checks.end()) return;
    const int check = static_cast<int>(weighted - checks.begin());
    add({.at = at, .kind = Kind::kill, .node = node, .stages = every_stage});
    const Moment fallen = at + plan_.nodes[node].restart_after + rare_.span(0s, 3 * interval_);
    add({.at = fallen, .kind = Kind::check_down, .node = node, .value = check});
    add({.at = fallen + length(rare_), .kind = Kind::check_up, .node = node, .value = check});
  }

  // One of its checkers or all, and longer than the elector's patience as often as not; half of the time the
  // next elector has never heard of them.
  void silence(Moment at, NodeId node) {
    const auto checks = static_cast<int>(plan_.nodes[node].checks.size());
    if (checks == 0) return;
    const Kind kind = plan_.checks_by_fifo && rare_.one_in(2) ? Kind::checker_gone : Kind::checker_silent;
    const Moment end = at + rare_.span(0s, 20s);
    const int first = rare_.one_in(2) ? 0 : checks - 1;
    for (int check = first; check < checks; ++check) {
      add({.at = at, .kind = kind, .node = node, .value = check});
      add({.at = end, .kind = static_cast<Kind>(static_cast<int>(kind) + 1), .node = node, .value = check});
    }
    if (rare_.one_in(2))
      add({.at = at + rare_.span(0s, 2s), .kind = Kind::kill, .node = node, .stages = every_stage});
  }

  // A router comes back, and before it preempts the master may freeze.
  void return_beside_frozen(Moment at, NodeId node) {
    add({.at = at, .kind = Kind::kill, .node = node, .stages = every_stage});
    const Moment back = at + plan_.nodes[node].restart_after;
    const Moment frozen = back + chance_.span(0s, 4 * interval_), thawed = frozen + length();
    for (NodeId other = 0; other < plan_.nodes.size(); ++other) {
      if (other == node) continue;
      add({.at = frozen, .kind = Kind::freeze, .node = other, .stages = bit(Stage::elector)});
      add({.at = thawed, .kind = Kind::thaw, .node = other, .stages = bit(Stage::elector)});
    }
  }

  // It says priority 0, and freezes before it has let go.
  void freeze_while_leaving(Moment at, NodeId node) {
    add({.at = at, .kind = Kind::signal, .node = node, .stages = bit(Stage::elector)});
    const Moment frozen = at + chance_.span(100us, interval_);
    add({.at = frozen, .kind = Kind::freeze, .node = node, .stages = bit(Stage::elector)});
    add({.at = frozen + length(), .kind = Kind::thaw, .node = node, .stages = bit(Stage::elector)});
  }

  void check(Moment at, NodeId node) {
    const auto checks = static_cast<std::uint32_t>(plan_.nodes[node].checks.size());
    if (checks == 0) return add({.at = at, .kind = Kind::kill, .node = node, .stages = every_stage});
    pair({.at = at,
          .kind = chance_.one_in(4) ? Kind::checker_gone : Kind::check_down,
          .node = node,
          .value = static_cast<int>(chance_.below(checks))});
  }

  // One link of a host, as a rule: with the others it still speaks.
  void draw_struck() {
    const auto size = static_cast<Segment>(plan_.segments.size());
    first_struck_ = last_struck_ = 0;
    if (size == 1) return;
    if (shape_.percent(30))
      last_struck_ = size - 1;
    else
      first_struck_ = last_struck_ = static_cast<Segment>(shape_.below(size));
  }

  void add(Fault fault) {
    if (!is_of_segment(fault.kind)) return plan_.faults.push_back(fault);
    for (fault.segment = first_struck_; fault.segment <= last_struck_; ++fault.segment)
      plan_.faults.push_back(fault);
  }

  // And its end: the kind that follows it.
  void pair(Fault fault) { pair(fault, chance_); }
  void pair(Fault fault, Chance& chance) {
    add(fault);
    fault.at += length(chance);
    fault.kind = static_cast<Kind>(static_cast<int>(fault.kind) + 1);
    add(fault);
  }

  void lossy(Fault fault) {
    add(fault);
    fault.at += length();
    fault.value = 0;
    fault.length = 0s;
    add(fault);
  }

  Stages stages() {
    constexpr Stages some[] = {1, 1, 2, 2, 4, 3, 5, 6, every_stage, every_stage};
    return chance_.pick(some);
  }

  NodeId other(NodeId node) {
    const auto size = static_cast<std::uint32_t>(plan_.nodes.size());
    return static_cast<NodeId>((node + 1 + chance_.below(size - 1)) % size);
  }

  // From a twentieth of an interval to ten of them, short ones as often as long ones.
  Duration length() { return length(chance_); }
  Duration length(Chance& chance) const {
    Duration length = interval_ / 20;
    for (int doubled = chance.between(0, 7); doubled > 0; --doubled) length *= 2;
    return length + chance.span(0s, length);
  }

  Chance chance_, shape_, edge_, rare_;
  Plan plan_;
  std::uint8_t version_ = 3;
  Duration interval_{};
  bool mixed_ = false;
  std::uint8_t base_ = 100;
  Segment first_struck_ = 0, last_struck_ = 0;  // by the fault that is drawn
};

}  // namespace

Plan random_plan(std::uint64_t seed) {
  return Draw(seed).plan();
}

}  // namespace vrrp::sim
