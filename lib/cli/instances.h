// Several jobs for one process, as lines of JSON: the keys of a line are the long options of the program,
// without the dashes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace vrrp::cli {

// A value that an option was given on the command line: a default for every line.
struct Given {
  std::string key{};    // "vip"
  std::string value{};  // "" for a flag
};

// The options, with setters that also record their values.
std::vector<Option> noting(std::vector<Option> options, std::vector<Given>& given);

// Calls the setters of `options` with the values of a line, and with the defaults for keys that the line
// omits. The error names the key.
Result<> apply_line(const std::vector<Option>& options, const std::vector<Given>& defaults,
                    std::string_view line);

}  // namespace vrrp::cli
