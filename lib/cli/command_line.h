// A command line split into options, with their values, and other words. command.cc decides what they mean.
// CLI11 is an implementation detail of command_line.cc.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace vrrp::cli {

struct CommandLine {
  struct Given {
    std::string name{};   // "--vrid", also when it is written "-r"
    std::string value{};  // empty: a flag without a value
  };

  std::vector<Given> options{};      // in the order of the command line
  std::vector<std::string> words{};  // words before "--" that belong to no option; unknown options too
  std::vector<std::string> after{};  // all that follows the first "--", byte for byte
  std::string lacks_value{};         // an option at the end without the value that it needs; empty: none
};

// Knows all options of the command, whatever their subcommand, and --help, --version and --dump-cli.
CommandLine take_apart(const Command& command, int argc, char** argv);

}  // namespace vrrp::cli
