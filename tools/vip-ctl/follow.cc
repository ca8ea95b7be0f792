#include "follow.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/exit_status.h"
#include "base/text.h"
#include "program/events.h"
#include "program/record_input.h"
#include "program/recorder.h"
#include "program/refuse.h"
#include "record/real_names.h"
#include "stage/hold/holder_turn.h"
#include "subnets.h"
#include "sys/clock.h"
#include "sys/host_monitor.h"
#include "sys/line_pipe.h"
#include "sys/realtime.h"
#include "sys/say.h"

namespace vrrp::tools {
namespace {

using stage::Holder;

// What the program needs of the system.
struct Outside {
  program::Events events;
  sys::HostMonitor host;

  static Result<Outside> open() {
    auto events = program::Events::open();
    if (!events) return std::unexpected(events.error());
    auto host = sys::HostMonitor::open();
    if (!host) return std::unexpected(host.error());
    // Report it now, not when the first router becomes master.
    if (const auto may = host->netlink().may_change(); !may) return std::unexpected(may.error());
    return Outside{std::move(*events), std::move(*host)};
  }
};

// stage::HolderTurn decides what happens in a turn of its loop, and in which order.
class Follow final : private stage::HolderTurn::Surroundings {
 public:
  Follow(const VipOptions& options, Outside outside)
      : options_(options), outside_(std::move(outside)), recorder_(vip_ctl, options.common) {}

  int run();

 private:
  void watch();
  void read_host();
  void read_input();
  void hear(std::string_view line, std::optional<record::Incoming>& record);

  // ---- what its turn asks for
  Time now() override { return sys::now(); }
  void read_kernel() override;
  Result<> put(const Holder::Put& put, std::chrono::seconds valid) override;
  void remove(const Holder::Remove& remove) override;
  void settle() override;
  void say(const std::string& text) override { sys::say(vip_ctl, text); }
  void pass_on() override { out_.put(std::string(line_) + "\n"); }
  void write(const record::VipEvent& event) override;
  void flush() override;
  stage::HolderTurn::Reader look() override { return {.lost = out_.lost(), .unread = out_.unread()}; }
  std::uint64_t total() const override { return out_.total(); }

  void host_changed(const host::Change& change);

  const VipOptions& options_;
  Outside outside_;
  program::Recorder recorder_;
  program::RecordInput in_{vip_ctl, "stdin", STDIN_FILENO};
  sys::LineWriter out_{STDOUT_FILENO};
  stage::HolderTurn turn_{*this};
  Subnets subnets_{outside_.host.netlink()};
  std::vector<std::string> vips_{};  // `vip` records that wait until the routes are there
  bool watches_routes_ = false;
  std::string_view line_{};  // the one being heard
};

int Follow::run() {
  watch();
  read_host();
  turn_.finish_turn();
  while (!turn_.exit_status()) {
    outside_.events.loop.change(out_.fd(), out_.wants());
    if (const auto waited = outside_.events.loop.wait(turn_.deadline()); !waited)
      // The kernel's leases remove the held addresses.
      return program::refuse(vip_ctl, exit_status::system_refused, waited.error());
    turn_.tick();
    turn_.finish_turn();
  }
  out_.flush();
  return *turn_.exit_status();
}

// The order here is the order in which they are served.
void Follow::watch() {
  outside_.events.loop.watch(outside_.events.signals.fd(), POLLIN, [this](short) {
    for ([[maybe_unused]] const int signal : outside_.events.signals.drain()) turn_.give(Holder::Signal{});
  });
  outside_.events.loop.watch(outside_.host.fd(), POLLIN, [this](short) { read_kernel(); });
  outside_.events.loop.watch(in_.fd(), POLLIN, [this](short) { read_input(); });
  outside_.events.loop.watch(out_.fd(), 0, [this](short events) { out_.ready(events); });
}

// ---- in

void Follow::read_kernel() {
  const auto read = outside_.host.drain([this](const host::Change& change) { host_changed(change); });
  if (!read) sys::say(vip_ctl, read.error().message);
  if (subnets_.monitor()) subnets_.read_monitor();
}

void Follow::read_host() {
  if (const auto all = outside_.host.read())
    host_changed(*all);
  else
    sys::say(vip_ctl, all.error().message);
}

void Follow::host_changed(const host::Change& change) {
  turn_.give(change);
  subnets_.host_changed(change, turn_.host());
}

void Follow::read_input() {
  const bool open =
      in_.drain([this](std::string_view line, auto& record) { hear(line, record); },
                [this](std::uint64_t number) {
                  sys::say(vip_ctl, fmt::format("stdin: line {} is longer than {} bytes and may have ended a "
                                                "lease; no address is held until a master's next record",
                                                number, record::longest_line));
                  turn_.give(Holder::LineTooLong{});
                });
  if (open) return;
  outside_.events.loop.forget(in_.fd());
  turn_.give(Holder::EndOfInput{.empty = in_.was_empty()});
}

void Follow::hear(std::string_view line, std::optional<record::Incoming>& record) {
  if (auto* state = record ? std::get_if<record::StateChange>(&*record) : nullptr)
    record::use_real_names(*state, [this](const auto& name) { return turn_.host().real_name(name); });
  line_ = line;
  turn_.hear(record);
}

// ---- what its turn asks for

Result<> Follow::put(const Holder::Put& put, std::chrono::seconds valid) {
  const host::Link* link = turn_.host().interface(put.place.interface);
  if (!link) return fail(printable(put.place.interface) + ": no such interface");
  const Time asked = sys::now();
  const auto done = outside_.host.netlink().put(
      {.link = link->index, .prefix = put.place.address, .label = put.label, .valid = valid});
  if (!done) return done;
  subnets_.hold(put.place, link->index, put.vip, asked, valid);
  if (options_.common.verbose)
    sys::say(vip_ctl, fmt::format("{} on {}: leased for {}", put.place.address.text(),
                                  printable(put.place.interface), format_duration(valid)));
  return {};
}

void Follow::remove(const Holder::Remove& remove) {
  subnets_.release(remove.place);
  const host::Link* link = turn_.host().interface(remove.place.interface);
  if (!link) return;  // it went with its interface
  bool missing = false;
  const auto done = outside_.host.netlink().remove(link->index, remove.place.address, &missing);
  if (!done) sys::say(vip_ctl, done.error().message + "; the kernel removes it when its lease ends");
}

void Follow::settle() {
  subnets_.settle(sys::now());
  if (!subnets_.monitor() || std::exchange(watches_routes_, true)) return;
  outside_.events.loop.watch(subnets_.monitor()->fd(), POLLIN, [this](short) { subnets_.read_monitor(); });
}

void Follow::write(const record::VipEvent& event) {
  vips_.push_back(recorder_.line(event, sys::wall_now()));
}

void Follow::flush() {
  for (std::string& line : std::exchange(vips_, {})) out_.put(std::move(line));
}

}  // namespace

int run_follow(const VipOptions& options) {
  auto outside = Outside::open();
  if (!outside) return program::refuse(vip_ctl, exit_status::system_refused, outside.error());
  sys::become_realtime_or_say(vip_ctl, options.realtime);
  return Follow(options, std::move(*outside)).run();
}

}  // namespace vrrp::tools
