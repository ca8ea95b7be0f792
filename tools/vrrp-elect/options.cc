#include "options.h"

namespace vrrp::tools {
namespace {

// They limit what `status` shows.
std::vector<cli::Option> status_options(StatusOptions& status) {
  return {
      {.flags = "--vrid",
       .value = "N",
       .help = "only the virtual routers with this ID",
       .set =
           [&status](std::string_view text) { return cli::set_integer(status.vrid.emplace(), 1, 255)(text); },
       .subcommands = {"status"}},
      {.flags = "-i,--interface",
       .value = "IF",
       .help = "only the virtual routers on this interface",
       .set = cli::set_interface(status.interface),
       .subcommands = {"status"},
       .completion = cli::Completion::interface},
      {.flags = "--family",
       .value = "F",
       .help = "only the virtual routers of this family",
       .set = setup::set_family(status.family),
       .choices = {"ipv4", "ipv6"},
       .subcommands = {"status"}},
  };
}

}  // namespace

cli::Command elect_command(ElectOptions& options) {
  cli::Command command{
      .name = "vrrp-elect",
      .summary = "who is master of this virtual router?",
      .options = setup::process_options(options.process),
      .subcommands = {
          {.name = "status", .help = "ask the running electors; exit status 0 if all are master"}}};
  command.options.push_back(cli::realtime_option(options.realtime));
  for (cli::Option& option : command.options) option.subcommands = {""};
  for (cli::Option& option : status_options(options.status)) command.options.push_back(std::move(option));
  for (cli::Option& option : cli::common_options(options.common, ""))
    command.options.push_back(std::move(option));
  return command;
}

}  // namespace vrrp::tools
