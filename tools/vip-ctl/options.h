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
  bool any_length = true;  // no length was given: /32 or /128, or the length that we added
};

struct VipOptions {
  cli::Common common{};
  std::vector<Wanted> addresses{};
  std::string label{};
  std::string interface_label{};  // -i eth0:1
  std::optional<std::chrono::seconds> lease{};
  std::optional<int> realtime{};
};

// The definition. Its setters write to `options`, which its subcommands read.
cli::Command vip_command(VipOptions& options);

}  // namespace vrrp::tools
