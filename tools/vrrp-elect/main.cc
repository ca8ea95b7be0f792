// vrrp-elect: who is master of this virtual router? Events in, actions out; what to do is decided in
// lib/stage/elector.h.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/if_addr.h>
#include <poll.h>

#include <algorithm>
#include <list>

#include "cli/exit_status.h"
#include "cli/output.h"
#include "options.h"
#include "record/json.h"
#include "stage/elector.h"
#include "sys/clock.h"
#include "sys/host_addresses.h"
#include "sys/line_pipe.h"
#include "sys/loop.h"
#include "sys/netlink.h"
#include "sys/say.h"
#include "sys/standard_fds.h"
#include "sys/vrrp_socket.h"

namespace vrrp::tools {
namespace {

constexpr std::string_view tool = "vrrp-elect";

// A source of check records, held open.
struct Track {
  std::string path;
  sys::Fd fd;
  sys::LineReader lines;
};

// stdin, or a FIFO opened for reading and writing: the end of a writer is then not the end of the source.
Result<Track> open_track(const std::string& path) {
  if (path == "-") return Track{"stdin", {}, sys::LineReader(STDIN_FILENO, record::longest_line)};
  struct stat status {};
  if (stat(path.c_str(), &status) < 0) return sys::fail_errno("--track: " + path);
  if (!S_ISFIFO(status.st_mode))
    return fail("--track: " + path + " is no FIFO: for a file write `tail -F " + path +
                " | vrrp-elect --track -`");
  sys::Fd fd(open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!fd) return sys::fail_errno("--track: " + path);
  const int number = fd.get();
  return Track{path, std::move(fd), sys::LineReader(number, record::longest_line)};
}

class Program {
 public:
  Program(ElectOptions options, sys::Loop loop, sys::Signals signals, sys::Netlink netlink,
          sys::NetMonitor monitor, sys::Link link, sys::VrrpSocket socket, std::list<Track> tracks)
      : options_(std::move(options)),
        loop_(std::move(loop)),
        signals_(std::move(signals)),
        netlink_(std::move(netlink)),
        monitor_(std::move(monitor)),
        link_(std::move(link)),
        socket_(std::move(socket)),
        tracks_(std::move(tracks)),
        out_(STDOUT_FILENO),
        recorder_(tool, options_.common, isatty(STDOUT_FILENO) == 1),
        elector_(options_.config) {}

  int run() {
    watch();
    if (const auto read = read_host(); !read) {
      sys::say(tool, read.error().message);
      return cli::system_refused;
    }
    give(stage::Elector::Start{});
    while (!exit_) {
      report_output();
      loop_.change(out_.fd(), out_.waiting() ? POLLOUT : 0);
      const auto waited = loop_.wait(elector_.deadline(), [&](Time woken) { perform(elector_.wake(woken)); });
      if (!waited) {
        sys::say(tool, waited.error().message);
        return cli::system_refused;
      }
      report_output();
      perform(elector_.tick(sys::now()));
    }
    drain_output();
    return *exit_;
  }

 private:
  // In the order in which they are served: signals, netlink, packets, checks.
  void watch() {
    loop_.watch(signals_.fd(), POLLIN, [&](short) {
      for ([[maybe_unused]] const int signal : signals_.drain()) give(stage::Elector::Signal{});
    });
    loop_.watch(monitor_.fd(), POLLIN, [&](short) { network_changed(); });
    watch_socket();
    std::size_t number = 0;
    for (Track& track : tracks_) {
      loop_.watch(track.lines.fd(), POLLIN, [this, &track, number](short) { read_track(track, number); });
      ++number;
    }
    loop_.watch(out_.fd(), 0, [&](short events) {
      if ((events & POLLERR) == 0) return out_.flush();
      out_.reader_gone();
      loop_.forget(
          out_.fd());  // it would be told again at once, for as long as the addresses are on the host
    });
  }

