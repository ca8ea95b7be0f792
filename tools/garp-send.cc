// garp-send: announces to the neighbours where an address is. lib/stage/announce/announcer.h decides when.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <set>

#include <fmt/format.h>

#include "base/exit_status.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/common.h"
#include "program/events.h"
#include "program/record_input.h"
#include "program/recorder.h"
#include "program/refuse.h"
#include "proto/arp.h"
#include "proto/neighbor.h"
#include "record/real_names.h"
#include "stage/announce/announcer_turn.h"
#include "sys/clock.h"
#include "sys/host_monitor.h"
#include "sys/log_writer.h"
#include "sys/packet_socket.h"
#include "sys/realtime.h"
#include "sys/say.h"
#include "sys/standard_fds.h"
#include "sys/sysctl.h"

namespace {

using namespace vrrp;

constexpr std::string_view tool = "garp-send";

struct Options {
  cli::Common common{};
  std::optional<int> realtime{};
  std::vector<proto::Address> addresses{};
  std::optional<proto::Mac> mac{};
  bool reply = false;
  stage::Announcer::Settings burst{};
};

// ---- the command line

std::function<Result<>(std::string_view)> set_refresh(std::optional<Duration>& refresh) {
  return [&refresh](std::string_view text) -> Result<> {
    Duration every{};
    if (text != "0") {
      const auto set = cli::set_duration(every, 0s, 24h)(text);
      if (!set) return set;
    }
    if (every > 0s && every < 100ms)
      return fail(std::string(text) + " is too short; set 100ms or more, or 0 for never");
    refresh = every > 0s ? std::optional(every) : std::nullopt;
    return {};
  };
}

std::vector<cli::Option> own_options(Options& options) {
  return {
      {.flags = "-c,--count",
       .value = "N",
       .help = "how many packets to send for each address",
       .set = cli::set_integer(options.burst.count, 1, 1000),
       .shown_default = "5"},
      {.flags = "--interval",
       .value = "D",
       .help = "the time between two packets for one address; 0s sends all of them at once",
       .set = cli::set_duration(options.burst.interval, 0s, 1min),
       .shown_default = "200ms"},
      {.flags = "--reply",
       .help = "send ARP replies instead of requests, for neighbours that accept only replies",
       .set = cli::set_flag(options.reply)},
      {.flags = "--mac",
       .value = "MAC",
       .help = "the MAC to announce",
       .set = [&options](std::string_view text) -> Result<> {
         const auto mac = proto::Mac::parse(text);
         if (!mac) return std::unexpected(mac.error());
         if ((mac->octets[0] & 1) != 0)
           return fail(mac->text() + " is a multicast address; a host has a unicast MAC");
         options.mac = *mac;
         return {};
       },
       .shown_default = "the interface's own",
       .subcommands = {""}},
      {.flags = "--refresh",
       .value = "D",
       .help = "announce each held address again after this time; 0: never",
       .set = set_refresh(options.burst.refresh),
       .shown_default = "5s",
       .subcommands = {"follow"}},
  };
}

cli::Command definition(Options& options) {
  cli::Command command{
      .name = std::string(tool),
      .summary = "announce where an address is, by gratuitous ARP and unsolicited NA",
      .options = own_options(options),
      .positionals = {{.name = "ADDR",
                       .help = "an IPv4 or IPv6 address of this host",
                       .set = [&options](std::string_view text) -> Result<> {
                         const auto address = proto::Address::parse(text);
                         if (!address) return std::unexpected(address.error());
                         options.addresses.push_back(*address);
                         return {};
                       },
                       .least = 1,
                       .most = 1000}},
      .subcommands = {
          {.name = "follow",
           .help =
               "announce the addresses that this host holds according to the records on standard input"}}};
  cli::Option realtime = cli::realtime_option(options.realtime);
  realtime.subcommands = {"follow"};
  command.options.push_back(std::move(realtime));
  for (cli::Option& option : cli::common_options(options.common, "announce on this interface only")) {
    if (option.flags == "-i,--interface") option.subcommands = {""};
    command.options.push_back(std::move(option));
  }
  return command;
}

// ---- the outside

struct Outside {
  program::Events events;
  sys::HostMonitor host;
  sys::PacketSocket socket;

  static Result<Outside> open() {
    auto events = program::Events::open();
    if (!events) return std::unexpected(events.error());
    auto host = sys::HostMonitor::open();
    if (!host) return std::unexpected(host.error());
    auto socket = sys::PacketSocket::open();
    if (!socket) return std::unexpected(socket.error());
    return Outside{std::move(*events), std::move(*host), std::move(*socket)};
  }
};

// ---- the program

// stage::AnnouncerTurn decides what happens in a turn of its loop, and in which order.
class GarpSend final : private stage::AnnouncerTurn::Surroundings {
 public:
  GarpSend(const Options& options, Outside& outside) : options_(options), outside_(outside) {}

