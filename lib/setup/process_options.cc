#include "setup/process_options.h"

#include <algorithm>

#include "cli/common.h"

namespace vrrp::setup {
namespace {

// "NAME,NAME".
Result<> add_expected(std::vector<std::string>& expected, std::string_view text) {
  while (true) {
    const std::size_t comma = text.find(',');
    std::string name;
    if (const auto set = cli::set_name(name)(text.substr(0, comma)); !set) return set;
    if (std::ranges::find(expected, name) != expected.end()) return fail(printable(name) + " is given twice");
    expected.push_back(std::move(name));
    if (comma == std::string_view::npos) return {};
    text.remove_prefix(comma + 1);
  }
}

// The options of the process, not of one router.
std::vector<cli::Option> own_options(ProcessOptions& options) {
  return {
      {.flags = "--instances",
       .value = "-|FILE",
       .help =
           "run several virtual routers: one JSON object per line, whose keys are the options without dashes",
       .set = cli::set_text(options.instances),
       .completion = cli::Completion::file},
      {.flags = "--track",
       .value = "-|FIFO",
       .help = "read check records from stdin or a FIFO; their weights change the priority",
       .set = cli::append_text(options.tracks),
       .repeatable = true,
       .completion = cli::Completion::file},
      {.flags = "--expect",
       .value = "NAME,...",
       .help = "the checks that must report, else the routers are in fault; for checks that share a pipe",
       .set = [&options](std::string_view text) { return add_expected(options.expect, text); },
       .repeatable = true},
  };
}

}  // namespace

std::vector<cli::Option> process_options(ProcessOptions& options) {
  std::vector<cli::Option> all = cli::noting(router_options(options.router), options.given);
  for (cli::Option& option : own_options(options)) all.push_back(std::move(option));
  return all;
}

}  // namespace vrrp::setup
