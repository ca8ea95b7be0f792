// vrrp-elect: what the electors of a process (lib/stage/elect/electors.h) find around them here, where
// tools/vrrp-elect/program.cc gives them a system. The turns of the loop are theirs.

#include <algorithm>
#include <utility>

#include "process.h"
#include "stage/elect/own_advert.h"
#include "world.h"

namespace vrrp::sim {

using stage::Elector;

void ElectorProcess::begin() {
  const Plan& plan = node_.world().plan();
  Surroundings& surroundings = *this;
  electors_.emplace(surroundings);
  routers_.clear();
  for (Segment segment = 0; segment < plan.segments.size(); ++segment) {
    const Seat seat = plan.seat(node_.id(), segment);
    electors_->add(plan.config(seat));
    routers_.push_back({seat, plan.config(seat).priority});
  }
  socket_.clear();
  checks_.clear();
  track_ended_ = false;
  for (Segment segment = 0; segment < routers_.size(); ++segment) {
    give_link(segment);
    give_vip_link(segment);
  }
  for (Segment segment = 0; segment < routers_.size(); ++segment) give_addresses(segment);
  electors_->give_all(Elector::Start{});
  electors_->finish_turn();
}

void ElectorProcess::vanish() {
  node_.records().writer_gone = true;
  node_.process(Stage::holder).wake(now_);
}

// ---- events

void ElectorProcess::deliver(Moment at, const Datagram& datagram) {
  if (life() == Life::absent) return;
  if (!hears(datagram)) {
    // Before it has read which addresses this host has, nobody can ask for it: as good as lost.
    if (routers_[datagram.segment].address_news)
      node_.world().observe().dropped(at, datagram.segment, datagram.from, node_.id());
    return;
  }
  socket_.push_back(&datagram);
  if (running()) turn(at);
}

// The kernel drops what comes from an address of its own host, but for the socket that listens to those.
bool ElectorProcess::hears(const Datagram& datagram) const {
  if (!node_.world().plan().sends_from_vip(datagram.from, datagram.segment)) return true;
  const proto::Address& source = datagram.sent.source;
  return !node_.kernel().has(source) ||
         std::ranges::count(routers_[datagram.segment].martian_sources, source) > 0;
}

void ElectorProcess::hear(Moment at, record::Check check) {
  if (life() == Life::absent) return;
  checks_.push_back(std::move(check));
  wake(at);
}

void ElectorProcess::track_ended(Moment at) {
  if (life() == Life::absent) return;
  node_.world().observe().track_ended(at, node_.id());
  track_ended_ = true;
  wake(at);
}

void ElectorProcess::link_changed(Moment at, Segment segment) {
  if (life() == Life::absent) return;
  routers_[segment].link_news = true;
  wake(at);
}

void ElectorProcess::vip_link_changed(Moment at, Segment segment) {
  if (life() == Life::absent) return;
  routers_[segment].vip_link_news = true;
  wake(at);
}

void ElectorProcess::addresses_changed(Moment at, Segment segment) {
  if (life() == Life::absent) return;
  routers_[segment].address_news = true;
  wake(at);
}

void ElectorProcess::loop_once() {
  electors_->wake(local());
  if (node_.records().reader_gone) electors_->reader_gone();
  read_signals();
  read_kernel();
  read_sockets();
  read_checks();
  electors_->tick();
  electors_->finish_turn();
  if (const auto status = electors_->exit_status()) exit(*status);
}

void ElectorProcess::read_signals() {
  for (; signals_ > 0; --signals_) {
    for (const Router& router : routers_) node_.world().observe().signalled(now_, router.seat);
    electors_->give_all(Elector::Signal{});
  }
}

void ElectorProcess::read_kernel() {
  for (Segment segment = 0; segment < routers_.size(); ++segment) {
    if (std::exchange(routers_[segment].link_news, false)) {
      give_link(segment);
      electors_->give_all(Elector::HostChanged{});
    }
    if (std::exchange(routers_[segment].vip_link_news, false)) {
      give_vip_link(segment);
      electors_->give_all(Elector::HostChanged{});
    }
    if (std::exchange(routers_[segment].address_news, false)) give_addresses(segment);
  }
}

void ElectorProcess::read_sockets() {
  for (const Datagram* datagram : std::exchange(socket_, {})) {
    node_.world().observe().heard(now_, routers_[datagram->segment].seat, local(), *datagram);
    electors_->give(datagram->segment, datagram->heard);
  }
}

void ElectorProcess::read_checks() {
  for (const record::Check& check : std::exchange(checks_, {})) {
    if (check.changed) write(0, check);
    electors_->give_all(Elector::CheckHeard{0, check});
  }
  if (!std::exchange(track_ended_, false)) return;
  for (const Router& router : routers_) node_.world().observe().signalled(now_, router.seat);
  electors_->give_all(Elector::TrackEnded{});
}

void ElectorProcess::give_link(Segment segment) {
  electors_->give(segment, Elector::Link{node_.kernel().link(segment).running()});
}

void ElectorProcess::give_vip_link(Segment segment) {
  const Plan& plan = node_.world().plan();
  if (!plan.vips_apart) return;
  electors_->give(segment, Elector::TrackedLink{vip_interface_name(plan, segment),
                                                node_.kernel().link(segment).carries()});
}

void ElectorProcess::give_addresses(Segment segment) {
  const Plan& plan = node_.world().plan();
  Elector::Addresses addresses;
  for (Segment each = 0; each < plan.segments.size(); ++each) {
    if (!node_.kernel().link(each).has_primary) continue;
    addresses.host.push_back(plan.primary(node_.id(), each));
    if (each == segment) addresses.interface.push_back(addresses.host.back());
  }
  for (std::size_t vip = 0; vip < plan.host_vips(); ++vip)
    if (node_.kernel().holds(vip)) addresses.host.push_back(plan.vip(vip));
  routers_[segment].martian_sources =
      stage::martian_sources(plan.config(routers_[segment].seat), addresses.host);
  electors_->give(segment, std::move(addresses));
}

// ---- what the electors ask for

std::string ElectorProcess::refusal(const Kernel::Link& link) {
  if (!link.up) return "Network is unreachable";
  if (link.refuses_sends) return "Operation not permitted";
  const bool full =
      link.queue_full > 0 && node_.world().chance().percent(static_cast<std::uint32_t>(link.queue_full));
  return full ? "No buffer space available" : "";
}

Elector::Sent ElectorProcess::send(std::size_t number, const Elector::Send& send) {
  const auto segment = static_cast<Segment>(number);
  const Seat seat = routers_[segment].seat;
  const Time before = local();
  if (stall_ > 0s) {
    node_.world().observe().stalled(now_, now_ + stall_, node_.id());
    now_ += std::exchange(stall_, Duration{});
  }
  now_ += node_.world().plan().steady ? 0us : 10us;
  const std::string error = refusal(node_.kernel().link(segment));
  node_.world().observe().sent(now_, turn_began(), seat, before, send, error.empty());
  if (error.empty()) node_.world().wire(segment).send(now_, node_.id(), send);
  return {.before = before, .priority = send.advert.priority, .accepted = error.empty(), .error = error};
}

void ElectorProcess::write(std::size_t segment, record::Body body) {
  Router& router = routers_[segment];
  if (const auto* priority = std::get_if<record::Priority>(&body)) router.priority = priority->priority;
  node_.world().observe().wrote(now_, router.seat, local(), body);
  if (node_.records().reader_gone) return;
  node_.records().write(now_, std::move(body));
  node_.process(Stage::holder).wake(now_);
}

void ElectorProcess::say(std::size_t segment, const std::string& text) {
  Process::say(routers_.size() == 1 ? text : interface_name(static_cast<Segment>(segment)) + ": " + text);
}

Elector::Output ElectorProcess::look() {
  const Pipe& out = node_.records();
  return {.lost = out.reader_gone, .total = out.total(), .unread = out.unread()};
}

std::uint64_t ElectorProcess::total() const {
  return node_.records().total();
}

}  // namespace vrrp::sim
