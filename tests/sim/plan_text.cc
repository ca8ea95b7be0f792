// A plan written by hand: the upper half of a file in tests/scenarios. README.md has its statements in a
// table.
//
//   wire ipv4|ipv6
//   group
//   vips-apart
//   no-refresh
//   vips NUMBER
//   checks-by-fifo
//   expect-checks
//   node NAME [SETTING]...
//   at TIME FAULT [ARGUMENT]...
//   until TIME
//
// Each `wire` is a segment, on which every node has a router; with `group` those of a node are a sync group.
// Without any `wire` there is one, of IPv4. What a line names comes above it.

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "plan.h"

namespace vrrp::sim {
namespace {

using Kind = Fault::Kind;
using Words = std::vector<std::string_view>;

// What follows a fault's name. What is in brackets may be left out: the first interface is meant.
std::string_view arguments(Kind kind) {
  switch (kind) {
    case Kind::kill:
    case Kind::freeze:
    case Kind::thaw:
    case Kind::signal:
      return "NODE STAGE...";
    case Kind::stop:
    case Kind::start:
    case Kind::power_off:
    case Kind::power_on:
      return "NODE";
    case Kind::cut:
    case Kind::mend:
      return "NODE PEER [INTERFACE]";
    case Kind::partition:
    case Kind::heal:
      return "NODE... [INTERFACE]";
    case Kind::lose:
    case Kind::duplicate:
      return "PERCENT [INTERFACE]";
    case Kind::delay:
      return "DURATION [INTERFACE]";
    case Kind::check_down:
    case Kind::check_up:
    case Kind::checker_gone:
    case Kind::checker_back:
    case Kind::checker_silent:
    case Kind::checker_speaks:
      return "NODE CHECK";
    case Kind::stall_in_send:
      return "NODE DURATION";
    case Kind::queue_full:
      return "NODE PERCENT [INTERFACE]";
    case Kind::refuse_put:
    case Kind::accept_put:
      return "NODE VIP [INTERFACE]";
    default:
      return "NODE [INTERFACE]";
  }
}

bool strikes_vip_link(Kind kind) {
  return kind >= Kind::vip_carrier_off && kind <= Kind::vip_link_back;
}

// "[INTERFACE]", "NODE...": INTERFACE, NODE.
std::string_view bare(std::string_view argument) {
  const std::size_t first = argument.find_first_not_of('[');
  return argument.substr(first, argument.find_first_of("].") - first);
}

class Parser {
 public:
  Result<Plan> parse(std::string_view text) {
    plan_.steady = true;
    plan_.segments.clear();
    for (const std::string_view line : lines(text)) {
      if (line.starts_with('#')) continue;
      if (const auto read = statement(words(line)); !read)
        return fail(printable(line) + ": " + read.error().message);
    }
    if (plan_.nodes.empty()) return fail("plan: no node");
    if (!owner_is_alone())
      return fail("plan: a node that sends from the VIP is the only one of priority 255");
    if (plan_.end == Moment()) return fail("plan: no until, the time at which it ends");
    if (plan_.nodes.front().routers.front().version == 2 &&
        std::ranges::count(plan_.segments, proto::Family::ipv6) > 0)
      return fail("plan: version 2 has no IPv6");
    if (plan_.segments.empty()) plan_.segments.push_back(proto::Family::ipv4);
    std::ranges::stable_sort(plan_.faults, {}, &Fault::at);
    settle(plan_);
    return std::move(plan_);
  }

 private:
  Result<> statement(const Words& line) {
    if (line.empty()) return {};
    if (line[0] == "node") return node(line);
    if (line[0] == "wire") return wire(line);
    if (line[0] == "group" && line.size() == 1) return plan_.group = true, Result<>();
    if (line[0] == "no-refresh" && line.size() == 1) return plan_.refresh = false, Result<>();
    if (line[0] == "vips-apart" && line.size() == 1) return plan_.vips_apart = true, Result<>();
    if (line[0] == "checks-by-fifo" && line.size() == 1) return plan_.checks_by_fifo = true, Result<>();
    if (line[0] == "expect-checks" && line.size() == 1) return plan_.expects_checks = true, Result<>();
    if (line[0] == "vips" && line.size() == 2)
      return number("the number of VIPs", line[1], 1, most_vips, plan_.vips);
    if (line[0] == "at") return fault(line);
    if (line[0] == "until" && line.size() == 2) return moment(line[1], plan_.end);
    return fail(
        "begins with none of node, wire, group, vips, vips-apart, no-refresh, checks-by-fifo, expect-checks, "
        "at, until");
  }

