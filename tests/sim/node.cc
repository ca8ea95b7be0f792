#include "node.h"

#include <algorithm>

#include "world.h"

namespace vrrp::sim {

Node::Node(World& world, NodeId id, const NodePlan& plan)
    : world_(world),
      id_(id),
      plan_(plan),
      clock_(plan.clock_offset, plan.drift_ppm),
      kernel_(world, id),
      elector_(*this),
      holder_(*this),
      announcer_(*this),
      restart_({.kind = Event::Kind::restart, .node = id}) {
  for (std::size_t check = 0; check < plan.checks.size(); ++check)
    checks_.push_back(
        {.alarm =
             Alarm({.kind = Event::Kind::check, .node = id, .index = static_cast<std::uint8_t>(check)})});
}

// ---- the pipeline

void Node::start(Moment at) {
  wanted_ = true;
  if (down()) restart_.set(world_.queue(), at);
}

void Node::restart_alarm(Moment at) {
  if (!restart_.due(world_.queue(), at) || !down()) return;
  if (Trace* trace = world_.trace()) trace->line(at, id_, "", "the pipeline starts");
  powered_ = true;
  records_ = Pipe();
  log_ = Pipe();
  for (const Stage stage : {Stage::announcer, Stage::holder, Stage::elector}) process(stage).start(at);
  for (Check& check : checks_) {
    check.spoke = false;
    check.there = check.there || !world_.plan().checks_by_fifo;
    if (check.there) check.alarm.set(world_.queue(), at + 20ms);
  }
}

void Node::stop(Moment at) {
  wanted_ = false;
  restart_.clear();
  for (const Stage stage : all_stages) process(stage).signal(at);
}

void Node::power_off(Moment at) {
  wanted_ = powered_ = false;
  restart_.clear();
  for (const Stage stage : all_stages) process(stage).kill(at);
  kernel_.remove_all(at);
}

void Node::process_ended(Moment at) {
  if (down() && wanted_) restart_.set(world_.queue(), at + plan_.restart_after);
}

bool Node::down() const {
  return std::ranges::all_of(all_stages,
                             [&](Stage stage) { return process(stage).life() == Process::Life::absent; });
}

std::size_t Node::running() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(all_stages, [&](Stage stage) { return process(stage).running(); }));
}

bool Node::elects(Segment first, Segment last) const {
  if (!up()) return false;
  for (Segment segment = first; segment <= last; ++segment)
    if (const Kernel::Link& link = kernel_.link(segment);
        !link.can_advertise() || !link.carries() || link.refuses_puts)
      return false;
  if (!checks_have_spoken()) return false;
  for (std::size_t check = 0; check < checks_.size(); ++check)
    if (plan_.checks[check].weight == 0 && checks_[check].spoke &&
        (!checks_[check].up || !checks_[check].speaks()))
      return false;
  return true;
}

Process& Node::process(Stage stage) {
  switch (stage) {
    case Stage::elector:
      return elector_;
    case Stage::holder:
      return holder_;
    case Stage::announcer:
      return announcer_;
  }
  return elector_;
}

// ---- its checks

void Node::check_alarm(Moment at, std::size_t number) {
  Check& check = checks_[number];
  if (!check.alarm.due(world_.queue(), at) || !check.there || down()) return;
  if (!check.silent) speak(at, number);
  check.alarm.set(world_.queue(), at + plan_.checks[number].interval);
}

void Node::speak(Moment at, std::size_t number) {
  Check& check = checks_[number];
  const CheckPlan& plan = plan_.checks[number];
  check.spoke = true;
  const bool changed = std::exchange(check.told, check.up) != check.up;
  const Time expires = clock_.local(at) + plan.interval + 1s + 1s;
  elector_.hear(
      at,
      {.check = plan.name, .up = check.up, .changed = changed, .weight = plan.weight, .expires = expires});
}

void Node::set_check(Moment, std::size_t check, bool up) {
  checks_[check].up = up;
}

void Node::set_checker(Moment at, std::size_t check, bool there) {
  checks_[check].there = there;
  if (there)
    checks_[check].alarm.set(world_.queue(), at);
  else
    checks_[check].alarm.clear();
  const bool ends = !world_.plan().checks_by_fifo && std::ranges::none_of(checks_, &Check::there);
  if (ends) elector_.track_ended(at);
}

bool Node::checks_have_spoken() const {
  if (checks_.empty()) return true;
  return world_.plan().expects_checks ? std::ranges::all_of(checks_, &Check::spoke)
                                      : std::ranges::any_of(checks_, &Check::spoke);
}

// ---- the kernel's news

void Node::link_news(Moment at, Segment segment) {
  elector_.link_changed(at, segment);
  tell_of_host(at, kernel_.link_change(segment));
}

void Node::vip_link_news(Moment at, Segment segment) {
  elector_.vip_link_changed(at, segment);
  tell_of_host(at, kernel_.link_change(segment));
}

void Node::primary_news(Moment at) {
  for (Segment segment = 0; segment < world_.plan().segments.size(); ++segment)
    elector_.addresses_changed(at, segment);
}

void Node::address_news(Moment at, std::size_t vip, bool there) {
  elector_.addresses_changed(at, world_.plan().segment_of_vip(vip));
  tell_of_host(at, kernel_.address_change(vip, there));
}

// Who learns it from the kernel's messages.
void Node::tell_of_host(Moment at, const host::Change& change) {
  holder_.host_changed(at, change);
  announcer_.host_changed(at, change);
}

}  // namespace vrrp::sim
