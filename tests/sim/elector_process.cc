// vrrp-elect, as tools/vrrp-elect/program.cc drives it.

#include <algorithm>
#include <iterator>
#include <utility>

#include "process.h"
#include "world.h"

namespace vrrp::sim {
namespace {

constexpr Duration slow_reader = 100ms;  // all routers are told, as in the program

}  // namespace

using stage::Elector;

void ElectorProcess::begin() {
  const Plan& plan = node_.world().plan();
  touched_.clear();
  routers_.clear();
  group_ = {};
  routers_.reserve(plan.segments.size());  // the group points at them
  for (Segment segment = 0; segment < plan.segments.size(); ++segment) {
    const Seat seat = plan.seat(node_.id(), segment);
    group_.add(routers_.emplace_back(plan.config(seat), seat).elector);
  }
  socket_.clear();
  checks_.clear();
  watch_ = {};
  told_lost_ = told_slow_ = false;
  status_ = 0;
  for (Router& router : routers_) give_link(router);
  for (Router& router : routers_) give_addresses(router);
  for (Router& router : routers_) give(router, Elector::Start{});
  finish_turn();
}

void ElectorProcess::vanish() {
  node_.records().writer_gone = true;
  node_.process(Stage::holder).wake(now_);
}

// ---- events

void ElectorProcess::deliver(Moment at, const Datagram& datagram) {
  if (life() == Life::absent) return;
  socket_.push_back(&datagram);
  if (running()) turn(at);
}

void ElectorProcess::hear(Moment at, record::Check check) {
  if (life() == Life::absent) return;
  checks_.push_back(std::move(check));
  wake(at);
}

void ElectorProcess::link_changed(Moment at, Segment segment) {
  if (life() == Life::absent) return;
  routers_[segment].link_news = true;
  wake(at);
}

void ElectorProcess::addresses_changed(Moment at, Segment segment) {
  if (life() == Life::absent) return;
  routers_[segment].address_news = true;
  wake(at);
}

void ElectorProcess::loop_once() {
  for (Router& router : routers_) perform(router, router.elector.wake(local()));
  read_signals();
  read_kernel();
  read_sockets();
  read_checks();
  tick();
  finish_turn();
}

void ElectorProcess::read_signals() {
  for (; signals_ > 0; --signals_)
    for (Router& router : routers_) {
      node_.world().observe().signalled(now_, router.seat);
      give(router, Elector::Signal{});
    }
}

void ElectorProcess::read_kernel() {
  for (Router& router : routers_) {
    if (std::exchange(router.link_news, false)) give_link(router);
    if (std::exchange(router.address_news, false)) give_addresses(router);
  }
}

void ElectorProcess::read_sockets() {
  for (const Datagram* datagram : std::exchange(socket_, {})) {
    Router& router = routers_[datagram->segment];
    node_.world().observe().heard(now_, router.seat, local(), *datagram);
    give(router, datagram->heard);
  }
}

void ElectorProcess::read_checks() {
  for (const record::Check& check : std::exchange(checks_, {})) {
    check_ = &check;
    for (Router& router : routers_) give(router, Elector::CheckHeard{0, check});
  }
}

void ElectorProcess::give_link(Router& router) {
  give(router, Elector::Link{node_.kernel().link(segment_of(router)).running()});
}

void ElectorProcess::give_addresses(Router& router) {
  const Plan& plan = node_.world().plan();
  Elector::Addresses addresses;
  for (Segment segment = 0; segment < plan.segments.size(); ++segment) {
    if (!node_.kernel().link(segment).has_primary) continue;
    addresses.host.push_back(plan.primary(node_.id(), segment));
    if (segment == segment_of(router)) addresses.interface.push_back(addresses.host.back());
  }
  for (std::size_t vip = 0; vip < plan.host_vips(); ++vip)
    if (node_.kernel().holds(vip)) addresses.host.push_back(plan.vip(vip));
  tell(router, look());
  give(router, std::move(addresses));
}

// ---- turns of the loop

void ElectorProcess::tick() {
  const auto due = [&](const Router& router) {
    const auto deadline = router.elector.deadline();
    return !router.left && deadline && *deadline <= local();
  };
  for (Router& router : routers_)
    if (due(router)) touch(router);
  const Elector::Output output = look();
  if (all_must_know(output))
    for (Router& router : routers_) touch(router);
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    Router& router = *touched_[i];
    tell(router, output);
    if (due(router)) perform(router, router.elector.tick(local()));
  }
}

void ElectorProcess::finish_turn() {
  settle_group();
  tell_of_output();
  for (Router* router : touched_) router->touched = false;
  touched_.clear();
}

void ElectorProcess::settle_group() {
  if (!node_.world().plan().group) return;
  const auto due = group_.deadline();
  if (!std::exchange(group_touched_, false) && !(due && *due <= local())) return;
  for (auto wishes = group_.settle(local()); !wishes.empty(); wishes = group_.settle(local()))
    for (const auto& [member, input] : wishes) give(routers_[member], input);
  group_touched_ = false;
}

