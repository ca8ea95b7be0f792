// A plan written by hand: the upper half of a file in tests/scenarios.
//
//   node NAME [priority N] [interval D] [version 2|3] [nopreempt] [no-handover] [check NAME WEIGHT] [off]
//   wire ipv4|ipv6
//   group
//   at TIME KIND [NODE] [vrrp-elect|vip-ctl|garp-send|all]... [eth0|eth1|eth2] [VALUE]
//   until TIME
//
// Each `wire` is a segment, on which every node has a router; with `group` those of a node are a sync group.
// Without any `wire` there is one, of IPv4.

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "plan.h"

namespace vrrp::sim {
namespace {

using Kind = Fault::Kind;
using Words = std::vector<std::string_view>;

class Parser {
 public:
  Result<Plan> parse(std::string_view text) {
    plan_.steady = true;
    plan_.segments.clear();
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (line.starts_with('#')) continue;
      if (const auto read = statement(words(line)); !read)
        return fail(std::string(line) + ": " + read.error().message);
    }
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
    if (line[0] == "at") return fault(line);
    if (line[0] == "until" && line.size() == 2) return moment(line[1], plan_.end);
    return fail("begins with none of node, wire, group, at, until");
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

  Result<> node(const Words& line) {
    if (line.size() < 2 || plan_.nodes.size() == most_nodes)
      return fail("a name is missing, or a sixth node");
    NodePlan node{.name = std::string(line[1])};
    node.restart_after = 500ms;
    for (std::size_t i = 2; i < line.size(); ++i)
      if (const auto set = setting(node, line, i); !set) return set;
    plan_.nodes.push_back(std::move(node));
    return {};
  }

  Result<> setting(NodePlan& node, const Words& line, std::size_t& i) {
    const std::string_view key = line[i];
    stage::ElectorConfig& router = node.routers.front();
    if (key == "nopreempt") return router.preempt = false, Result<>();
    if (key == "no-handover") return router.handover = false, Result<>();
    if (key == "off") return node.boot = never, Result<>();
    if (++i >= line.size()) return fail(std::string(key) + " has no value");
    if (key == "check") {
      if (i + 1 >= line.size()) return fail("a check has a name and a weight");
      const auto weight = parse_integer(line[i + 1], -253, 253, "weight");
      if (!weight) return std::unexpected(weight.error());
      node.checks.push_back({.name = std::string(line[i]), .weight = static_cast<int>(*weight)});
      ++i;
      return {};
    }
    if (key == "interval") {
      const auto interval = parse_duration(line[i]);
      if (!interval) return std::unexpected(interval.error());
      router.interval = *interval;
      return {};
    }
    const auto value = parse_integer(line[i], 0, 255, key);
    if (!value) return std::unexpected(value.error());
    if (key == "priority")
      router.priority = static_cast<std::uint8_t>(*value);
    else if (key == "version")
      router.version = static_cast<std::uint8_t>(*value);
    else
      return fail(std::string(key) + " is no setting of a node");
    return {};
  }

  Result<> fault(const Words& line) {
    if (line.size() < 3) return fail("say when and what");
    Fault fault;
    if (const auto read = moment(line[1], fault.at); !read) return read;
    std::size_t kind = 0;
    while (kind < fault_kinds && to_word(static_cast<Kind>(kind)) != line[2]) ++kind;
    if (kind == fault_kinds) return fail(std::string(line[2]) + " is no fault");
    fault.kind = static_cast<Kind>(kind);
    bool has_node = false;
    for (std::size_t i = 3; i < line.size(); ++i)
      if (const auto read = detail(fault, line[i], has_node); !read) return read;
    plan_.faults.push_back(fault);
    return {};
  }

  Result<> detail(Fault& fault, std::string_view word, bool& has_node) {
    if (word == "all") return fault.stages = every_stage, Result<>();
    for (const Stage stage : all_stages)
      if (word == to_word(stage)) return fault.stages |= bit(stage), Result<>();
    if (const auto id = node_named(word)) {
      (has_node ? fault.other : fault.node) = *id;
      fault.mask |= static_cast<std::uint8_t>(1U << *id);
      has_node = true;
      return {};
    }
    for (Segment segment = 0; segment < plan_.segments.size(); ++segment)
      if (word == interface_name(segment)) return fault.segment = segment, Result<>();
    const auto& checks = plan_.nodes[fault.node].checks;
    if (const auto at = std::ranges::find(checks, word, &CheckPlan::name); at != checks.end())
      return fault.value = static_cast<int>(at - checks.begin()), Result<>();
    if (const auto length = parse_duration(word)) return fault.length = *length, Result<>();
    const auto value = parse_integer(word, 0, 100, "value");
    if (!value) return fail(std::string(word) + " is no node, stage, check, duration or percentage");
    fault.value = static_cast<int>(*value);
    return {};
  }

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
