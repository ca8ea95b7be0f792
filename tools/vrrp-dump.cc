// vrrp-dump: what is on the wire?
#include <unistd.h>

#include <cstring>

#include "base/exit_status.h"
#include "cli/command.h"
#include "cli/common.h"
#include "program/events.h"
#include "program/recorder.h"
#include "program/refuse.h"
#include "record/words.h"
#include "stage/dump/dissector.h"
#include "sys/capture.h"
#include "sys/clock.h"
#include "sys/line_pipe.h"
#include "sys/netlink.h"
#include "sys/say.h"
#include "sys/standard_fds.h"

namespace {

using namespace vrrp;

constexpr std::string_view tool = "vrrp-dump";

struct Options {
  cli::Common common{};
  std::string read{};
  std::string write{};
  std::optional<std::uint8_t> vrid{};
  std::uint64_t count = 0;  // 0: no end
  Duration duration{};      // 0: no end
  std::string filter{};
};

cli::Command definition(Options& options) {
  cli::Command command;
  command.name = tool;
  command.summary = "show VRRP adverts, gratuitous ARP and unsolicited neighbor advertisements";
  command.options = cli::common_options(options.common,
                                        "capture on this interface (default: the one of the default route)");
  command.options.push_back({.flags = "-r,--read",
                             .value = "FILE",
                             .help = "read a pcap or pcapng file, \"-\" for standard input",
                             .set = cli::set_text(options.read),
                             .completion = cli::Completion::file});
  command.options.push_back({.flags = "-w,--write",
                             .value = "FILE",
                             .help = "also save the frames that match the filter, in a new pcap file",
                             .set = cli::set_text(options.write),
                             .completion = cli::Completion::file});
  command.options.push_back({.flags = "--vrid",
                             .value = "N",
                             .help = "show only the adverts of this virtual router, and the announcements of "
                                     "the addresses in them",
                             .set = cli::set_integer(options.vrid, 1, 255)});
  command.options.push_back({.flags = "-c,--count",
                             .value = "N",
                             .help = "exit after this many records",
                             .set = cli::set_integer(options.count, 1, INT64_MAX)});
  command.options.push_back({.flags = "--duration",
                             .value = "TIME",
                             .help = "exit after this time, such as 10s",
                             .set = cli::set_duration(options.duration, 1ms, 24h * 1000)});
  command.positionals.push_back({.name = "FILTER",
                                 .help = "a pcap-filter(7) expression that the frames must also match",
                                 .set = [&options](std::string_view word) -> Result<> {
                                   if (!options.filter.empty()) options.filter += ' ';
                                   options.filter += word;
                                   return {};
                                 },
                                 .least = 0,
                                 .most = 1000});
  return command;
}

int refuse(int status, std::string message) {
  return program::refuse(tool, status, {std::move(message)});
}

Result<std::string> default_interface() {
  if (auto netlink = sys::Netlink::open())
    if (auto interface = netlink->default_interface()) return interface;
  return sys::first_interface();
}

Result<sys::Capture> open_capture(const Options& options) {
  if (!options.read.empty()) return sys::Capture::open_file(options.read);
  // libpcap does not know alternative names, but it knows more than the kernel's interfaces ("any").
  if (!options.common.interface.empty())
    return sys::Capture::open_live(sys::real_name(options.common.interface));
  const auto interface = default_interface();
  if (!interface) return std::unexpected(interface.error());
  auto capture = sys::Capture::open_live(*interface);
  if (capture && !options.common.quiet) sys::say(tool, "listening on " + *interface);
  return capture;
}

// From the capture to stdout. A live capture is read one frame at a time, the next one after the last record
// was written, so that frames for a slow reader wait in the kernel. From a file, as many frames are read as
// fill one write(2).
class Dump {
 public:
  Dump(const Options& options, proto::LinkType link, sys::Capture capture, program::Events events)
      : options_(options),
        link_(link),
        capture_(std::move(capture)),
        events_(std::move(events)),
        recorder_(tool, options.common),
        of_router_(options.vrid) {}

  int run() {
    if (options_.duration > 0s) deadline_ = sys::now() + options_.duration;
    capture_.wait_with([this](int fd) { return await(fd); });
    events_.loop.watch(events_.signals.fd(), POLLIN,
                       [this](short) { interrupted_ |= !events_.signals.drain().empty(); });
    events_.loop.watch(out_.fd(), 0, [this](short events) { out_.ready(events); });
    while (!over() && (out_.waiting() || !ended_)) {
      if (is_held_up()) {
        wait(ended_ ? std::nullopt : deadline_);
      } else if (!ended_ && (!capture_.fd() || await(*capture_.fd()))) {
        take_frame();
      }
    }
    return leave();
  }

 private:
  // Nothing more can be done, not even writing what waits.
  bool over() const { return interrupted_ || out_.lost() || broken_; }

  // The reader must read something before the next frame.
  bool is_held_up() {
    const auto too_much = [&] { return out_.waiting() && (ended_ || capture_.fd() || out_.full()); };
    if (too_much()) out_.flush();
    return !out_.lost() && too_much();
  }

