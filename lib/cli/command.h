// A program's command line as plain data. One definition of each option feeds the parser, --help, the
// completions, the OPTIONS of the man page and the test that compares them.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vrrp::cli {

// What a shell offers as a value.
enum class Completion { none, interface, file, directory, command, process };

struct Option {
  std::string flags{};  // "-i,--interface" or "--vrid"
  std::string value{};  // the metavariable: "IF"; empty: a flag without a value; "[=PRIO]": a flag that may
                        // have one, written with '='
  std::string help{};   // what it means, one or two sentences without a final period
  // Called with each value given, in order ("" for a flag). An error is a usage error; the parser puts the
  // flag's name in front of its message.
  std::function<Result<>(std::string_view)> set{};
  bool required = false;
  std::string unless{};                    // required only without this other option: "--instances"
  bool repeatable = false;                 // a flag without a value may always be repeated
  std::string shown_default{};             // "100"; empty: nothing to show
  std::vector<std::string> choices{};      // the only valid values; the parser checks them
  std::vector<std::string> subcommands{};  // the subcommands that accept it ("": none given); empty: always
  Completion completion = Completion::none;
};

struct Positional {
  std::string name{};  // "ADDR"
  std::string help{};
  std::function<Result<>(std::string_view)> set{};
  std::size_t least = 1;
  std::size_t most = 1;
  Completion completion = Completion::none;
};

struct Subcommand {
  std::string name{};
  std::string help{};
  std::vector<Positional> positionals{};
  // Called with the command line after the first "--", byte for byte. Empty: the subcommand takes no command.
  std::function<void(std::vector<std::string>)> set_command{};
  std::function<int()> run{};  // does it, once everything is set; returns the exit status
};

struct Command {
  std::string name{};     // "vrrp-elect"
  std::string summary{};  // one line: what its one job is
  // Two options may have the same flags if they belong to different subcommands: --vrid is required to elect,
  // and it limits what `status` shows.
  std::vector<Option> options{};
  std::vector<Positional> positionals{};  // of the program without a subcommand
  std::vector<Subcommand> subcommands{};
  bool needs_subcommand = false;
};

struct Parsed {
  std::string subcommand{};    // empty: none
  std::function<int()> run{};  // the subcommand's
};

std::string long_name(const Option& option);  // "--interface"
bool takes_value(const Option& option);       // always; false for "[=PRIO]"

// Gives one value to an option, as the parser does: it checks the choices and calls the setter. The error
// begins with `name`.
Result<> set_option(const Option& option, std::string_view name, const std::string& value);

// Parses argv and calls the setters. The unexpected value is an exit status: `done` after --help or --version
// (they go to stdout), `usage` after a one-line error on stderr that names the offending flag and what would
// be right.
//
// Options may stand before or after the subcommand. The parser does not read integers: a setter uses
// parse_integer. `--flag=value` and `--flag value` are the same; a value may begin with '-'. A hidden
// --dump-cli prints the definition (lib/cli/help.h) for the generators of completions and man pages.
std::expected<Parsed, int> parse(const Command& command, int argc, char** argv);

}  // namespace vrrp::cli
