#include "commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "base/exit_status.h"
#include "program/recorder.h"
#include "program/refuse.h"
#include "stage/hold/placement.h"
#include "stage/hold/subnet_link.h"
#include "subnets.h"
#include "sys/clock.h"
#include "sys/line_pipe.h"
#include "sys/netlink.h"
#include "sys/say.h"
#include "sys/sysctl.h"

namespace vrrp::tools {
namespace {

using record::VipAction;
using stage::Placement;

// One run of a command. An error with one address does not stop the others; the exit status is the worst one.
class Command {
 public:
  Command(const VipOptions& options, sys::Netlink netlink)
      : options_(options), netlink_(std::move(netlink)), recorder_(vip_ctl, options.common) {}

  int add();
  int del();
  int show();
  int has();
  int flush();

 private:
  bool read_host();
  const host::Link* choose_link(const proto::Prefix& wanted);
  const host::Link* say_chosen(const proto::Prefix& wanted, const host::Link* link, const std::string& why);
  host::AddressRequest request(const Wanted& wanted, const host::Link& link) const;
  void add(const Wanted& wanted, const host::Link& link);
  bool put(const Wanted& wanted, const host::Link& link);
  void settle_subnet(const Wanted& wanted, const host::Link& link);
  std::vector<host::HostAddress> meant_by(const Wanted& wanted) const;
  void remove(std::vector<host::HostAddress> addresses);
  void nothing_to_delete(const Wanted& wanted);
  void remove(const host::HostAddress& address);
  void settle_subnet_without(const host::HostAddress& gone);
  bool choose_label();
  bool label_fits(const host::Link& link);

  const host::Link* link(int index) const { return find_link(links_, index); }
  bool is_looked_at(const host::HostAddress& address) const;
  bool is_meant(const Wanted& wanted, const host::HostAddress& address) const;
  std::vector<host::HostAddress> addresses_on(int index) const;

  void tell(VipAction action, const proto::Prefix& prefix, const host::Link& link,
            std::optional<std::chrono::seconds> lease, std::string detail = {});
  void table(const std::vector<const host::HostAddress*>& addresses);
  void print(std::string line) { out_.put(std::move(line)); }
  void complain(int status, const std::string& what) {
    sys::say(vip_ctl, what);
    status_ = std::max(status_, status);
  }

