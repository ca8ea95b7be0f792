// The options that mean the same in every program, and the setters that most options need.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "cli/command.h"

namespace vrrp::cli {

enum class Form { by_terminal, json, text };  // of what goes to stdout

struct Common {
  std::string interface {};  // empty: not given
  std::string node{};        // default: the host name
  bool verbose = false;
  bool quiet = false;
  Form form = Form::by_terminal;
};

// -i/--interface, --node, -v/--verbose, -q/--quiet, --json, --text. (-h and -V are the parser's own.)
// `interface_help` explains how the program uses the interface; empty: it has no -i.
std::vector<Option> common_options(Common& common, std::string interface_help);

// --realtime[=PRIO]: the priority; empty: the option is not given.
Option realtime_option(std::optional<int>& priority);

// Setters.
std::function<Result<>(std::string_view)> set_text(std::string& target);
std::function<Result<>(std::string_view)> set_interface(
    std::string& target);  // a name that an interface can have
// A name that records carry: 1 to 255 bytes.
std::function<Result<>(std::string_view)> set_name(std::string& target);
std::function<Result<>(std::string_view)> set_flag(bool& target);
std::function<Result<>(std::string_view)> append_text(std::vector<std::string>& target);
std::function<Result<>(std::string_view)> set_duration(Duration& target, Duration least, Duration most);
// The same for a value that is empty if the option is not given.
std::function<Result<>(std::string_view)> set_duration(std::optional<Duration>& target, Duration least,
                                                       Duration most);
// T is an integer type; the value must lie in [least, most].
template <class T>
std::function<Result<>(std::string_view)> set_integer(T& target, std::int64_t least, std::int64_t most) {
  return [&target, least, most](std::string_view text) -> Result<> {
    const auto value = parse_integer(text, least, most, "");
    if (!value) return std::unexpected(value.error());
    target = static_cast<T>(*value);
    return {};
  };
}

}  // namespace vrrp::cli
