#include "follow.h"

#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "base/text.h"
#include "cli/exit_status.h"
#include "cli/output.h"
#include "record/json.h"
#include "record/real_names.h"
#include "record/vip_text.h"
#include "stage/holder.h"
#include "stage/kernel_lease.h"
#include "subnets.h"
#include "sys/clock.h"
#include "sys/line_pipe.h"
#include "sys/loop.h"
#include "sys/netlink.h"
#include "sys/realtime.h"
#include "sys/say.h"

namespace vrrp::tools {
namespace {

namespace holder = stage::holder;

// What the program needs of the system.
struct Outside {
  sys::Loop loop;
  sys::Signals signals;
  sys::Netlink netlink;
  sys::NetMonitor monitor;

  static Result<Outside> open() {
    auto loop = sys::Loop::make();
    if (!loop) return std::unexpected(loop.error());
    auto signals = sys::Signals::take();
    if (!signals) return std::unexpected(signals.error());
    auto netlink = sys::Netlink::open();
    if (!netlink) return std::unexpected(netlink.error());
    // Better told now than by the first master.
    if (const auto may = netlink->may_change(); !may) return std::unexpected(may.error());
    auto monitor = sys::NetMonitor::open();
    if (!monitor) return std::unexpected(monitor.error());
    return Outside{std::move(*loop), std::move(*signals), std::move(*netlink), std::move(*monitor)};
  }
};

class Follow {
 public:
  Follow(const VipOptions& options, Outside outside)
      : options_(options),
        outside_(std::move(outside)),
        recorder_(vip_ctl, options.common, isatty(STDOUT_FILENO) == 1) {}

  int run();

 private:
  void watch();
  void read_kernel();
  void read_all();
  void read_input();
  void hear(std::string_view line, std::uint64_t number);
  void settle_subnets();
  void report_output();
  void write(std::string line, bool announcement);

  void step(const holder::Input& input) { perform(holder_.step(sys::now(), input)); }
  void perform(const holder::Actions& actions);
  void carry_out(const holder::Actions& actions);
  void write_vips();
  Result<std::chrono::seconds> put(const holder::Put& put);
  void act(const holder::Put& put);
  void act(const holder::Remove& remove);
  void act(const holder::Write& write);
  void act(const holder::Say& say) { sys::say(vip_ctl, say.text); }
  void act(const holder::Exit& exit) { status_ = exit.status; }

  holder::LinkSeen fact(const sys::Link& link);
  std::optional<holder::AddressSeen> fact(const sys::HostAddress& address) const;
  std::optional<int> index_of(const std::string& interface) const;
  void change(const sys::LinkChange& change);
  void change(const sys::AddressChange& change);
  void change(const sys::Overrun&) { read_all(); }

