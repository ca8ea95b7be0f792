// garp-send follow, as tools/garp-send.cc drives it.

#include "process.h"
#include "world.h"

namespace vrrp::sim {
namespace {

constexpr int link_index(Segment segment) {
  return 2 + segment;
}

}  // namespace

void AnnouncerProcess::begin() {
  stage::Announcer::Settings settings{.second = 25ms};
  if (!node_.world().plan().refresh) settings.refresh.reset();
  announcer_.emplace(settings);
  news_.clear();
  input_ended_ = false;
  give(stage::FactsLost{});
  const Plan& plan = node_.world().plan();
  for (Segment segment = 0; segment < plan.segments.size(); ++segment)
    if (node_.kernel().link(segment).vip_there) give(link_fact(segment));
  for (std::size_t vip = 0; vip < plan.host_vips(); ++vip)
    if (node_.kernel().holds(vip)) give(address_fact(vip, true));
  tick();
}

void AnnouncerProcess::vanish() {
  node_.log().reader_gone = true;
  node_.process(Stage::holder).wake(now_);
}

stage::LinkFact AnnouncerProcess::link_fact(Segment segment) const {
  const Plan& plan = node_.world().plan();
  const Kernel& kernel = node_.kernel();
  return {.index = link_index(segment),
          .name = vip_interface_name(plan, segment),
          .mac = kernel.mac(segment),
          .up = kernel.reaches_neighbours(segment),
          .gone = !kernel.link(segment).vip_there};
}

stage::AddressFact AnnouncerProcess::address_fact(std::size_t vip, bool there) const {
  const Plan& plan = node_.world().plan();
  return {link_index(plan.segment_of_vip(vip)), plan.vip(vip), !there};
}

void AnnouncerProcess::link_changed(Moment at, Segment segment) {
  if (life() == Life::absent) return;
  news_.emplace_back(link_fact(segment));
  wake(at);
}

void AnnouncerProcess::address_changed(Moment at, std::size_t vip, bool there) {
  if (life() == Life::absent) return;
  news_.emplace_back(address_fact(vip, there));
  wake(at);
}

Moment AnnouncerProcess::next_input() const {
  return node_.log().waiting() ? node_.log().first_at() : never;
}

void AnnouncerProcess::loop_once() {
  for (; signals_ > 0; --signals_) give(stage::SignalCame{});
  for (const stage::AnnouncerInput& one : std::exchange(news_, {})) give(one);
  read_records();
  tick();
}

void AnnouncerProcess::read_records() {
  node_.log().read(now_, [&](const record::Body& body) {
    if (const auto* state = std::get_if<record::StateChange>(&body)) give(record::Incoming(*state));
    if (const auto* vip = std::get_if<record::VipEvent>(&body)) give(record::Incoming(*vip));
    if (const auto* alive = std::get_if<record::Alive>(&body)) give(record::Incoming(*alive));
    if (const auto* contest = std::get_if<record::Contest>(&body)) give(record::Incoming(*contest));
  });
  if (!node_.log().writer_gone || node_.log().waiting() || std::exchange(input_ended_, true)) return;
  give(stage::InputEnded{});
}

void AnnouncerProcess::tick() {
  for (bool acted = true; acted;) {
    for (const stage::AnnouncerInput& one : std::exchange(news_, {})) give(one);
    const auto actions = announcer_->tick(local());
    bool left = false;
    for (const auto& action : actions) {
      std::visit([this](const auto& one) { act(one); }, action);
      left = left || std::holds_alternative<stage::Leave>(action);
    }
    acted = !actions.empty() && !left;
  }
}

void AnnouncerProcess::act(const stage::Send& send) {
  std::size_t vip = 0;
  while (node_.world().plan().vip(vip).address != send.address) ++vip;
  node_.world().observe().announced(now_, node_.id(), vip, send.mac);
  give(stage::SendResult{send.address, send.interface, true});
}

void AnnouncerProcess::act(const stage::Withhold& withhold) {
  if (node_.world().trace()) say("does not announce " + withhold.address.text() + ": " + withhold.why);
}

void AnnouncerProcess::act(const record::Announce& announce) {
  node_.world().observe().logged(now_, node_.id(), local(), announce);
}

}  // namespace vrrp::sim
