// vip-ctl follow, as tools/vip-ctl/follow.cc drives it.

#include "process.h"
#include "stage/kernel_lease.h"
#include "world.h"

namespace vrrp::sim {

namespace holder = stage::holder;

namespace {

// Of the link that has the VIPs.
holder::LinkSeen link_seen(const Plan& plan, const Kernel& kernel, Segment segment) {
  return {.name = vip_interface_name(plan, segment),
          .mac = kernel.mac(segment),
          .up = kernel.reaches_neighbours(segment)};
}

stage::Place place_of(const Plan& plan, std::size_t vip) {
  return {vip_interface_name(plan, plan.segment_of_vip(vip)), plan.vip(vip)};
}

}  // namespace

void HolderProcess::begin() {
  holder_.emplace();
  news_.clear();
  announced_ = 0;
  input_ended_ = false;
  const Plan& plan = node_.world().plan();
  holder::Snapshot all;
  for (Segment segment = 0; segment < plan.segments.size(); ++segment)
    if (node_.kernel().link(segment).vip_there) all.links.push_back(link_seen(plan, node_.kernel(), segment));
  for (std::size_t vip = 0; vip < plan.host_vips(); ++vip)
    if (node_.kernel().holds(vip)) all.addresses.push_back({place_of(plan, vip), true});
  give(all);
  report_output();
}

void HolderProcess::vanish() {
  node_.records().reader_gone = true;
  node_.process(Stage::elector).wake(now_);
  node_.log().writer_gone = true;
  node_.process(Stage::announcer).wake(now_);
}

void HolderProcess::link_changed(Moment at, Segment segment) {
  if (life() == Life::absent) return;
  const Plan& plan = node_.world().plan();
  if (node_.kernel().link(segment).vip_there)
    news_.emplace_back(link_seen(plan, node_.kernel(), segment));
  else
    news_.emplace_back(holder::LinkGone{vip_interface_name(plan, segment)});
  wake(at);
}

void HolderProcess::address_changed(Moment at, std::size_t vip, bool there) {
  if (life() == Life::absent) return;
  if (there)
    news_.emplace_back(holder::AddressSeen{place_of(node_.world().plan(), vip), true});
  else
    news_.emplace_back(holder::AddressGone{place_of(node_.world().plan(), vip)});
  wake(at);
}

Moment HolderProcess::next_input() const {
  return node_.records().waiting() ? node_.records().first_at() : never;
}

void HolderProcess::loop_once() {
  for (; signals_ > 0; --signals_) give(holder::Signal{});
  read_kernel();
  read_records();
  read_kernel();  // what it said while records were read
  report_output();
  perform(holder_->tick(local()));
  if (node_.log().total() != told_total_) report_output();
}

void HolderProcess::read_kernel() {
  for (const holder::Input& one : std::exchange(news_, {})) give(one);
}

void HolderProcess::read_records() {
  node_.records().read(now_, [&](const record::Body& body) { hear(body); });
  if (!node_.records().writer_gone || node_.records().waiting() || std::exchange(input_ended_, true)) return;
  give(holder::EndOfInput{});
}

void HolderProcess::hear(const record::Body& body) {
  if (const auto* alive = std::get_if<record::Alive>(&body)) {
    if (alive->yields) write(body);
    return give(*alive);
  }
  write(body);
  if (const auto* state = std::get_if<record::StateChange>(&body)) give(*state);
}

void HolderProcess::write(const record::Body& body) {
  Pipe& out = node_.log();
  if (out.reader_gone) return;
  out.write(now_, body);
  if (std::holds_alternative<record::VipEvent>(body) || std::holds_alternative<record::Contest>(body))
    announced_ = out.total();
  node_.process(Stage::announcer).wake(now_);
}

void HolderProcess::report_output() {
  const Pipe& out = node_.log();
  told_total_ = out.total();
  if (out.reader_gone) give(holder::ReaderLost{});
  give(holder::Output{.total = out.total(), .unread = out.unread(), .announcements = announced_});
}

void HolderProcess::perform(const holder::Actions& actions) {
  for (const holder::Action& action : actions) std::visit([&](const auto& one) { act(one); }, action);
}

std::size_t HolderProcess::vip_of(const stage::Place& place) const {
  std::size_t vip = 0;
  while (node_.world().plan().vip(vip) != place.address) ++vip;
  return vip;
}

void HolderProcess::act(const holder::Put& put) {
  const std::size_t vip = vip_of(put.place);
  if (std::string error = node_.kernel().refusal(vip); !error.empty()) {
    node_.world().observe().refused_put(now_, node_.id(), vip);
    return give(holder::PutDone{put.place, std::move(error)});
  }
  const auto valid = stage::kernel_lease(local(), put.until);
  if (!valid) return give(holder::PutDone{put.place, "its lease has ended"});
  node_.world().observe().bought(now_, node_.id(), vip, local(), *valid);
  node_.kernel().put(now_, vip, *valid);
  give(holder::PutDone{put.place, "", *valid});
}

void HolderProcess::act(const holder::Remove& remove) {
  node_.kernel().remove(now_, vip_of(remove.place));
}

void HolderProcess::act(const holder::Write& event) {
  node_.world().observe().logged(now_, node_.id(), local(), event.event);
  write(event.event);
}

}  // namespace vrrp::sim
