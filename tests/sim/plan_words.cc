// A world in the words of plan_text.cc, at the head of its trace. What those cannot say is a comment.

#include <fmt/format.h>

#include "plan.h"

namespace vrrp::sim {
namespace {

std::string kind_of_world(const Plan& plan) {
  if (plan.segments.size() == 1) return "one router on each host";
  return plan.group ? "the routers of a host are a sync group" : "the routers of a host are each on its own";
}

std::string settings(const stage::ElectorConfig& router) {
  std::string text = fmt::format("priority {} interval {} lease {} version {}", router.priority,
                                 format_duration(router.interval), router.lease_adverts, router.version);
  if (!router.preempt) text += " nopreempt";
  if (!router.handover) text += " no-handover";
  if (!router.offer) text += " no-offer";
  if (!router.step_down_advert) text += " no-step-down-advert";
  if (router.preempt_delay > 0s) text += " preempt-delay " + format_duration(router.preempt_delay);
  if (router.startup_delay > 0s) text += " startup-delay " + format_duration(router.startup_delay);
  return text;
}

std::string describe(const NodePlan& node) {
  std::string text = fmt::format("node {} {}", node.name, settings(node.routers.front()));
  for (const CheckPlan& check : node.checks) text += fmt::format(" check {} {}", check.name, check.weight);
  if (node.sends_from_vip) text += " sends-from-vip";
  text += node.boot == never ? " off\n" : "\n";
  for (const stage::ElectorConfig& router : node.routers)
    if (router.priority != node.routers.front().priority)
      text += fmt::format("# {} on {}: priority {}\n", node.name, router.router.interface, router.priority);
  return text;
}

}  // namespace

std::string describe(const Plan& plan) {
  std::string text = fmt::format("# seed {}: {}, {} of each\n", plan.seed, kind_of_world(plan),
                                 plan.vips == 1 ? "one address" : fmt::format("{} addresses", plan.vips));
  for (const proto::Family family : plan.segments)
    text += family == proto::Family::ipv4 ? "wire ipv4\n" : "wire ipv6\n";
  if (plan.group) text += "group\n";
  if (!plan.refresh) text += "no-refresh\n";
  if (plan.vips_apart) text += "vips-apart\n";
  if (plan.vips > 1) text += fmt::format("vips {}\n", plan.vips);
  if (plan.checks_by_fifo) text += "checks-by-fifo\n";
  if (plan.expects_checks) text += "expect-checks\n";
  for (const NodePlan& node : plan.nodes) text += describe(node);
  return text + fmt::format("until {}\n\n", format_duration(plan.end.time_since_epoch()));
}

}  // namespace vrrp::sim