  int announce(const std::vector<stage::Announcer::Command>& commands);
  int follow();

 private:
  int run();
  void read_signals();
  void read_host();
  void know_nothing(const Error& error);
  void read_input();
  void hear(std::string_view line, std::optional<record::Incoming>& record);

  // ---- what its turn asks for
  Time now() override { return sys::now(); }
  void read_kernel() override;
  bool send(const stage::Announcer::Send& send) override;
  void withhold(const stage::Announcer::Withhold& withhold) override;
  void pass_on() override { tell(output_.put(std::string(line_) + "\n")); }
  void write(const record::Announce& announce) override;

  void watch_output();
  void output_ready(short events);
  void tell(std::optional<sys::LogWriter::News> news);

  const Options& options_;
  Outside& outside_;
  bool following_ = false;
  program::RecordInput input_{tool, "stdin", STDIN_FILENO};
  sys::LogWriter output_{STDOUT_FILENO};
  std::optional<int> watched_output_{};
  program::Recorder recorder_{tool, options_.common};
  stage::AnnouncerTurn turn_{*this, options_.burst};
  std::set<std::string> failing_{};  // where sending fails, to report it once
  std::string_view line_{};          // the one being heard
};

int GarpSend::announce(const std::vector<stage::Announcer::Command>& commands) {
  for (const stage::Announcer::Command& command : commands) turn_.give(command);
  turn_.give(stage::Announcer::EndOfInput{});
  return run();
}

int GarpSend::follow() {
  following_ = true;
  return run();
}

int GarpSend::run() {
  outside_.events.loop.watch(outside_.events.signals.fd(), POLLIN, [this](short) { read_signals(); });
  outside_.events.loop.watch(outside_.host.fd(), POLLIN, [this](short) { read_kernel(); });
  if (following_) outside_.events.loop.watch(input_.fd(), POLLIN, [this](short) { read_input(); });
  read_host();
  turn_.tick();
  while (!turn_.exit_status()) {
    watch_output();
    if (const auto waited = outside_.events.loop.wait(turn_.deadline()); !waited) {
      sys::say(tool, waited.error().message);
      return exit_status::system_refused;
    }
    turn_.tick();
  }
  tell(output_.flush());
  return *turn_.exit_status();
}

// ---- in

void GarpSend::read_signals() {
  for ([[maybe_unused]] const int signal : outside_.events.signals.drain())
    turn_.give(stage::Announcer::Signal{});
}

void GarpSend::read_kernel() {
  const auto read = outside_.host.drain([this](const host::Change& change) { turn_.give(change); });
  if (!read) know_nothing(read.error());
}

void GarpSend::read_host() {
  if (const auto all = outside_.host.read())
    turn_.give(*all);
  else
    know_nothing(all.error());
}

// An empty snapshot, so that nothing is sent.
void GarpSend::know_nothing(const Error& error) {
  sys::say(tool, error.message);
  turn_.give(host::Snapshot{});
}

void GarpSend::read_input() {
  if (input_.drain([this](std::string_view line, auto& record) { hear(line, record); })) return;
  outside_.events.loop.forget(input_.fd());
  turn_.give(stage::Announcer::EndOfInput{.empty = input_.was_empty()});
}

void GarpSend::hear(std::string_view line, std::optional<record::Incoming>& record) {
  if (auto* state = record ? std::get_if<record::StateChange>(&*record) : nullptr)
    record::use_real_names(*state, [this](const auto& name) { return turn_.host().real_name(name); });
  line_ = line;
  turn_.hear(record);
}

// ---- what its turn asks for

bool GarpSend::send(const stage::Announcer::Send& send) {
  const bool ipv4 = send.address.family() == proto::Family::ipv4;
  const auto operation = options_.reply ? proto::ArpOperation::reply : proto::ArpOperation::request;
  const Buffer frame =
      ipv4 ? proto::gratuitous_arp(send.address, send.mac, operation)
           : proto::neighbor_advertisement(send.address, send.mac, sys::forwards_ipv6(send.interface));
  const auto sent = outside_.socket.send(send.link, frame);
  const std::string what = send.address.text() + " on " + printable(send.interface);
  if (sent)
    failing_.erase(what);
  else if (failing_.insert(what).second)
    sys::say(tool, what + ": cannot be announced: " + sent.error().message);
  return sent.has_value();
}

void GarpSend::withhold(const stage::Announcer::Withhold& withhold) {
  if (following_ && !options_.common.verbose) return;
  sys::say(tool, fmt::format("{} on {}: not announced: {}", withhold.address.text(),
                             printable(withhold.interface), withhold.why));
}

void GarpSend::write(const record::Announce& announce) {
  tell(output_.put(recorder_.line(announce, sys::wall_now())));
}

// ---- the reader of stdout

void GarpSend::watch_output() {
  const std::optional<int> fd = output_.fd();
  if (watched_output_ && watched_output_ != fd) outside_.events.loop.forget(*watched_output_);
  if (fd && watched_output_ != fd)
    outside_.events.loop.watch(*fd, 0, [this](short events) { output_ready(events); });
  watched_output_ = fd;
  if (fd) outside_.events.loop.change(*fd, output_.waiting() ? POLLOUT : 0);
}

void GarpSend::output_ready(short events) {
  tell((events & (POLLERR | POLLHUP | POLLNVAL)) != 0 ? output_.reader_gone() : output_.flush());
}

void GarpSend::tell(std::optional<sys::LogWriter::News> news) {
  using News = sys::LogWriter::News;
  if (!news) return;
  if (*news == News::reader_gone)
    sys::say(tool, fmt::format("{}; garp-send goes on announcing without records",
                               output_.error() == 0
                                   ? "the reader of standard output is gone"
                                   : fmt::format("standard output: {}", std::strerror(output_.error()))));
  else if (*news == News::reader_stalled)
    sys::say(tool,
             "the reader of standard output does not read; garp-send goes on announcing without records");
  else if (const auto dropped = output_.take_dropped(); !options_.common.quiet)
    sys::say(tool, fmt::format("standard output accepts records again; {} were dropped", dropped));
}

// ---- garp-send ADDR...

struct Refusal {
  int status = exit_status::failed;
  std::string message{};
};

// Each interface that has the address, or the one that was named.
std::expected<std::vector<stage::Announcer::Command>, Refusal> commands_for(const proto::Address& address,
                                                                            const host::Snapshot& host,
                                                                            const Options& options) {
  const std::string& wanted = options.common.interface;
  if (!wanted.empty() && !find_link(host.links, wanted))
    return std::unexpected(Refusal{exit_status::system_refused, printable(wanted) + ": no such interface"});
  std::vector<stage::Announcer::Command> commands;
  for (const host::HostAddress& held : host.addresses) {
    const host::Link* link = find_link(host.links, held.link);
    if (held.prefix.address != address || !link) continue;
    if (!wanted.empty() && !has_name(*link, wanted)) continue;
    if (!may_be_announced(held))
      return std::unexpected(Refusal{
          exit_status::failed,
          address.text() + " on " + link->name + ": duplicate address detection has not accepted it"});
    commands.push_back({address, link->name, options.mac});
  }
  if (commands.empty())
    return std::unexpected(
        Refusal{exit_status::failed, fmt::format("{}: not announced: {} does not have it", address.text(),
                                                 wanted.empty() ? "this host" : printable(wanted))});
  return commands;
}

// All of them, or none.
std::expected<std::vector<stage::Announcer::Command>, Refusal> commands(const Options& options) {
  auto netlink = sys::Netlink::open();
  if (!netlink) return std::unexpected(Refusal{exit_status::system_refused, netlink.error().message});
  const auto host = netlink->snapshot();
  if (!host) return std::unexpected(Refusal{exit_status::system_refused, host.error().message});
  std::vector<stage::Announcer::Command> all;
  for (const proto::Address& address : options.addresses) {
    const auto found = commands_for(address, *host, options);
    if (!found) return std::unexpected(found.error());
    all.insert(all.end(), found->begin(), found->end());
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  sys::fill_standard_fds();
  Options options;
  const auto parsed = cli::parse(definition(options), argc, argv);
  if (!parsed) return parsed.error();
  const bool follow = parsed->subcommand == "follow";
  if (follow) options.burst = options.burst.following();
  options.burst.report_refresh = options.common.verbose;
  const auto asked = follow ? std::vector<stage::Announcer::Command>() : commands(options);
  if (!asked) return program::refuse(tool, asked.error().status, {asked.error().message});
  auto outside = Outside::open();
  if (!outside) return program::refuse(tool, exit_status::system_refused, outside.error());
  GarpSend garp_send(options, *outside);
  if (follow) sys::become_realtime_or_say(tool, options.realtime);
  return follow ? garp_send.follow() : garp_send.announce(*asked);
}
