// garp-send follow: what its turn (lib/stage/announcer_turn.h) finds around it here, where tools/garp-send.cc
// gives it a system.

#include "process.h"
#include "world.h"

namespace vrrp::sim {
namespace {

constexpr int link_index(Segment segment) {
  return 2 + segment;
}

}  // namespace

void AnnouncerProcess::begin() {
  stage::Announcer::Settings settings;
  if (!node_.world().plan().refresh) settings.refresh.reset();
  Surroundings& surroundings = *this;
  turn_.emplace(surroundings, settings.following());
  news_.clear();
  input_ended_ = false;
  turn_->give(stage::FactsLost{});
  const Plan& plan = node_.world().plan();
  for (Segment segment = 0; segment < plan.segments.size(); ++segment)
    if (node_.kernel().link(segment).vip_there) turn_->give(link_fact(segment));
  for (std::size_t vip = 0; vip < plan.host_vips(); ++vip)
    if (node_.kernel().holds(vip)) turn_->give(address_fact(vip, true));
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
  for (; signals_ > 0; --signals_) turn_->give(stage::SignalCame{});
  read_kernel();
  read_records();
  tick();
}

void AnnouncerProcess::read_records() {
  const Pipe& in = node_.log();
  node_.log().read(now_, [&](const record::Body& body) { turn_->hear(Pipe::parsed(body)); });
  if (!in.writer_gone || in.waiting() || std::exchange(input_ended_, true)) return;
  turn_->give(stage::InputEnded{.empty = in.total() == 0});
}

void AnnouncerProcess::tick() {
  turn_->tick();
  if (const auto status = turn_->exit_status()) exit(*status);
}

// ---- what its turn asks for

void AnnouncerProcess::read_kernel() {
  for (const stage::AnnouncerInput& one : std::exchange(news_, {})) turn_->give(one);
}

bool AnnouncerProcess::send(const stage::Send& send) {
  std::size_t vip = 0;
  while (node_.world().plan().vip(vip).address != send.address) ++vip;
  node_.world().observe().announced(now_, node_.id(), vip, send.mac);
  return true;
}

void AnnouncerProcess::withhold(const stage::Withhold& withhold) {
  if (node_.world().trace()) say("does not announce " + withhold.address.text() + ": " + withhold.why);
}

void AnnouncerProcess::write(const record::Announce& announce) {
  node_.world().observe().logged(now_, node_.id(), local(), announce);
}

}  // namespace vrrp::sim
