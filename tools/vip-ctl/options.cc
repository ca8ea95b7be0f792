#include "options.h"

#include <net/if.h>

#include "commands.h"
#include "follow.h"
#include "record/vip_text.h"

namespace vrrp::tools {
namespace {

// An address that was added by other means may be found and removed with any length.
enum class For : std::uint8_t { adding, finding };

std::function<Result<>(std::string_view)> add_address(VipOptions& options, For what) {
  return [&options, what](std::string_view text) -> Result<> {
    const auto prefix = proto::Prefix::parse(text);
    if (!prefix) return std::unexpected(prefix.error());
    const proto::Address& address = prefix->address;
    const proto::Prefix alone{address, proto::full_length(address.family())};
    if (const auto fit = record::may_be_virtual(what == For::adding ? *prefix : alone); !fit) return fit;
    options.addresses.push_back({*prefix, text.find('/') == std::string_view::npos});
    return {};
  };
}

Result<> set_label(VipOptions& options, std::string_view text) {
  if (text.empty() || text.size() >= IFNAMSIZ)
    return fail("\"" + printable(text) + "\" has " + std::to_string(text.size()) +
                " bytes; a label must have 1 to 15");
  options.label = text;
  return {};
}

// "eth0", or "eth0:1" for the link eth0 and the label.
Result<> set_interface(VipOptions& options, std::string_view text) {
  const record::LinkAndLabel named = record::link_and_label(text);
  if (named.link.empty()) return fail("must begin with the name of an interface");
  options.common.interface = named.link;
  options.interface_label = named.label;
  return {};
}

// The kernel counts a lifetime in whole seconds.
Result<> set_lease(VipOptions& options, std::string_view text) {
  Duration lease{};
  if (const auto set = cli::set_duration(lease, 1s, 24h * 1000)(text); !set) return set;
  if (lease % 1s != 0s) return fail(std::string(text) + ": must be whole seconds, such as 90s");
  options.lease = std::chrono::duration_cast<std::chrono::seconds>(lease);
  return {};
}

cli::Positional addresses(VipOptions& options, For what, std::size_t most) {
  return {.name = "ADDR[/LEN]",
          .help = "an IPv4 or IPv6 address; the default length is /32 or /128",
          .set = add_address(options, what),
          .least = 1,
          .most = most};
}

}  // namespace

cli::Command vip_command(VipOptions& options) {
  constexpr std::size_t many = 1000;
  cli::Command command{
      .name = std::string(vip_ctl),
      .summary = "hold addresses on this host, by command or while a router is master",
      .options = {{.flags = "--label",
                   .value = "LABEL",
                   .help = "the label of an IPv4 address: the interface's name, or one such as eth0:vip",
                   .set = [&options](std::string_view text) { return set_label(options, text); },
                   .subcommands = {"add"}},
                  {.flags = "--lease",
                   .value = "D",
                   .help = "the kernel removes the address after this time, unless another run renews it",
                   .set = [&options](std::string_view text) { return set_lease(options, text); },
                   .shown_default = "for ever",
                   .subcommands = {"add"}}},
      .subcommands = {{.name = "add",
                       .help = "add addresses",
                       .positionals = {addresses(options, For::adding, many)},
                       .run = [&options] { return run_add(options); }},
                      {.name = "del",
                       .help = "remove addresses",
                       .positionals = {addresses(options, For::finding, many)},
                       .run = [&options] { return run_del(options); }},
                      {.name = "show",
                       .help = "list the addresses that vip-ctl added",
                       .run = [&options] { return run_show(options); }},
                      {.name = "has",
                       .help = "check whether this host has an address: exit status 0 or 1",
                       .positionals = {addresses(options, For::finding, 1)},
                       .run = [&options] { return run_has(options); }},
                      {.name = "flush",
                       .help = "remove the addresses that vip-ctl added, and no others",
                       .run = [&options] { return run_flush(options); }},
                      {.name = "follow",
                       .help = "hold the addresses that the records on standard input lease",
                       .run = [&options] { return run_follow(options); }}},
      .needs_subcommand = true};
  cli::Option realtime = cli::realtime_option(options.realtime);
  realtime.subcommands = {"follow"};
  command.options.push_back(std::move(realtime));
  const std::string interface_help =
      "the interface to add to (default: the one whose subnet contains the address, or that of the default "
      "route), or the only one to look at; eth0:1 is eth0 with that label";
  for (cli::Option& option : cli::common_options(options.common, interface_help)) {
    if (option.flags == "-i,--interface") {
      option.subcommands = {"add", "del", "show", "has", "flush"};
      option.set = [&options](std::string_view text) { return set_interface(options, text); };
    }
    command.options.push_back(std::move(option));
  }
  return command;
}

}  // namespace vrrp::tools