  void watch_socket() {
    loop_.watch(socket_.fd(), POLLIN, [&](short) {
      socket_.drain([&](const proto::Datagram& datagram) {
        if (datagram.protocol == proto::vrrp_protocol)
          give(stage::Elector::Heard{proto::decode_advert(datagram.payload, datagram.envelope),
                                     datagram.envelope});
      });
    });
  }

  Result<> read_host() {
    if (const auto read = addresses_.read(netlink_); !read) return read;
    const auto link = netlink_.link(options_.common.interface);
    link_changed(link ? sys::LinkChange{*link} : sys::LinkChange{link_, true});
    give_addresses();
    return {};
  }

  void network_changed() {
    bool moved = false;
    for (const sys::NetChange& change : monitor_.drain()) {
      if (std::holds_alternative<sys::Overrun>(change)) {
        if (const auto read = read_host(); !read) sys::say(tool, read.error().message);
      } else if (const auto* address = std::get_if<sys::AddressChange>(&change)) {
        moved = addresses_.apply(*address) || moved;
      } else {
        link_changed(std::get<sys::LinkChange>(change));
      }
    }
    if (moved) give_addresses();
  }

  void link_changed(const sys::LinkChange& change) {
    const bool anew = change.link.name == link_.name && change.link.index != link_.index && !change.gone;
    if (anew && !reopen(change.link)) return;
    if (change.link.index != link_.index) return;
    give(stage::Elector::Link{change.link.up && !change.gone});
  }

  // The interface was made anew: the old socket hears nothing of it.
  bool reopen(const sys::Link& link) {
    auto socket = sys::VrrpSocket::open(link.index, link.name, *options_.config.router.vrid);
    if (!socket) return sys::say(tool, socket.error().message), false;
    loop_.forget(socket_.fd());
    socket_ = std::move(*socket);
    link_ = link;
    watch_socket();
    give_addresses();
    return true;
  }

  void give_addresses() {
    stage::Elector::Addresses addresses;
    std::vector<proto::Prefix> secondary;
    for (const sys::HostAddress& address : addresses_.all()) {
      addresses.host.push_back(address.prefix);
      // An address that we put there is some router's VIP, not this host's own.
      if (address.link != link_.index || address.tag == sys::our_tag) continue;
      ((address.flags & IFA_F_SECONDARY) != 0 ? secondary : addresses.interface).push_back(address.prefix);
    }
    addresses.interface.insert(addresses.interface.end(), secondary.begin(), secondary.end());
    give(std::move(addresses));
  }

  void read_track(Track& track, std::size_t number) {
    const auto status =
        track.lines.drain([&](std::string_view line,
                              std::uint64_t line_number) { check_line(track, number, line, line_number); },
                          [&](std::uint64_t line_number) {
                            sys::say(tool, "--track: " + track.path + ": line " +
                                               std::to_string(line_number) + " is too long, skipped");
                          });
    if (status == sys::LineReader::Status::end) loop_.forget(track.lines.fd());
  }

  void check_line(const Track& track, std::size_t number, std::string_view line, std::uint64_t line_number) {
    const auto incoming = record::parse_line(line);
    if (!incoming)
      return sys::say(tool, "--track: " + track.path + ": line " + std::to_string(line_number) +
                                " skipped: " + incoming.error().message);
    if (!*incoming || !std::holds_alternative<record::Check>(**incoming)) return;
    check_line_ = line;
    give(stage::Elector::CheckHeard{number, std::get<record::Check>(**incoming)});
  }

  void give(const stage::Elector::Input& input) { perform(elector_.step(sys::now(), input)); }

  // What the reader of stdout has not read yet: nothing tells when it reads, so it is asked on each turn of
  // the loop.
  void report_output() {
    give(stage::Elector::Output{.lost = out_.lost(), .total = out_.total(), .unread = out_.unread()});
  }

  void perform(const stage::Elector::Actions& actions) {
    for (const stage::Elector::Action& action : actions)
      std::visit([&](const auto& wish) { act(wish); }, action);
  }