void ElectorProcess::tell_of_output() {
  for (int round = 0; round < 3; ++round) {
    const Elector::Output output = look();
    if (all_must_know(output))
      for (Router& router : routers_) touch(router);
    for (std::size_t i = 0; i < touched_.size(); ++i) tell(*touched_[i], output);
    settle_group();
    if (node_.records().total() == output.total) return;
  }
}

Elector::Output ElectorProcess::look() {
  const Pipe& out = node_.records();
  watch_.observe(local(), out.total(), out.unread());
  return {.lost = out.reader_gone, .total = out.total(), .unread = out.unread()};
}

bool ElectorProcess::all_must_know(const Elector::Output& output) {
  const auto since = watch_.unread_since();
  const bool slow = since && local() - *since >= slow_reader;
  const bool news = output.lost != told_lost_ || slow != told_slow_;
  told_lost_ = output.lost;
  told_slow_ = slow;
  return news;
}

std::optional<Time> ElectorProcess::deadline() const {
  std::optional<Time> next;
  const auto consider = [&](std::optional<Time> due) {
    if (due && (!next || *due < *next)) next = due;
  };
  for (const Router& router : routers_)
    if (!router.left) consider(router.elector.deadline());
  if (routers_.size() == 1) return next;  // it has been told of its reader already
  if (const auto since = watch_.unread_since(); since && !told_slow_) consider(*since + slow_reader);
  if (node_.world().plan().group) consider(group_.deadline());
  return next;
}

// ---- one router

void ElectorProcess::give(Router& router, const Elector::Input& input) {
  if (router.left) return;
  touch(router);
  perform(router, router.elector.step(local(), input));
}

void ElectorProcess::tell(Router& router, const Elector::Output& output) {
  const bool all_read = output.unread.value_or(0) == 0 && !output.lost;
  if (std::exchange(router.knows_all_read, all_read) && all_read) return;
  give(router, output);
}

void ElectorProcess::touch(Router& router) {
  group_touched_ = true;
  if (std::exchange(router.touched, true)) return;
  touched_.push_back(&router);
}

void ElectorProcess::perform(Router& router, Elector::Actions actions) {
  if (actions.empty()) return;
  std::ranges::move(actions, std::back_inserter(router.wishes));
  if (std::exchange(router.performing, true)) return;
  for (std::size_t i = 0; i < router.wishes.size(); ++i) {
    Elector::Action wish = std::move(router.wishes[i]);
    std::visit([&](auto& one) { act(router, one); }, wish);
  }
  router.wishes.clear();
  router.performing = false;
}

void ElectorProcess::act(Router& router, const Elector::Send& send) {
  const Time before = local();
  const Segment segment = segment_of(router);
  if (stall_ > 0s) {
    node_.world().observe().stalled(now_, now_ + stall_, node_.id());
    now_ += std::exchange(stall_, Duration{});
  }
  now_ += node_.world().plan().steady ? 0us : 10us;
  const Kernel::Link& link = node_.kernel().link(segment);
  const std::string error = !link.up             ? "Network is unreachable"
                            : link.refuses_sends ? "Operation not permitted"
                                                 : "";
  node_.world().observe().sent(now_, turn_began(), router.seat, before, send, error.empty());
  if (error.empty()) node_.world().wire(segment).send(now_, node_.id(), send);
  give(router,
       Elector::Sent{
           .before = before, .priority = send.advert.priority, .accepted = error.empty(), .error = error});
}

void ElectorProcess::act(Router& router, Elector::Write& write) {
  if (const auto* priority = std::get_if<record::Priority>(&write.body)) router.priority = priority->priority;
  node_.world().observe().wrote(now_, router.seat, local(), write.body);
  router.knows_all_read = false;
  if (node_.records().reader_gone) return;
  node_.records().write(now_, std::move(write.body));
  node_.process(Stage::holder).wake(now_);
}

void ElectorProcess::act(Router& router, const Elector::PassOn&) {
  if (!check_) return;
  Elector::Write write{*std::exchange(check_, nullptr)};
  act(router, write);
}

void ElectorProcess::act(Router& router, const Elector::Say& what) {
  say(routers_.size() == 1 ? what.text : interface_name(segment_of(router)) + ": " + what.text);
}

// The program ends when the last one has left.
void ElectorProcess::act(Router& router, const Elector::Exit& end) {
  if (router.left) return;
  router.left = end.status;
  status_ = std::max(status_, end.status);
  if (std::ranges::all_of(routers_, [](const Router& each) { return each.left.has_value(); })) exit(status_);
}

Segment ElectorProcess::segment_of(const Router& router) const {
  return node_.world().plan().segment_of(router.seat);
}

}  // namespace vrrp::sim
