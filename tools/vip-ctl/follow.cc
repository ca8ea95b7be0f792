#include "follow.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/exit_status.h"
#include "cli/output.h"
#include "record/json.h"
#include "record/real_names.h"
#include "stage/holder_turn.h"
#include "subnets.h"
#include "sys/clock.h"
#include "sys/host_monitor.h"
#include "sys/line_pipe.h"
#include "sys/loop.h"
#include "sys/realtime.h"
#include "sys/say.h"

namespace vrrp::tools {
namespace {

namespace holder = stage::holder;

// What the program needs of the system.
struct Outside {
  sys::Loop loop;
  sys::Signals signals;
  sys::HostMonitor host;

  static Result<Outside> open() {
    auto loop = sys::Loop::make();
    if (!loop) return std::unexpected(loop.error());
    auto signals = sys::Signals::take();
    if (!signals) return std::unexpected(signals.error());
    auto host = sys::HostMonitor::open();
    if (!host) return std::unexpected(host.error());
    // Better told now than by the first master.
    if (const auto may = host->netlink().may_change(); !may) return std::unexpected(may.error());
    return Outside{std::move(*loop), std::move(*signals), std::move(*host)};
  }
};

// What happens in a turn of its loop, and in which order, is up to stage::HolderTurn.
class Follow final : private stage::HolderTurn::Surroundings {
 public:
  Follow(const VipOptions& options, Outside outside)
      : options_(options),
        outside_(std::move(outside)),
        recorder_(vip_ctl, options.common, isatty(STDOUT_FILENO) == 1) {}

  int run();

 private:
  void watch();
  void read_host();
  void read_input();
  void hear(std::string_view line, std::uint64_t number);

  // ---- what its turn asks for
  Time now() override { return sys::now(); }
  void read_kernel() override;
  Result<> put(const holder::Put& put, std::chrono::seconds valid) override;
  void remove(const holder::Remove& remove) override;
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
  cli::Recorder recorder_;
  sys::LineReader in_{STDIN_FILENO, record::longest_line};
  sys::LineWriter out_{STDOUT_FILENO};
  stage::HolderTurn turn_{*this};
  Subnets subnets_{outside_.host.netlink()};
  std::vector<std::string> vips_{};  // `vip` records that wait until the routes are there
  bool watches_routes_ = false;
  bool line_came_ = false;
  std::string_view line_{};  // the one being heard
};

int Follow::run() {
  watch();
  read_host();
  turn_.finish_turn();
  while (!turn_.exit_status()) {
    outside_.loop.change(out_.fd(), out_.waiting() ? POLLOUT : 0);
    if (const auto waited = outside_.loop.wait(turn_.deadline()); !waited) {
      sys::say(vip_ctl, waited.error().message);
      return cli::system_refused;  // the kernel's leases end what is held
    }
    turn_.tick();
    turn_.finish_turn();
  }
  out_.flush();
  return *turn_.exit_status();
}

// In the order in which they are served.
void Follow::watch() {
  outside_.loop.watch(outside_.signals.fd(), POLLIN, [this](short) {
    for ([[maybe_unused]] const int signal : outside_.signals.drain()) turn_.give(holder::Signal{});
  });
  outside_.loop.watch(outside_.host.fd(), POLLIN, [this](short) { read_kernel(); });
  outside_.loop.watch(in_.fd(), POLLIN, [this](short) { read_input(); });
  outside_.loop.watch(out_.fd(), 0, [this](short events) {
    if ((events & (POLLERR | POLLNVAL)) != 0) out_.reader_gone();
    out_.flush();
  });
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
  const auto status = in_.drain(
      [this](std::string_view line, std::uint64_t number) { hear(line, number); },
      [this](std::uint64_t number) {
        sys::say(vip_ctl, fmt::format("stdin: line {} is longer than {} bytes and may revoke what is held: "
                                      "nothing is held until a master's next record",
                                      number, record::longest_line));
        turn_.give(holder::LineTooLong{});
      });
  if (status == sys::LineReader::Status::open) return;
  outside_.loop.forget(in_.fd());
  turn_.give(holder::EndOfInput{.empty = !line_came_});
}

void Follow::hear(std::string_view line, std::uint64_t number) {
  line_came_ = true;
  if (words(line).empty()) return;
  auto incoming = record::parse_line(line);
  if (!incoming)
    return sys::say(vip_ctl, fmt::format("stdin: line {} skipped: {}", number, incoming.error().message));
  if (auto* state = *incoming ? std::get_if<record::StateChange>(&**incoming) : nullptr)
    record::use_real_names(*state, [this](const std::string& name) { return turn_.host().real_name(name); });
  line_ = line;
  turn_.hear(*incoming);
}

// ---- what its turn asks for

Result<> Follow::put(const holder::Put& put, std::chrono::seconds valid) {
  const host::Link* link = turn_.host().link(put.place.interface);
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

void Follow::remove(const holder::Remove& remove) {
  subnets_.release(remove.place);
  const host::Link* link = turn_.host().link(remove.place.interface);
  if (!link) return;  // it went with its interface
  bool missing = false;
  const auto done = outside_.host.netlink().remove(link->index, remove.place.address, &missing);
  if (!done) sys::say(vip_ctl, done.error().message + "; the kernel's lease will end it");
}

void Follow::settle() {
  subnets_.settle(sys::now());
  if (!subnets_.monitor() || std::exchange(watches_routes_, true)) return;
  outside_.loop.watch(subnets_.monitor()->fd(), POLLIN, [this](short) { subnets_.read_monitor(); });
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
  if (!outside) {
    sys::say(vip_ctl, outside.error().message);
    return cli::system_refused;
  }
  sys::become_realtime_or_say(vip_ctl, options.realtime);
  return Follow(options, std::move(*outside)).run();
}

}  // namespace vrrp::tools
