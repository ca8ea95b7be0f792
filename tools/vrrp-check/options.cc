#include "options.h"

#include "base/text.h"

namespace vrrp::tools {
namespace {

std::function<Result<>(std::string_view)> set_count(CheckOptions& options, std::uint32_t& target) {
  return [&](std::string_view text) -> Result<> {
    options.counts_given = true;
    return cli::set_integer(target, 1, 1000)(text);
  };
}

std::vector<cli::Option> repeat_options(CheckOptions& o) {
  return {
      {.flags = "--name",
       .value = "NAME",
       .help = "the check's name in the records; vrrp-elect identifies a check by it",
       .set = cli::set_name(o.checker.name),
       .shown_default = "its kind and its target"},
      {.flags = "--interval",
       .value = "DURATION",
       .help = "repeat the check at this interval; without it, check once",
       .set = cli::set_duration(o.checker.interval, 10ms, 24h)},
      {.flags = "--timeout",
       .value = "DURATION",
       .help = "how long one run may take; a longer one is killed and counts as a failure",
       .set = cli::set_duration(o.timeout, 1ms, 24h),
       .shown_default = "the interval, or 5s without one"},
      {.flags = "--fall",
       .value = "N",
       .help = "how many failures in a row change the status to down",
       .set = set_count(o, o.checker.fall),
       .shown_default = "1"},
      {.flags = "--rise",
       .value = "N",
       .help = "how many successes in a row change it back to up",
       .set = set_count(o, o.checker.rise),
       .shown_default = "1"},
      {.flags = "--weight",
       .value = "N",
       .help = "how the check changes the priority of vrrp-elect, -253 to 253: a negative weight is added "
               "while it is down, a positive one while it is up, and 0 means fault while it is down",
       .set = cli::set_integer(o.checker.weight, -253, 253),
       .shown_default = "0"},
  };
}

}  // namespace

std::vector<cli::Option> check_options(CheckOptions& options) {
  std::vector<cli::Option> all = cli::common_options(options.common, "");
  for (auto& option : repeat_options(options)) all.push_back(std::move(option));
  return all;
}

Result<> settle(CheckOptions& options, std::string_view name) {
  stage::Checker::Settings& checker = options.checker;
  if (options.counts_given && !checker.interval)
    return fail("--fall and --rise need --interval; without it a single run decides");
  checker.timeout = options.timeout.value_or(checker.interval.value_or(checker.timeout));
  if (checker.name.empty()) checker.name = utf8_prefix(name, record::longest_name);
  return {};
}

}  // namespace vrrp::tools
