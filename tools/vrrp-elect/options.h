// The command line of vrrp-elect.
#pragma once

#include <string>
#include <vector>

#include "cli/common.h"
#include "stage/elector.h"

namespace vrrp::tools {

struct ElectOptions {
  cli::Common common{};
  stage::ElectorConfig config{};
  std::string auth_pass{};
  std::string auth_pass_file{};
  bool version_given = false;
  std::vector<std::string> tracks{};  // "-" or the path of a FIFO
};

// The definition; its setters write to `options`.
cli::Command elect_command(ElectOptions& options);

// What can only be judged when everything is known: the version that a password implies, the intervals that
// it can carry, the family of the addresses. The error names the flag. `warning`: something to tell that is
// no error.
Result<> settle(ElectOptions& options, std::string& warning);

}  // namespace vrrp::tools