  void wait(std::optional<Time> deadline) {
    events_.loop.change(out_.fd(), out_.wants());
    if (const auto waited = events_.loop.wait(deadline); !waited) {
      error_ = waited.error().message;
      broken_ = true;
    }
    if (deadline_ && sys::now() >= *deadline_) ended_ = true;
  }

  // Waits until the input is readable or must be looked at; false: it is not needed any more.
  bool await(int fd) {
    out_.flush();
    bool readable = false;
    events_.loop.watch(fd, POLLIN, [&readable](short) { readable = true; });
    const auto again = capture_.look_again();
    const std::optional<Time> look = again ? std::optional(sys::now() + *again) : std::nullopt;
    while (!readable && !ended_ && !over()) {
      wait(earliest({look, deadline_}));
      readable = readable || (look && sys::now() >= *look);
    }
    events_.loop.forget(fd);
    return readable && !ended_ && !over();
  }

  void take_frame() {
    sys::Capture::Frame frame;
    const auto next = capture_.next(frame);
    if (!next) error_ = next.error().message;
    if (!next || *next == sys::Capture::Next::end) ended_ = true;
    if (next && *next == sys::Capture::Next::frame) look_at(frame);
  }

  void look_at(const sys::Capture::Frame& frame) {
    stage::Sight sight =
        stage::dissect(link_, {.number = frame.number, .captured = frame.captured, .bytes = frame.bytes});
    if (const auto* nothing = std::get_if<stage::NoRecord>(&sight)) {
      if (!options_.common.verbose) return;
      out_.flush();  // a person may see both
      return sys::say(tool, "frame " + std::to_string(frame.number) + ": " + std::string(nothing->why));
    }
    if (!of_router_.passes(sight)) return;
    if (auto* advert = std::get_if<record::AdvertSeen>(&sight)) write(std::move(*advert));
    if (auto* announcement = std::get_if<record::AnnouncementSeen>(&sight)) write(std::move(*announcement));
    if (++written_ == options_.count) ended_ = true;
  }

  void write(const record::Body& body) {
    std::string lines = recorder_.line(body, sys::wall_now());
    if (recorder_.text() && options_.common.verbose)
      if (const std::string detail = record::in_detail(body); !detail.empty()) lines += detail + "\n";
    out_.add(std::move(lines));
  }

  int leave() {
    if (const std::uint64_t dropped = capture_.dropped(); dropped > 0 && !options_.common.quiet)
      sys::say(tool, std::to_string(dropped) + " frames were dropped because they were not read in time");
    const bool of_file = !options_.read.empty() || capture_.cannot_save();
    if (!error_.empty()) return refuse(of_file ? exit_status::failed : exit_status::system_refused, error_);
    // A reader that exits early (`| head`) is not an error; a full disk is.
    if (out_.lost() && !out_.has_reader())
      return refuse(exit_status::failed,
                    std::string("cannot write standard output: ") + std::strerror(out_.error()));
    return exit_status::done;
  }

  const Options& options_;
  proto::LinkType link_;
  sys::Capture capture_;
  program::Events events_;
  sys::LineWriter out_{STDOUT_FILENO};
  program::Recorder recorder_;
  stage::RouterFilter of_router_;
  std::optional<Time> deadline_{};
  std::uint64_t written_ = 0;
  std::string error_{};
  bool ended_ = false;
  bool interrupted_ = false;
  bool broken_ = false;
};

int check_usage(const Options& options) {
  if (!options.read.empty() && !options.common.interface.empty())
    return refuse(exit_status::usage, "--interface and --read cannot be combined; remove one of them");
  if (options.write == "-")
    return refuse(exit_status::usage, "--write: standard output is for the records; name a file");
  return exit_status::done;
}

int run(const Options& options) {
  if (const int status = check_usage(options); status != exit_status::done) return status;
  const int unreadable = options.read.empty() ? exit_status::system_refused : exit_status::failed;
  auto capture = open_capture(options);
  if (!capture) return refuse(unreadable, capture.error().message);
  const auto link = proto::known_link_type(capture->link_type());
  if (!link) return refuse(unreadable, "link type " + capture->link_type_name() + " is not supported");
  if (const auto kept = capture->keep_to(options.filter); !kept)
    return refuse(exit_status::usage,
                  "filter \"" + printable(options.filter) + "\": " + kept.error().message);
  if (!options.write.empty())
    if (const auto saving = capture->save_to(options.write); !saving)
      return refuse(exit_status::failed, saving.error().message);
  auto events = program::Events::open();
  if (!events) return refuse(exit_status::system_refused, events.error().message);
  return Dump(options, *link, std::move(*capture), std::move(*events)).run();
}

}  // namespace

int main(int argc, char** argv) {
  sys::fill_standard_fds();
  Options options;
  const auto parsed = cli::parse(definition(options), argc, argv);
  return parsed ? run(options) : parsed.error();
}
