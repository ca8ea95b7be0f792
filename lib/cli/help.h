// A command line's definition as text: for a person (--help) and for the generators of man pages and
// completions (--dump-cli).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace vrrp::cli {

// The part of `command` that `subcommand` has, on 80 columns; "": all of it.
std::string help_text(const Command& command, std::string_view subcommand);

// One item a line, its fields separated by tabs; lists are separated by commas, and "-" is an empty field:
//
//   command     NAME  yes|no (needs a subcommand)  SUMMARY
//   subcommand  NAME  yes|no (takes a command after "--")  HELP
//   positional  SUBCOMMAND  NAME  LEAST  MOST  COMPLETION  HELP
//   option      FLAGS  VALUE  REQUIRED  REPEATABLE  DEFAULT  CHOICES  SUBCOMMANDS  COMPLETION  HELP
//
// In SUBCOMMANDS "*" is: all, and none; "-" among others is: none.
std::string dump_text(const Command& command);

// -h and -V, which every program has.
const std::vector<Option>& builtin_options();

// Whether an option may be used with a subcommand ("": none).
bool goes_with(const Option& option, std::string_view subcommand);

}  // namespace vrrp::cli