  void act(const stage::Elector::Send& send) {
    const Buffer message = proto::encode_advert(
        send.advert, send.source, proto::vrrp_group(proto::Family::ipv4), proto::Dialect::pseudo);
    const Time before = sys::now();
    const auto sent = socket_.send(send.source, message);
    give(stage::Elector::Sent{.before = before,
                              .priority = send.advert.priority,
                              .accepted = sent.has_value(),
                              .error = sent ? "" : sent.error().message});
  }

  void act(const stage::Elector::Write& write) {
    const WallTime now = sys::wall_now();
    if (options_.common.verbose) sys::say(tool, cli::in_words(write.body, now));
    const bool alive = std::holds_alternative<record::Alive>(write.body);
    if (recorder_.text() && alive) return;  // a person wants the changes
    out_.put(recorder_.line(write.body, now), alive ? "alive" : "");
  }

  void act(const stage::Elector::PassOn&) {
    if (!recorder_.text()) out_.put(check_line_ + "\n");
  }

  void act(const stage::Elector::Say& what) {
    if (!options_.common.quiet) sys::say(tool, what.text);
  }

  void act(const stage::Elector::Exit& exit) {
    if (!exit_) exit_ = exit.status;
  }

  // The last records, as far as the reader takes them soon.
  void drain_output() {
    const Time patience = sys::now() + 100ms;
    while (out_.waiting() && !out_.lost() && sys::now() < patience) {
      pollfd ready{out_.fd(), POLLOUT, 0};
      poll(&ready, 1, 10);
      out_.flush();
    }
  }

  ElectOptions options_;
  sys::Loop loop_;
  sys::Signals signals_;
  sys::Netlink netlink_;
  sys::NetMonitor monitor_;
  sys::Link link_;
  sys::VrrpSocket socket_;
  std::list<Track> tracks_;
  sys::LineWriter out_;
  cli::Recorder recorder_;
  stage::Elector elector_;
  sys::HostAddresses addresses_;
  std::string check_line_;  // the check record being judged
  std::optional<int> exit_;
};

// Opens everything, in the order in which an error is most use to a person.
Result<Program> assemble(ElectOptions options, std::list<Track> tracks) {
  auto netlink = sys::Netlink::open();
  if (!netlink) return std::unexpected(netlink.error());
  if (options.common.interface.empty()) {
    const auto interface = netlink->default_interface();
    if (!interface) return fail(interface.error().message + ": name the interface with --interface");
    options.common.interface = *interface;
  }
  options.config.router.interface = options.common.interface;
  auto monitor = sys::NetMonitor::open();
  if (!monitor) return std::unexpected(monitor.error());
  auto link = netlink->link(options.common.interface);
  if (!link) return std::unexpected(link.error());
  auto signals = sys::Signals::take();
  if (!signals) return std::unexpected(signals.error());
  auto loop = sys::Loop::make();
  if (!loop) return std::unexpected(loop.error());
  auto socket = sys::VrrpSocket::open(link->index, link->name, *options.config.router.vrid);
  if (!socket) return std::unexpected(socket.error());
  return Program(std::move(options), std::move(*loop), std::move(*signals), std::move(*netlink),
                 std::move(*monitor), std::move(*link), std::move(*socket), std::move(tracks));
}

int elect(int argc, char** argv) {
  ElectOptions options;
  const auto parsed = cli::parse(elect_command(options), argc, argv);
  if (!parsed) return parsed.error();
  std::string warning;
  if (const auto settled = settle(options, warning); !settled) {
    sys::say(tool, settled.error().message);
    return cli::usage;
  }
  if (!warning.empty() && !options.common.quiet) sys::say(tool, warning);
  std::list<Track> tracks;
  for (const std::string& path : options.tracks) {
    auto track = open_track(path);
    if (!track) {
      sys::say(tool, track.error().message);
      return cli::usage;
    }
    tracks.push_back(std::move(*track));
  }
  auto program = assemble(std::move(options), std::move(tracks));
  if (!program) {
    sys::say(tool, program.error().message);
    return cli::system_refused;
  }
  return program->run();
}

}  // namespace
}  // namespace vrrp::tools

int main(int argc, char** argv) {
  vrrp::sys::fill_standard_fds();
  return vrrp::tools::elect(argc, argv);
}
