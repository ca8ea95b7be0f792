#include "cli/common.h"

#include "base/interface_name.h"
#include "record/record.h"

namespace vrrp::cli {
namespace {

// Above every ordinary process, and below the kernel's interrupt threads (50), which deliver the packets.
constexpr int default_realtime_priority = 10;

}  // namespace

std::vector<Option> common_options(Common& common, std::string interface_help) {
  std::vector<Option> options;
  if (!interface_help.empty())
    options.push_back({.flags = "-i,--interface",
                       .value = "IF",
                       .help = std::move(interface_help),
                       .set = set_interface(common.interface),
                       .completion = Completion::interface});
  options.push_back({.flags = "--node",
                     .value = "NAME",
                     .help = "the name of this host in the records",
                     .set = set_name(common.node),
                     .shown_default = "the host name"});
  options.push_back(
      {.flags = "--json",
       .help = "write records, even to a terminal",
       .set = [&common](std::string_view) -> Result<> { return common.form = Form::json, Result<>(); }});
  options.push_back(
      {.flags = "--text",
       .help = "write text for people, even to a pipe",
       .set = [&common](std::string_view) -> Result<> { return common.form = Form::text, Result<>(); }});
  options.push_back(
      {.flags = "-v,--verbose", .help = "print more on stderr", .set = set_flag(common.verbose)});
  options.push_back(
      {.flags = "-q,--quiet", .help = "print only errors on stderr", .set = set_flag(common.quiet)});
  return options;
}

Option realtime_option(std::optional<int>& priority) {
  return {
      .flags = "--realtime",
      .value = "[=PRIO]",
      .help =
          "run before all ordinary processes (SCHED_RR, priority 1 to 99, default 10) and lock all memory",
      .set = [&priority](std::string_view text) -> Result<> {
        priority = default_realtime_priority;
        return text.empty() ? Result<>() : set_integer(*priority, 1, 99)(text);
      }};
}

std::function<Result<>(std::string_view)> set_text(std::string& target) {
  return [&target](std::string_view text) -> Result<> {
    if (text.empty()) return fail("must not be empty");
    target = text;
    return {};
  };
}

std::function<Result<>(std::string_view)> set_interface(std::string& target) {
  return [&target](std::string_view text) -> Result<> {
    if (const auto fit = check_interface_name(text); !fit) return fit;
    target = text;
    return {};
  };
}

std::function<Result<>(std::string_view)> set_name(std::string& target) {
  return [&target](std::string_view text) -> Result<> {
    const std::string name = valid_utf8(text);  // as the records have it
    if (name.size() > record::longest_name)
      return fail("has " + std::to_string(name.size()) + " bytes, but a name can have at most " +
                  std::to_string(record::longest_name));
    return set_text(target)(name);
  };
}

std::function<Result<>(std::string_view)> set_flag(bool& target) {
  return [&target](std::string_view) -> Result<> {
    target = true;
    return {};
  };
}

std::function<Result<>(std::string_view)> append_text(std::vector<std::string>& target) {
  return [&target](std::string_view text) -> Result<> {
    target.emplace_back(text);
    return {};
  };
}

std::function<Result<>(std::string_view)> set_duration(Duration& target, Duration least, Duration most) {
  return [&target, least, most](std::string_view text) -> Result<> {
    const auto duration = parse_duration(text);
    if (!duration) return std::unexpected(duration.error());
    if (*duration < least || *duration > most)
      return fail(std::string(text) + " is not between " + format_duration(least) + " and " +
                  format_duration(most));
    target = *duration;
    return {};
  };
}

std::function<Result<>(std::string_view)> set_duration(std::optional<Duration>& target, Duration least,
                                                       Duration most) {
  return [&target, least, most](std::string_view text) {
    return set_duration(target.emplace(), least, most)(text);
  };
}

}  // namespace vrrp::cli
