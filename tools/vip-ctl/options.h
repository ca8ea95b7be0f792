// The command line of vip-ctl.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/common.h"
#include "proto/address.h"

namespace vrrp::tools {

constexpr std::string_view vip_ctl = "vip-ctl";

// An address as the user wrote it.
struct Wanted {
  proto::Prefix prefix{};
  bool any_length = true;  // no length was written: /32 or /128, or whatever we put there
};

struct VipOptions {
  cli::Common common{};
  std::vector<Wanted> addresses{};
  std::string label{};
  std::string interface_label{};  // -i eth0:1
  std::optional<std::chrono::seconds> lease{};
  std::optional<int> realtime{};
};

// The definition; its setters write to `options`, and what its subcommands run reads them.
cli::Command vip_command(VipOptions& options);

}  // namespace vrrp::tools
