// vrrp-elect, as tools/vrrp-elect/main.cc drives it.

#include <iterator>

#include "process.h"
#include "world.h"

namespace vrrp::sim {

using stage::Elector;

void ElectorProcess::begin() {
  elector_.emplace(node_.plan().elector);
  wishes_.clear();
  socket_.clear();
  checks_.clear();
  priority_ = node_.plan().elector.priority;
  link_news_ = address_news_ = false;
  give(Elector::Link{node_.kernel().running()});
  give_addresses();
  give(Elector::Start{});
  report_output();
}

void ElectorProcess::vanish() {
  node_.records().writer_gone = true;
  node_.process(Stage::holder).wake(now_);
}

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

void ElectorProcess::link_changed(Moment at) {
  link_news_ = true;
  wake(at);
}

void ElectorProcess::addresses_changed(Moment at) {
  address_news_ = true;
  wake(at);
}

void ElectorProcess::loop_once() {
  perform(elector_->wake(local()));
  for (; signals_ > 0; --signals_) {
    node_.world().observe().signalled(now_, node_.id());
    give(Elector::Signal{});
  }
  if (std::exchange(link_news_, false)) give(Elector::Link{node_.kernel().running()});
  if (std::exchange(address_news_, false)) give_addresses();
  for (const Datagram* datagram : std::exchange(socket_, {})) {
    node_.world().observe().heard(now_, node_.id(), local(), *datagram);
    give(datagram->heard);
  }
  for (const record::Check& check : std::exchange(checks_, {})) {
    check_ = &check;
    give(Elector::CheckHeard{0, check});
  }
  report_output();
  perform(elector_->tick(local()));
  if (node_.records().total() != told_total_)
    report_output();  // at the head of the loop, as far as it is news
}

void ElectorProcess::give_addresses() {
  Elector::Addresses addresses;
  const proto::Prefix own{node_address(node_.id()), 24};
  if (node_.kernel().has_primary) {
    addresses.interface.push_back(own);
    addresses.host.push_back(own);
  }
  for (std::size_t vip = 0; vip < node_.world().plan().vips; ++vip)
    if (node_.kernel().holds(vip)) addresses.host.push_back(vip_prefix(vip));
  give(std::move(addresses));
}

void ElectorProcess::report_output() {
  const Pipe& out = node_.records();
  told_total_ = out.total();
  give(Elector::Output{.lost = out.reader_gone, .total = out.total(), .unread = out.unread()});
}

// What the outcome of a Send leads to comes after what else the step wanted done.
void ElectorProcess::perform(Elector::Actions actions) {
  if (actions.empty()) return;
  wishes_.insert(wishes_.end(), std::make_move_iterator(actions.begin()),
                 std::make_move_iterator(actions.end()));
  if (performing_) return;
  performing_ = true;
  for (std::size_t i = 0; i < wishes_.size(); ++i) {
    Elector::Action wish = std::move(wishes_[i]);
    std::visit([&](auto& one) { act(one); }, wish);
  }
  wishes_.clear();
  performing_ = false;
}

void ElectorProcess::act(const Elector::Send& send) {
  const Time before = local();
  if (stall_ > 0s) {
    node_.world().observe().stalled(now_, now_ + stall_, node_.id());
    now_ += std::exchange(stall_, Duration{});
  }
  now_ += node_.world().plan().steady ? 0us : 10us;
  Kernel& kernel = node_.kernel();
  const std::string error = !kernel.up             ? "Network is unreachable"
                            : kernel.refuses_sends ? "Operation not permitted"
                                                   : "";
  node_.world().observe().sent(now_, node_.id(), before, send, error.empty());
  if (error.empty()) node_.world().wire().send(now_, node_.id(), send);
  give(Elector::Sent{
      .before = before, .priority = send.advert.priority, .accepted = error.empty(), .error = error});
}

void ElectorProcess::act(Elector::Write& write) {
  if (const auto* priority = std::get_if<record::Priority>(&write.body)) priority_ = priority->priority;
  node_.world().observe().wrote(now_, node_.id(), local(), write.body);
  if (node_.records().reader_gone) return;
  node_.records().write(now_, std::move(write.body));
  node_.process(Stage::holder).wake(now_);
}

void ElectorProcess::act(const Elector::PassOn&) {
  Elector::Write write{*check_};
  act(write);
}

}  // namespace vrrp::sim
