// The options for the virtual routers of one process.
#pragma once

#include <string>
#include <vector>

#include "cli/instances.h"
#include "setup/router_options.h"

namespace vrrp::setup {

struct ProcessOptions {
  RouterOptions router{};
  std::vector<cli::Given> given{};    // the router's options: defaults for --instances
  std::string instances{};            // "-" or the path of a file; empty: the one router of the command line
  std::vector<std::string> tracks{};  // "-" or the path of a FIFO
  std::vector<std::string> expect{};  // the checks that must report there
};

// The options of a router, and those of the process. The setters write to `options`.
std::vector<cli::Option> process_options(ProcessOptions& options);

}  // namespace vrrp::setup
