// What each fault of a plan does to the world.

#include <fmt/format.h>

#include "world.h"

namespace vrrp::sim {
namespace {

using Kind = Fault::Kind;

constexpr std::string_view words[] = {"kill",
                                      "freeze",
                                      "thaw",
                                      "signal",
                                      "stop",
                                      "start",
                                      "power-off",
                                      "power-on",
                                      "carrier-off",
                                      "carrier-on",
                                      "link-off",
                                      "link-on",
                                      "cut",
                                      "mend",
                                      "partition",
                                      "heal",
                                      "lose",
                                      "delay",
                                      "duplicate",
                                      "check-down",
                                      "check-up",
                                      "checker-gone",
                                      "checker-back",
                                      "checker-silent",
                                      "checker-speaks",
                                      "delete-vip",
                                      "address-off",
                                      "address-on",
                                      "refuse-sends",
                                      "accept-sends",
                                      "queue-full",
                                      "queue-drains",
                                      "refuse-puts",
                                      "accept-puts",
                                      "refuse-put",
                                      "accept-put",
                                      "vip-carrier-off",
                                      "vip-carrier-on",
                                      "vip-link-gone",
                                      "vip-link-back",
                                      "change-mac",
                                      "stall-in-send"};
static_assert(std::size(words) == fault_kinds);

std::string stage_names(Stages stages) {
  std::string text;
  for (const Stage stage : all_stages)
    if ((stages & bit(stage)) != 0) text += (text.empty() ? "" : " ") + std::string(to_word(stage));
  return text;
}

std::string_view check_name(const NodePlan& node, const Fault& fault) {
  const auto check = static_cast<std::size_t>(fault.value);
  const bool is_of_check = fault.kind >= Kind::check_down && fault.kind <= Kind::checker_speaks;
  return is_of_check && check < node.checks.size() ? std::string_view(node.checks[check].name) : "";
}

std::string describe_host(const Plan& plan, const Fault& fault) {
  std::string text(to_word(fault.kind));
  const auto names = [&](std::uint8_t mask) {
    std::string all;
    for (std::size_t node = 0; node < plan.nodes.size(); ++node)
      if ((mask >> node & 1) != 0) all += " " + plan.nodes[node].name;
    return all;
  };
  switch (fault.kind) {
    case Kind::partition:
    case Kind::heal:
      return text + names(fault.mask);
    case Kind::lose:
    case Kind::duplicate:
      return fmt::format("{} {}%", text, fault.value);
    case Kind::delay:
      return text + " " + format_duration(fault.length);
    default:
      break;
  }
  text += " " + plan.nodes[fault.node].name;
  if (fault.stages != 0) text += " " + stage_names(fault.stages);
  if (fault.kind == Kind::cut || fault.kind == Kind::mend) text += " to " + plan.nodes[fault.other].name;
  if (fault.kind == Kind::stall_in_send) text += " " + format_duration(fault.length);
  if (fault.kind == Kind::refuse_put || fault.kind == Kind::accept_put)
    text += fmt::format(" {}", fault.value + 1);
  if (fault.kind == Kind::queue_full) text += fmt::format(" {}%", fault.value);
  if (const auto name = check_name(plan.nodes[fault.node], fault); !name.empty())
    text += " " + std::string(name);
  return text;
}

std::string describe(const Plan& plan, const Fault& fault) {
  const std::string text = describe_host(plan, fault);
  const bool is_told = plan.segments.size() > 1 && is_of_segment(fault.kind);
  return is_told ? text + " on " + interface_name(fault.segment) : text;
}

Duration longest_interval(const Node& node) {
  Duration longest{};
  for (const stage::ElectorConfig& router : node.plan().routers) longest = std::max(longest, router.interval);
  return longest;
}

// A program that reads from another one goes on so long after a signal.
Duration signal_patience(const Node& node) {
  return std::max(Duration(1s), 3 * longest_interval(node));
}

}  // namespace

std::string_view to_word(Fault::Kind kind) {
  return words[static_cast<std::size_t>(kind)];
}

bool is_of_segment(Fault::Kind kind) {
  switch (kind) {
    case Kind::kill:
    case Kind::freeze:
    case Kind::thaw:
    case Kind::signal:
    case Kind::stop:
    case Kind::start:
    case Kind::power_off:
    case Kind::power_on:
    case Kind::check_down:
    case Kind::check_up:
    case Kind::checker_gone:
    case Kind::checker_back:
    case Kind::checker_silent:
    case Kind::checker_speaks:
    case Kind::stall_in_send:
      return false;
    default:
      return true;
  }
}

bool begins_trouble(Fault::Kind kind, int value, Duration length) {
  switch (kind) {
    case Kind::thaw:
    case Kind::start:
    case Kind::power_on:
    case Kind::carrier_on:
    case Kind::link_on:
    case Kind::mend:
    case Kind::heal:
    case Kind::check_up:
    case Kind::checker_back:
    case Kind::checker_speaks:
    case Kind::address_on:
    case Kind::accept_sends:
    case Kind::queue_drains:
    case Kind::accept_puts:
    case Kind::accept_put:
    case Kind::vip_carrier_on:
    case Kind::vip_link_back:
      return false;
    case Kind::lose:
    case Kind::duplicate:
      return value > 0;
    case Kind::delay:
      return length > 0s;
    default:
      return true;
  }
}

void World::befall(Moment at, const Fault& fault) {
  if (trace_) trace_->note(at, describe(plan_, fault));
  Node& its = node(fault.node);
  Kernel::Link& link = its.kernel().link(fault.segment);
  Wire& wire = wires_[fault.segment];
  const auto each_stage = [&](auto act) {
    for (const Stage stage : all_stages)
      if ((fault.stages & bit(stage)) != 0) act(its.process(stage));
  };
  // One that is turned to what it was already brings no news to the neighbours of the VIPs.
  const auto turn = [&](bool& one, bool on, bool has_vips) {
    if (has_vips && one != on) link.back_at = at;
    one = on;
  };
  const auto check = static_cast<std::size_t>(fault.value);
  switch (fault.kind) {
    case Kind::kill:
      return each_stage([&](Process& process) { process.kill(at); });
    case Kind::freeze:
      return each_stage([&](Process& process) { process.freeze(at); });
    case Kind::thaw:
      return each_stage([&](Process& process) { process.thaw(at); });
    case Kind::signal:
      each_stage([&](Process& process) { process.signal(at); });
      return observer_.disturbed(at + signal_patience(its));
    case Kind::stop:
      its.stop(at);
      return observer_.disturbed(at + signal_patience(its));
    case Kind::start:
    case Kind::power_on:
      return its.start(at);
    case Kind::power_off:
      return its.power_off(at);
    case Kind::carrier_off:
    case Kind::carrier_on:
      turn(link.carrier, fault.kind == Kind::carrier_on, !plan_.vips_apart);
      return its.link_news(at, fault.segment);
    case Kind::link_off:
    case Kind::link_on:
      turn(link.up, fault.kind == Kind::link_on, !plan_.vips_apart);
      return its.link_news(at, fault.segment);
    case Kind::cut:
      return wire.cut(fault.node, fault.other, 1);
    case Kind::mend:
      return wire.cut(fault.node, fault.other, -1);
    case Kind::partition:
      return wire.partition(fault.mask, 1);
    case Kind::heal:
      return wire.partition(fault.mask, -1);
    case Kind::lose:
      wire.lose_percent = fault.value;
      return;
    case Kind::delay:
      wire.more_delay = fault.length;
      return;
    case Kind::duplicate:
      wire.duplicate_percent = fault.value;
      return;
    case Kind::check_down:
    case Kind::check_up:
      its.set_check(at, check, fault.kind == Kind::check_up);
      return observer_.disturbed(at + its.plan().checks[check].interval);
    case Kind::checker_gone:
    case Kind::checker_back:
      its.set_checker(at, check, fault.kind == Kind::checker_back);
      return observer_.disturbed(at + its.plan().checks[check].interval + 2s);
    case Kind::checker_silent:
    case Kind::checker_speaks:
      its.set_speaking(check, fault.kind == Kind::checker_speaks);
      return observer_.disturbed(at + its.plan().checks[check].interval + 2s);
    case Kind::delete_vip:
      return its.kernel().remove(at, fault.segment * plan_.vips + check);
    case Kind::address_off:
    case Kind::address_on:
      link.has_primary = fault.kind == Kind::address_on;
      observer_.primary_news(at, plan_.seat(fault.node, fault.segment));
      return its.primary_news(at);
    case Kind::refuse_sends:
    case Kind::accept_sends:
      link.refuses_sends = fault.kind == Kind::refuse_sends;
      return observer_.disturbed(at + longest_interval(its));  // tried again every interval
    case Kind::queue_full:
    case Kind::queue_drains:
      link.queue_full = fault.kind == Kind::queue_full ? fault.value : 0;
      return observer_.disturbed(at + longest_interval(its));
    case Kind::refuse_puts:
    case Kind::accept_puts:
      link.refuses_puts = fault.kind == Kind::refuse_puts;
      return observer_.disturbed(at + 1s);  // tried again every second
    case Kind::refuse_put:
    case Kind::accept_put:
      link.refused[check] = fault.kind == Kind::refuse_put;
      return observer_.put_news(at, plan_.seat(fault.node, fault.segment));
    case Kind::vip_carrier_off:
    case Kind::vip_carrier_on:
      turn(link.vip_carrier, fault.kind == Kind::vip_carrier_on, true);
      return its.vip_link_news(at, fault.segment);
    case Kind::change_mac:
      ++link.mac_changes;
      return its.vip_link_news(at, fault.segment);
    case Kind::vip_link_gone:
    case Kind::vip_link_back:
      link.vip_there = fault.kind == Kind::vip_link_back;
      its.vip_link_news(at, fault.segment);
      return link.vip_there ? void() : its.kernel().remove_all(at, fault.segment);
    case Kind::stall_in_send:
      return its.elector().stall_next_send(fault.length);
  }
}

}  // namespace vrrp::sim