  const VipOptions& options_;
  sys::Netlink netlink_;
  program::Recorder recorder_;
  sys::LineWriter out_{STDOUT_FILENO};
  std::vector<host::Link> links_{};
  std::vector<host::HostAddress> addresses_{};
  std::string interface_{};  // the interface to look at; empty: all
  std::string label_{};      // the label to add; empty: none was given
  int status_ = exit_status::done;
};

// ---- what is there

bool Command::read_host() {
  auto host = netlink_.snapshot();
  if (!host) {
    complain(exit_status::system_refused, host.error().message);
    return false;
  }
  links_ = std::move(host->links);
  addresses_ = std::move(host->addresses);
  interface_ = options_.common.interface;
  if (interface_.empty()) return true;
  if (const host::Link* named = find_link(links_, interface_)) {
    interface_ = named->name;
    return true;
  }
  complain(exit_status::system_refused, printable(interface_) + ": no such interface");
  return false;
}

bool Command::is_looked_at(const host::HostAddress& address) const {
  const host::Link* where = link(address.link);
  if (!options_.interface_label.empty() && address.label != options_.interface_label) return false;
  return where && (interface_.empty() || where->name == interface_);
}

std::vector<host::HostAddress> Command::addresses_on(int index) const {
  std::vector<host::HostAddress> there;
  std::ranges::copy_if(addresses_, std::back_inserter(there),
                       [&](const host::HostAddress& address) { return address.link == index; });
  return there;
}

// ---- add

int Command::add() {
  if (!read_host() || !choose_label()) return status_;
  std::vector<std::pair<Wanted, const host::Link*>> places;
  for (const Wanted& wanted : options_.addresses)
    if (const host::Link* where = choose_link(wanted.prefix)) places.emplace_back(wanted, where);
  for (const auto& [wanted, where] : places)
    if (!label_fits(*where)) return status_;
  for (const auto& [wanted, where] : places) add(wanted, *where);
  return status_;
}

// The interface that was named; else the one whose subnet has the address; else that of the default route.
const host::Link* Command::choose_link(const proto::Prefix& wanted) {
  const auto named = [this](const std::string& name) {
    const auto found = std::ranges::find(links_, name, &host::Link::name);
    return found == links_.end() ? nullptr : &*found;
  };
  if (!interface_.empty()) return named(interface_);
  const auto by_default = netlink_.default_interface();
  const host::Link* default_link = by_default ? named(*by_default) : nullptr;
  const auto found = stage::link_for(wanted.address, addresses_,
                                     default_link ? std::optional(default_link->index) : std::nullopt);
  if (found && found->prefix.address == wanted.address)
    return say_chosen(wanted, link(found->link), "which has it already");
  if (found)
    return say_chosen(wanted, link(found->link), "whose subnet contains it: " + found->prefix.text());
  if (default_link) return say_chosen(wanted, default_link, "the interface of the default route");
  complain(
      exit_status::system_refused,
      fmt::format("{}: no interface's subnet contains it, and {}; name the interface with -i", wanted.text(),
                  by_default ? "the interface of the default route is gone" : by_default.error().message));
  return nullptr;
}

const host::Link* Command::say_chosen(const proto::Prefix& wanted, const host::Link* where,
                                      const std::string& why) {
  if (where && !options_.common.quiet)
    sys::say(vip_ctl, fmt::format("{}: chose {}, {}", wanted.text(), printable(where->name), why));
  return where;
}

// --label, or the label in -i.
bool Command::choose_label() {
  label_ = options_.label.empty() ? options_.interface_label : options_.label;
  if (options_.interface_label.empty() || label_ == options_.interface_label) return true;
  complain(exit_status::usage,
           fmt::format("--label: \"{}\" differs from the label in -i, \"{}\"; remove one of them",
                       printable(options_.label), printable(options_.interface_label)));
  return false;
}

// "eth0" or "eth0:vip": other tools that know labels (ifconfig) treat the part before the colon as the
// interface.
bool Command::label_fits(const host::Link& where) {
  if (label_.empty()) return true;
  const auto ipv6 = std::ranges::find(options_.addresses, proto::Family::ipv6,
                                      [](const Wanted& wanted) { return wanted.prefix.address.family(); });
  if (ipv6 != options_.addresses.end()) {
    complain(exit_status::usage, (options_.label.empty() ? "-i: " : "--label: ") + ipv6->prefix.text() +
                                     ": only an IPv4 address can have a label");
    return false;
  }
  if (label_ == where.name || label_.starts_with(where.name + ":")) return true;
  complain(exit_status::usage,
           fmt::format("--label: \"{}\" must begin with the interface's name, as in \"{}:vip\"",
                       printable(label_), where.name));
  return false;
}

host::AddressRequest Command::request(const Wanted& wanted, const host::Link& where) const {
  return {.link = where.index, .prefix = wanted.prefix, .label = label_, .valid = options_.lease};
}

void Command::add(const Wanted& wanted, const host::Link& where) {
  const Placement placement =
      stage::place(request(wanted, where), addresses_on(where.index), sys::promotes_secondaries(where.name));
  switch (placement.what) {
    case Placement::What::refuse:
      complain(exit_status::failed,
               fmt::format("{} on {}: not added: {}", wanted.prefix.text(), where.name, placement.why));
      break;
    case Placement::What::foreign:
      tell(VipAction::kept, wanted.prefix, where, std::nullopt, "foreign");
      break;
    case Placement::What::keep:
      settle_subnet(wanted, where);
      tell(VipAction::kept, wanted.prefix, where, std::nullopt);
      break;
    case Placement::What::renew:
      if (put(wanted, where)) tell(VipAction::kept, wanted.prefix, where, options_.lease);
      break;
    case Placement::What::relabel:
      if (const auto removed = netlink_.remove(where.index, wanted.prefix); !removed)
        complain(exit_status::system_refused, removed.error().message);
      else if (put(wanted, where))
        tell(VipAction::added, wanted.prefix, where, options_.lease, "another label");
      break;
    case Placement::What::add:
      if (put(wanted, where)) tell(VipAction::added, wanted.prefix, where, options_.lease);
      break;
  }
}

bool Command::put(const Wanted& wanted, const host::Link& where) {
  const auto done = netlink_.put(request(wanted, where));
  if (!done) complain(exit_status::system_refused, done.error().message);
  if (done) settle_subnet(wanted, where);
  return done.has_value();
}

// The connected route to the subnet of a wide address; each run repairs it.
void Command::settle_subnet(const Wanted& wanted, const host::Link& where) {
  if (!wanted.prefix.is_wide()) return;
  const HeldVip held{.vip = {.link = where.index,
                             .vip = wanted.prefix,
                             .leased = options_.lease.has_value(),
                             .renewed = true},
                     .valid = options_.lease};
  if (const auto done = settle_subnets(netlink_, {held}, {}); !done)
    complain(exit_status::system_refused, done.error().message + "; run vip-ctl add again");
}

// ---- del, flush

int Command::del() {
  if (!read_host()) return status_;
  for (const Wanted& wanted : options_.addresses) {
    const auto found = meant_by(wanted);
    if (found.empty()) nothing_to_delete(wanted);
    remove(found);
  }
  return status_;
}

int Command::flush() {
  if (!read_host()) return status_;
  std::vector<host::HostAddress> ours;
  for (const host::HostAddress& address : addresses_)
    if (is_ours(address) && is_looked_at(address)) ours.push_back(address);
  remove(ours);
  return status_;
}

std::vector<host::HostAddress> Command::meant_by(const Wanted& wanted) const {
  std::vector<host::HostAddress> found;
  for (const host::HostAddress& address : addresses_) {
    const bool meant = address.prefix == wanted.prefix || (wanted.any_length && is_ours(address));
    if (address.prefix.address == wanted.prefix.address && meant && is_looked_at(address))
      found.push_back(address);
  }
  return found;
}

// The first address of a subnet comes last, because the kernel may delete the others with it.
void Command::remove(std::vector<host::HostAddress> addresses) {
  std::ranges::stable_partition(addresses, [](const auto& address) { return address.secondary; });
  for (const host::HostAddress& address : addresses) remove(address);
}

// If the host itself has the address with another length, we must not remove it. Otherwise it is nowhere; the
// record still names an interface, because it must.
void Command::nothing_to_delete(const Wanted& wanted) {
  const auto foreign = std::ranges::find_if(addresses_, [&](const host::HostAddress& address) {
    return wanted.any_length && address.prefix.address == wanted.prefix.address && is_looked_at(address);
  });
  if (foreign != addresses_.end())
    return tell(VipAction::kept, foreign->prefix, *link(foreign->link), foreign->valid, "foreign");
  std::string name = interface_;
  if (name.empty()) name = netlink_.default_interface().value_or("lo");
  host::Link nowhere;
  nowhere.name = name;
  tell(VipAction::kept, wanted.prefix, nowhere, std::nullopt, "not there");
}

void Command::remove(const host::HostAddress& address) {
  const host::Link& where = *link(address.link);
  const auto other =
      stage::goes_along(address, addresses_on(where.index), sys::promotes_secondaries(where.name));
  if (other)
    return complain(exit_status::failed,
                    fmt::format("{} on {}: not removed: the kernel would also delete {}, a later address of "
                                "its subnet; set the interface's sysctl promote_secondaries first",
                                address.prefix.text(), where.name, other->text()));
  bool missing = false;  // gone meanwhile, which is what was requested
  const auto removed = netlink_.remove(where.index, address.prefix, &missing);
  if (!removed) return complain(exit_status::system_refused, removed.error().message);
  std::erase_if(addresses_, [&](const host::HostAddress& known) {
    return known.link == address.link && known.prefix == address.prefix;
  });
  if (address.prefix.is_wide()) settle_subnet_without(address);
  if (!is_ours(address) && !options_.common.quiet)
    sys::say(vip_ctl, fmt::format("{0} on {1}: removed, although vip-ctl did not put it there; to put it "
                                  "back, run ip addr add {0} dev {1}",
                                  address.prefix.text(), printable(where.name)));
  tell(VipAction::removed, address.prefix, where, std::nullopt, is_ours(address) ? "" : "foreign");
}

// Our other addresses in the subnet still need its route; without any, the route is removed.
void Command::settle_subnet_without(const host::HostAddress& gone) {
  const auto fact = [](const host::HostAddress& address) {
    return stage::WideVip{.link = address.link, .vip = address.prefix, .leased = address.valid.has_value()};
  };
  std::vector<HeldVip> left;
  bool others = false, owned = false;
  for (const host::HostAddress& other : addresses_) {
    if (other.link != gone.link || other.prefix.subnet() != gone.prefix.subnet()) continue;
    others = true;
    owned = owned || !other.without_route;
    if (is_ours(other)) left.push_back({fact(other), other.valid});
  }
  // If the host's own address goes while a VIP is there, the kernel leaves the IPv6 route of that address,
  // and nothing else would remove it. Any other route was there before, and stays.
  Result<> done;
  if (others && !owned && !gone.without_route)
    done = netlink_.remove_prefix_route(gone.link, gone.prefix.subnet());
  if (done) done = settle_subnets(netlink_, left, {fact(gone)});
  if (!done) complain(exit_status::system_refused, done.error().message);
}

// ---- show, has

int Command::show() {
  if (!read_host()) return status_;
  std::vector<const host::HostAddress*> ours;
  for (const host::HostAddress& address : addresses_)
    if (is_ours(address) && is_looked_at(address)) ours.push_back(&address);
  if (recorder_.text()) {
    table(ours);
  } else {
    for (const host::HostAddress* address : ours)
      tell(VipAction::kept, address->prefix, *link(address->link), address->valid);
  }
  return status_;
}

void Command::table(const std::vector<const host::HostAddress*>& addresses) {
  if (addresses.empty()) return;
  std::size_t widest = 7;
  for (const host::HostAddress* address : addresses) widest = std::max(widest, address->prefix.text().size());
  print(fmt::format("{:<{}}  {:<15}  {:<10}  {}\n", "ADDRESS", widest, "INTERFACE", "LEASE", "LABEL"));
  for (const host::HostAddress* address : addresses) {
    const std::string lease = address->valid ? format_duration(*address->valid) : "for ever";
    std::string line = fmt::format("{:<{}}  {:<15}  {:<10}  {}", address->prefix.text(), widest,
                                   printable(link(address->link)->name), lease, printable(address->label));
    line.resize(line.find_last_not_of(' ') + 1);
    print(line + "\n");
  }
}

// A wide VIP of `follow` is on the host with its full length.
bool Command::is_meant(const Wanted& wanted, const host::HostAddress& address) const {
  if (address.prefix.address != wanted.prefix.address) return false;
  return wanted.any_length || address.prefix == wanted.prefix ||
         (is_ours(address) && !address.prefix.is_wide());
}

int Command::has() {
  if (!read_host()) return status_;
  const Wanted& wanted = options_.addresses.front();
  status_ = exit_status::failed;
  for (const host::HostAddress& address : addresses_) {
    if (!is_meant(wanted, address) || !is_usable(address) || !is_looked_at(address)) continue;
    tell(VipAction::kept, address.prefix, *link(address.link), address.valid,
         is_ours(address) ? "" : "foreign");
    status_ = exit_status::done;
  }
  return status_;
}

// ---- out

void Command::tell(VipAction action, const proto::Prefix& prefix, const host::Link& where,
                   std::optional<std::chrono::seconds> lease, std::string detail) {
  if (options_.common.quiet) return;
  record::VipEvent event{
      .action = action, .address = prefix, .interface = where.name, .detail = std::move(detail)};
  if (where.mac != proto::Mac{}) event.mac = where.mac;
  if (lease) event.lease = Duration(*lease);
  print(recorder_.line(event, sys::wall_now()));
}

int run(const VipOptions& options, int (Command::*what)()) {
  auto netlink = sys::Netlink::open();
  if (!netlink) return program::refuse(vip_ctl, exit_status::system_refused, netlink.error());
  return (Command(options, std::move(*netlink)).*what)();
}

}  // namespace

int run_add(const VipOptions& options) {
  return run(options, &Command::add);
}

int run_del(const VipOptions& options) {
  return run(options, &Command::del);
}

int run_show(const VipOptions& options) {
  return run(options, &Command::show);
}

int run_has(const VipOptions& options) {
  return run(options, &Command::has);
}

int run_flush(const VipOptions& options) {
  return run(options, &Command::flush);
}

}  // namespace vrrp::tools
