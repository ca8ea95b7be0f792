// The options of vrrp-check for every kind of check.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cli/common.h"
#include "stage/check/checker.h"

namespace vrrp::tools {

constexpr std::string_view vrrp_check = "vrrp-check";

struct CheckOptions {
  cli::Common common{};
  stage::Checker::Settings checker{};
  std::optional<Duration> timeout{};
  bool counts_given = false;  // --fall or --rise
};

// Their setters write to `options`.
std::vector<cli::Option> check_options(CheckOptions& options);

// Decides what depends on several options, after all are set. `name` is the name of the check without --name.
Result<> settle(CheckOptions& options, std::string_view name);

}  // namespace vrrp::tools
