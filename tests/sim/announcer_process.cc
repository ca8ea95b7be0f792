// garp-send follow: what its turn (lib/stage/announce/announcer_turn.h) finds around it here, where
// tools/garp-send.cc gives it a system.

#include "process.h"
#include "world.h"

namespace vrrp::sim {
void AnnouncerProcess::begin() {
  stage::Announcer::Settings settings;
  if (!node_.world().plan().refresh) settings.refresh.reset();
  Surroundings& surroundings = *this;
  turn_.emplace(surroundings, settings.following());
  news_.clear();
  input_ended_ = false;
  turn_->give(node_.kernel().snapshot());
  tick();
}

void AnnouncerProcess::vanish() {
  node_.log().reader_gone = true;
  node_.process(Stage::holder).wake(now_);
}

void AnnouncerProcess::host_changed(Moment at, const host::Change& change) {
  if (life() == Life::absent) return;
  news_.push_back(change);
  wake(at);
}

Moment AnnouncerProcess::next_input() const {
  return node_.log().waiting() ? node_.log().first_at() : never;
}

void AnnouncerProcess::loop_once() {
  for (; signals_ > 0; --signals_) turn_->give(stage::Announcer::Signal{});
  read_kernel();
  read_records();
  tick();
}

void AnnouncerProcess::read_records() {
  const Pipe& in = node_.log();
  node_.log().read(now_, [&](const record::Body& body) { turn_->hear(Pipe::parsed(body)); });
  if (!in.writer_gone || in.waiting() || std::exchange(input_ended_, true)) return;
  turn_->give(stage::Announcer::EndOfInput{.empty = in.total() == 0});
}

void AnnouncerProcess::tick() {
  turn_->tick();
  if (const auto status = turn_->exit_status()) exit(*status);
}

// ---- what its turn asks for

void AnnouncerProcess::read_kernel() {
  for (const host::Change& one : std::exchange(news_, {})) turn_->give(one);
}

bool AnnouncerProcess::send(const stage::Announcer::Send& send) {
  std::size_t vip = 0;
  while (node_.world().plan().vip(vip).address != send.address) ++vip;
  node_.world().observe().announced(now_, node_.id(), vip, send.mac);
  return true;
}

void AnnouncerProcess::withhold(const stage::Announcer::Withhold& withhold) {
  if (node_.world().trace()) say("does not announce " + withhold.address.text() + ": " + withhold.why);
}

void AnnouncerProcess::write(const record::Announce& announce) {
  node_.world().observe().logged(now_, node_.id(), local(), announce);
}

}  // namespace vrrp::sim
