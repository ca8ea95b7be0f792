// The command line of vrrp-elect.
#pragma once

#include <optional>
#include <string>

#include "cli/common.h"
#include "setup/process_options.h"

namespace vrrp::tools {

// The routers that `status` shows.
struct StatusOptions {
  std::string interface {};  // empty: on any
  std::optional<std::uint8_t> vrid{};
  std::optional<proto::Family> family{};
};

struct ElectOptions {
  cli::Common common{};
  setup::ProcessOptions process{};
  std::optional<int> realtime{};
  StatusOptions status{};
};

// The definition; its setters write to `options`.
cli::Command elect_command(ElectOptions& options);

}  // namespace vrrp::tools