  Result<> moment(std::string_view text, Moment& at) {
    const auto since = parse_duration(text);
    if (!since) return std::unexpected(since.error());
    at = Moment(*since);
    return {};
  }

  Result<> wire(const Words& line) {
    const bool is_ipv6 = line.size() == 2 && line[1] == "ipv6";
    if (line.size() != 2 || !(is_ipv6 || line[1] == "ipv4") || plan_.segments.size() == most_segments)
      return fail("a wire is ipv4 or ipv6, and there are at most three");
    plan_.segments.push_back(is_ipv6 ? proto::Family::ipv6 : proto::Family::ipv4);
    return {};
  }

  // ---- a node

  Result<> node(const Words& line) {
    if (line.size() < 2 || plan_.nodes.size() == most_nodes)
      return fail("a name is missing, or a sixth node");
    if (node_named(line[1])) return fail("there is a node of that name");
    NodePlan node{.name = std::string(line[1])};
    node.restart_after = 500ms;
    for (std::size_t i = 2; i < line.size(); ++i)
      if (const auto set = setting(node, line, i); !set) return set;
    plan_.nodes.push_back(std::move(node));
    return router_is_sound(plan_.nodes.back().routers.front());
  }

  // An owner listens to no martians: a second one would not hear it.
  bool owner_is_alone() const {
    const auto owns = [](const NodePlan& node) {
      return node.routers.front().priority == proto::priority_owner;
    };
    const auto sends = std::ranges::find_if(plan_.nodes, &NodePlan::sends_from_vip);
    return sends == plan_.nodes.end() || (owns(*sends) && std::ranges::count_if(plan_.nodes, owns) == 1);
  }

  // RFC 9568 section 5.2.7, RFC 3768 section 5.3.7. One codec serves a segment, so one version does too.
  Result<> router_is_sound(const stage::ElectorConfig& router) const {
    if (router.version != plan_.nodes.front().routers.front().version)
      return fail("the nodes have one version");
    const Duration unit = router.version == 2 ? Duration(1s) : 10ms,
                   most = unit * (router.version == 2 ? 255 : 4095);
    if (router.interval >= unit && router.interval <= most && router.interval % unit == 0s) return {};
    return fail("an interval of version " + std::to_string(router.version) + " is a multiple of " +
                format_duration(unit) + ", at most " + format_duration(most));
  }

  Result<> setting(NodePlan& node, const Words& line, std::size_t& i) {
    const std::string_view key = line[i];
    stage::ElectorConfig& router = node.routers.front();
    if (key == "nopreempt") return router.preempt = false, Result<>();
    if (key == "no-handover") return router.handover = false, Result<>();
    if (key == "no-offer") return router.offer = false, Result<>();
    if (key == "no-step-down-advert") return router.step_down_advert = false, Result<>();
    if (key == "sends-from-vip") return node.sends_from_vip = true, Result<>();
    if (key == "off") return node.boot = never, Result<>();
    if (++i >= line.size()) return fail(printable(key) + " is no setting of a node, or has no value");
    const std::string_view value = line[i];
    if (key == "check") return check(node, value, ++i < line.size() ? line[i] : "");
    if (key == "priority") return number(key, value, 1, 255, router.priority);
    if (key == "version") return number(key, value, 2, 3, router.version);
    if (key == "lease") return number(key, value, 2, 100, router.lease_adverts);
    if (key == "interval") return duration(value, router.interval);
    if (key == "preempt-delay") return duration(value, router.preempt_delay);
    if (key == "startup-delay") return duration(value, router.startup_delay);
    return fail(printable(key) + " is no setting of a node");
  }

  Result<> check(NodePlan& node, std::string_view name, std::string_view weight) {
    CheckPlan check{.name = std::string(name)};
    if (const auto read = number("a check's weight", weight, -253, 253, check.weight); !read) return read;
    node.checks.push_back(std::move(check));
    return {};
  }

  template <class Number>
  Result<> number(std::string_view what, std::string_view text, int least, int most, Number& into) {
    const auto value = parse_integer(text, least, most, what);
    if (!value) return std::unexpected(value.error());
    into = static_cast<Number>(*value);
    return {};
  }

  Result<> duration(std::string_view text, Duration& into) {
    const auto value = parse_duration(text);
    if (!value) return std::unexpected(value.error());
    into = *value;
    return {};
  }

  // ---- a fault

