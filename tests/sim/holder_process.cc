// vip-ctl follow: what its turn (lib/stage/hold/holder_turn.h) finds around it here, where
// tools/vip-ctl/follow.cc gives it a system.

#include "process.h"
#include "world.h"

namespace vrrp::sim {

using stage::Holder;

void HolderProcess::begin() {
  Surroundings& surroundings = *this;
  turn_.emplace(surroundings);
  news_.clear();
  vips_.clear();
  input_ended_ = false;
  turn_->give(node_.kernel().snapshot());
  turn_->finish_turn();
}

void HolderProcess::vanish() {
  node_.records().reader_gone = true;
  node_.process(Stage::elector).wake(now_);
  node_.log().writer_gone = true;
  node_.process(Stage::announcer).wake(now_);
}

void HolderProcess::host_changed(Moment at, const host::Change& change) {
  if (life() == Life::absent) return;
  news_.push_back(change);
  wake(at);
}

Moment HolderProcess::next_input() const {
  return node_.records().waiting() ? node_.records().first_at() : never;
}

void HolderProcess::loop_once() {
  for (; signals_ > 0; --signals_) turn_->give(Holder::Signal{});
  read_kernel();
  read_records();
  turn_->tick();
  turn_->finish_turn();
  if (const auto status = turn_->exit_status()) exit(*status);
}

void HolderProcess::read_records() {
  const Pipe& in = node_.records();
  node_.records().read(now_, [&](const record::Body& body) {
    line_ = &body;
    turn_->hear(Pipe::parsed(body));
  });
  if (!in.writer_gone || in.waiting() || std::exchange(input_ended_, true)) return;
  turn_->give(Holder::EndOfInput{.empty = in.total() == 0});
}

void HolderProcess::put_line(const record::Body& body) {
  if (node_.log().reader_gone) return;
  node_.log().write(now_, body);
  node_.process(Stage::announcer).wake(now_);
}

std::size_t HolderProcess::vip_of(const stage::Place& place) const {
  std::size_t vip = 0;
  while (node_.world().plan().vip(vip) != place.address) ++vip;
  return vip;
}

// ---- what its turn asks for

void HolderProcess::read_kernel() {
  for (const host::Change& one : std::exchange(news_, {})) turn_->give(one);
}

Result<> HolderProcess::put(const Holder::Put& put, std::chrono::seconds valid) {
  const std::size_t vip = vip_of(put.place);
  if (std::string error = node_.kernel().refusal(vip); !error.empty()) {
    node_.world().observe().refused_put(now_, node_.id(), vip);
    return fail(std::move(error));
  }
  node_.world().observe().bought(now_, node_.id(), vip, local(), valid);
  node_.kernel().put(now_, vip, valid);
  return {};
}

void HolderProcess::remove(const Holder::Remove& remove) {
  node_.kernel().remove(now_, vip_of(remove.place));
}

void HolderProcess::write(const record::VipEvent& event) {
  node_.world().observe().logged(now_, node_.id(), local(), event);
  vips_.push_back(event);
}

void HolderProcess::flush() {
  for (const record::VipEvent& event : std::exchange(vips_, {})) put_line(event);
}

stage::HolderTurn::Reader HolderProcess::look() {
  return {.lost = node_.log().reader_gone, .unread = node_.log().unread()};
}

std::uint64_t HolderProcess::total() const {
  return node_.log().total();
}

}  // namespace vrrp::sim