  const VipOptions& options_;
  Outside outside_;
  cli::Recorder recorder_;
  sys::LineReader in_{STDIN_FILENO, record::longest_line};
  sys::LineWriter out_{STDOUT_FILENO};
  std::uint64_t announced_ = 0;  // out_'s total after the last `vip` or `contest` record
  std::map<int, std::string> names_{};
  stage::Holder holder_{};
  Subnets subnets_{outside_.netlink};
  std::vector<std::string> vips_{};  // `vip` records that wait until the routes are there
  bool watches_routes_ = false;
  bool line_came_ = false;
  std::optional<int> status_{};
};

int Follow::run() {
  watch();
  read_all();
  while (!status_) {
    report_output();
    outside_.loop.change(out_.fd(), out_.waiting() ? POLLOUT : 0);
    if (const auto waited = outside_.loop.wait(holder_.deadline()); !waited) {
      sys::say(vip_ctl, waited.error().message);
      return cli::system_refused;  // the kernel's leases end what is held
    }
    read_kernel();  // what it said while records were read: no renewal may undo a deletion in silence
    report_output();
    carry_out(holder_.tick(sys::now()));
    settle_subnets();  // before the records: who announces a VIP may be answered at once
    write_vips();
  }
  out_.flush();
  return *status_;
}

// In the order in which they are served.
void Follow::watch() {
  outside_.loop.watch(outside_.signals.fd(), POLLIN, [this](short) {
    for ([[maybe_unused]] const int signal : outside_.signals.drain()) step(holder::Signal{});
  });
  outside_.loop.watch(outside_.monitor.fd(), POLLIN, [this](short) { read_kernel(); });
  outside_.loop.watch(in_.fd(), POLLIN, [this](short) { read_input(); });
  outside_.loop.watch(out_.fd(), 0, [this](short events) {
    if ((events & (POLLERR | POLLNVAL)) != 0) out_.reader_gone();
    out_.flush();
  });
}

// ---- in

void Follow::read_kernel() {
  for (const sys::NetChange& news : outside_.monitor.drain())
    std::visit([this](const auto& one) { change(one); }, news);
  if (subnets_.monitor()) subnets_.read_monitor();
}

void Follow::settle_subnets() {
  subnets_.settle(sys::now());
  if (!subnets_.monitor() || std::exchange(watches_routes_, true)) return;
  outside_.loop.watch(subnets_.monitor()->fd(), POLLIN, [this](short) { subnets_.read_monitor(); });
}

void Follow::read_all() {
  const auto links = outside_.netlink.links();
  const auto addresses = outside_.netlink.addresses();
  if (!links || !addresses)
    return sys::say(vip_ctl, links ? addresses.error().message : links.error().message);
  holder::Snapshot all;
  names_.clear();
  for (const sys::Link& link : *links) all.links.push_back(fact(link));
  for (const sys::HostAddress& address : *addresses)
    if (auto seen = fact(address)) all.addresses.push_back(std::move(*seen));
  subnets_.release_all_but(all.addresses);
  step(all);
  subnets_.host_changed();
}

holder::LinkSeen Follow::fact(const sys::Link& link) {
  names_[link.index] = link.name;
  return {.name = link.name, .mac = link.mac, .up = link.up};
}

std::optional<holder::AddressSeen> Follow::fact(const sys::HostAddress& address) const {
  const auto name = names_.find(address.link);
  if (name == names_.end()) return std::nullopt;
  return holder::AddressSeen{.place = {name->second, address.prefix},
                             .leased = address.tag == sys::our_tag && address.valid};
}

void Follow::change(const sys::LinkChange& change) {
  subnets_.host_changed();
  const auto known = names_.find(change.link.index);
  const bool renamed = known != names_.end() && known->second != change.link.name;
  if (renamed || change.gone) {
    step(holder::LinkGone{known == names_.end() ? change.link.name : known->second});
    names_.erase(change.link.index);
  }
  if (renamed) return read_all();  // its addresses have moved with it
  if (!change.gone) step(fact(change.link));
}

void Follow::change(const sys::AddressChange& change) {
  const auto seen = fact(change.address);
  if (!seen) return;
  if (change.gone) {
    subnets_.release(seen->place);
    step(holder::AddressGone{seen->place});
  } else {
    step(*seen);
  }
  if (change.address.tag != sys::our_tag) subnets_.host_changed();
}

void Follow::read_input() {
  const auto status = in_.drain(
      [this](std::string_view line, std::uint64_t number) { hear(line, number); },
      [this](std::uint64_t number) {
        sys::say(vip_ctl, fmt::format("stdin: line {} is longer than {} bytes and may revoke what is held: "
                                      "nothing is held until a master's next record",
                                      number, record::longest_line));
        step(holder::LineTooLong{});
      });
  if (status == sys::LineReader::Status::open) return;
  outside_.loop.forget(in_.fd());
  step(holder::EndOfInput{.empty = !line_came_});
}

// Every record goes on unchanged, but `alive` ends here: only that a master yields is for the others too.
void Follow::hear(std::string_view line, std::uint64_t number) {
  line_came_ = true;
  if (words(line).empty()) return;
  const auto incoming = record::parse_line(line);
  if (!incoming)
    return sys::say(vip_ctl, fmt::format("stdin: line {} skipped: {}", number, incoming.error().message));
  const record::Incoming* record = *incoming ? &**incoming : nullptr;
  if (const auto* alive = record ? std::get_if<record::Alive>(record) : nullptr) {
    if (alive->yields) write(std::string(line) + "\n", false);
    return step(*alive);
  }
  const bool announcement = record && (std::holds_alternative<record::VipEvent>(*record) ||
                                       std::holds_alternative<record::Contest>(*record));
  write(std::string(line) + "\n", announcement);
  if (const auto* state = record ? std::get_if<record::StateChange>(record) : nullptr) {
    record::StateChange named = *state;
    record::use_real_names(named, [this](const std::string& name) {
      return index_of(name) ? name : outside_.netlink.real_name(name);
    });
    step(named);
  }
}

// ---- out

void Follow::perform(const holder::Actions& actions) {
  carry_out(actions);
  write_vips();
}

void Follow::carry_out(const holder::Actions& actions) {
  for (const holder::Action& action : actions) std::visit([this](const auto& one) { act(one); }, action);
}

std::optional<int> Follow::index_of(const std::string& interface) const {
  for (const auto& [index, name] : names_)
    if (name == interface) return index;
  return std::nullopt;
}

// For how long.
Result<std::chrono::seconds> Follow::put(const holder::Put& put) {
  if (const auto fit = record::may_be_virtual(put.vip); !fit) return std::unexpected(fit.error());
  const auto link = index_of(put.place.interface);
  if (!link) return fail(printable(put.place.interface) + ": no such interface");
  const Time now = sys::now();
  const auto valid = stage::kernel_lease(now, put.until);
  if (!valid)
    return fail(fmt::format("{} is not put on {}: its lease ended {} ago, before its turn came",
                            put.place.address.text(), printable(put.place.interface),
                            format_duration(now - put.until)));
  const auto done =
      outside_.netlink.put({.link = *link, .prefix = put.place.address, .label = put.label, .valid = *valid});
  if (!done) return std::unexpected(done.error());
  subnets_.hold(put.place, *link, put.vip, now, *valid);
  return *valid;
}

void Follow::act(const holder::Put& put) {
  const auto done = this->put(put);
  if (done && options_.common.verbose)
    sys::say(vip_ctl, fmt::format("{} on {}: leased for {}", put.place.address.text(),
                                  printable(put.place.interface), format_duration(*done)));
  const holder::PutDone answer{.place = put.place,
                               .error = done ? std::string() : done.error().message,
                               .valid = done ? *done : std::chrono::seconds{}};
  carry_out(holder_.step(sys::now(), answer));
}

void Follow::act(const holder::Remove& remove) {
  subnets_.release(remove.place);
  const auto link = index_of(remove.place.interface);
  if (!link) return;  // it went with its interface
  bool missing = false;
  const auto done = outside_.netlink.remove(*link, remove.place.address, &missing);
  if (!done) sys::say(vip_ctl, done.error().message + "; the kernel's lease will end it");
}

void Follow::act(const holder::Write& event) {
  vips_.push_back(recorder_.line(event.event, sys::wall_now()));
}

void Follow::write_vips() {
  for (std::string& line : std::exchange(vips_, {})) write(std::move(line), true);
}

void Follow::write(std::string line, bool announcement) {
  out_.put(std::move(line));
  if (announcement) announced_ = out_.total();
}

void Follow::report_output() {
  if (out_.lost()) step(holder::ReaderLost{});
  if (const auto unread = out_.unread())
    step(holder::Output{.total = out_.total(), .unread = *unread, .announcements = announced_});
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