  Result<> fault(const Words& line) {
    if (line.size() < 3) return fail("say when and what");
    Fault fault;
    if (const auto read = moment(line[1], fault.at); !read) return read;
    std::size_t kind = 0;
    while (kind < fault_kinds && to_word(static_cast<Kind>(kind)) != line[2]) ++kind;
    if (kind == fault_kinds) return fail(printable(line[2]) + " is no fault");
    fault.kind = static_cast<Kind>(kind);
    if (strikes_vip_link(fault.kind) && !plan_.vips_apart)
      return fail("the VIPs have a link of their own only below vips-apart");
    if (const auto read = details(fault, line); !read)
      return fail(read.error().message + " (" + std::string(line[2]) + " " +
                  std::string(arguments(fault.kind)) + ")");
    plan_.faults.push_back(fault);
    return {};
  }

  Result<> details(Fault& fault, const Words& line) {
    std::size_t next = 3;
    for (const std::string_view argument : words(arguments(fault.kind))) {
      const std::string_view wanted = bare(argument);
      if (next == line.size() && argument.starts_with('[')) continue;
      if (next == line.size()) return fail("the " + std::string(wanted) + " is missing");
      if (!take(fault, wanted, line[next])) return fail(printable(line[next]) + " is no " + noun(wanted));
      ++next;
      while (argument.ends_with("...") && next < line.size() && take(fault, wanted, line[next])) ++next;
    }
    if (next < line.size()) return fail(printable(line[next]) + " is too much, or not known");
    return {};
  }

  // Whether the word is what is wanted there.
  bool take(Fault& fault, std::string_view wanted, std::string_view word) const {
    if (wanted == "NODE") return take_node(fault, word, fault.node);
    if (wanted == "PEER") return take_node(fault, word, fault.other) && fault.other != fault.node;
    if (wanted == "STAGE") return take_stage(fault, word);
    if (wanted == "INTERFACE") return take_interface(fault, word);
    if (wanted == "CHECK") return take_check(fault, word);
    if (wanted == "VIP") return take_vip(fault, word);
    if (wanted == "DURATION") {
      const auto length = parse_duration(word);
      return fault.length = length.value_or(Duration{}), length.has_value();
    }
    const auto percent = parse_integer(word, 0, 100, "");
    return fault.value = static_cast<int>(percent.value_or(0)), percent.has_value();
  }

  bool take_node(Fault& fault, std::string_view word, NodeId& into) const {
    const auto id = node_named(word);
    if (!id) return false;
    into = *id;
    fault.mask |= static_cast<std::uint8_t>(1U << *id);
    return true;
  }

  static bool take_stage(Fault& fault, std::string_view word) {
    if (word == "all") return fault.stages = every_stage, true;
    for (const Stage stage : all_stages)
      if (word == to_word(stage)) return fault.stages |= bit(stage), true;
    return false;
  }

  bool take_interface(Fault& fault, std::string_view word) const {
    for (Segment segment = 0; segment < segments(); ++segment)
      if (word == interface_name(segment)) return fault.segment = segment, true;
    return false;
  }

  bool take_check(Fault& fault, std::string_view word) const {
    const auto& checks = plan_.nodes[fault.node].checks;
    const auto at = std::ranges::find(checks, word, &CheckPlan::name);
    fault.value = static_cast<int>(at - checks.begin());
    return at != checks.end();
  }

  // The first one is 1.
  bool take_vip(Fault& fault, std::string_view word) const {
    const auto number = parse_integer(word, 1, static_cast<int>(plan_.vips), "");
    return fault.value = static_cast<int>(number.value_or(1)) - 1, number.has_value();
  }

  std::string noun(std::string_view wanted) const {
    if (wanted == "NODE") return "node";
    if (wanted == "PEER") return "other node";
    if (wanted == "STAGE") return "stage";
    if (wanted == "CHECK") return "check of that node";
    if (wanted == "VIP") return "VIP of that node, by its number";
    if (wanted == "DURATION") return "duration";
    if (wanted == "PERCENT") return "percentage";
    return "interface: there is " + interface_name(0) +
           (segments() == 1 ? "" : " to " + interface_name(segments() - 1));
  }

  std::size_t segments() const { return std::max<std::size_t>(plan_.segments.size(), 1); }

  std::optional<NodeId> node_named(std::string_view name) const {
    for (NodeId id = 0; id < plan_.nodes.size(); ++id)
      if (plan_.nodes[id].name == name) return id;
    return std::nullopt;
  }

  Plan plan_;
};

}  // namespace

Result<Plan> parse_plan(std::string_view text) {
  return Parser().parse(text);
}

}  // namespace vrrp::sim
