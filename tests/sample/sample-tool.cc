// A program whose command line has one of everything: what completions, man pages and lib/cli are tested
// with, whatever the real programs have. It prints what it understood.
#include <unistd.h>

#include <string>

#include "base/exit_status.h"
#include "cli/command.h"
#include "cli/common.h"

using namespace vrrp;
using namespace vrrp::cli;

namespace {

std::string understood;
std::string understood_command;

std::function<Result<>(std::string_view)> note(std::string name) {
  return [name](std::string_view value) -> Result<> {
    understood += name + "=" + std::string(value) + "\n";
    return {};
  };
}

void note_command(const std::vector<std::string>& words) {
  for (const std::string& word : words) understood_command += "command=" + word + "\n";
}

Command definition(Common& common, int& vrid, Duration& interval) {
  Command command{
      .name = "sample-tool",
      .summary =
          "shows a command line with one of everything: it's \"quoted\", [bracketed] and a:b $HOME `id`",
      .options = common_options(common, "the interface to look at"),
      .subcommands =
          {{.name = "add",
            .help = "put addresses on the interface",
            .positionals = {{.name = "ADDR", .help = "addresses", .set = note("ADDR"), .most = 100}}},
           {.name = "apply",
            .help = "read a file. Then do as it says",
            .positionals = {{.name = "FILE",
                             .help = "what to apply",
                             .set = note("FILE"),
                             .completion = Completion::file},
                            {.name = "DIR",
                             .help = "where",
                             .set = note("DIR"),
                             .least = 0,
                             .completion = Completion::directory}}},
           {.name = "process",
            .help = "look for a process",
            .positionals = {{.name = "NAME",
                             .help = "its name",
                             .set = note("NAME"),
                             .completion = Completion::process}}},
           {.name = "exec", .help = "run a command", .set_command = note_command},
           {.name = "status", .help = "show it"}},
  };
  auto& options = command.options;
  options.push_back({.flags = "--vrid",
                     .value = "N",
                     .help = "the virtual router ID, 1 to 255",
                     .set = set_integer(vrid, 1, 255),
                     .required = true,
                     .subcommands = {"add"}});
  options.push_back({.flags = "--vrid",
                     .value = "N",
                     .help = "show that virtual router alone",
                     .set = set_integer(vrid, 1, 255),
                     .subcommands = {"status"}});
  options.push_back({.flags = "--interval",
                     .value = "D",
                     .help = "how often. It's a number and a unit, as in --lease [1s]: never `bare`",
                     .set = set_duration(interval, 10ms, 40s),
                     .shown_default = "1s"});
  options.push_back({.flags = "--lease",
                     .value = "D",
                     .help = "for how long",
                     .set = note("--lease"),
                     .subcommands = {"add", "apply"}});
  options.push_back({.flags = "--checksum",
                     .value = "HOW",
                     .help = "what it covers",
                     .set = note("--checksum"),
                     .shown_default = "auto",
                     .choices = {"auto", "rfc9568", "pseudo"}});
  options.push_back({.flags = "--track",
                     .value = "FIFO",
                     .help = "read checks from there",
                     .set = note("--track"),
                     .repeatable = true,
                     .completion = Completion::file});
  options.push_back({.flags = "--user-command",
                     .value = "COMMAND",
                     .help = "what to call",
                     .set = note("--user-command"),
                     .completion = Completion::command});
  options.push_back({.flags = "--realtime",
                     .value = "[=PRIO]",
                     .help = "be scheduled before everything else",
                     .set = note("--realtime")});
  return command;
}

}  // namespace

int main(int argc, char** argv) {
  Common common;
  int vrid = 0;
  Duration interval = 1s;
  const auto parsed = parse(definition(common, vrid, interval), argc, argv);
  if (!parsed) return parsed.error();
  understood += "subcommand=" + parsed->subcommand + "\nvrid=" + std::to_string(vrid) +
                "\ninterface=" + common.interface + "\n" + understood_command;
  return write(STDOUT_FILENO, understood.data(), understood.size()) < 0 ? exit_status::failed
                                                                        : exit_status::done;
}
