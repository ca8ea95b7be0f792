#include "cli/command.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "base/exit_status.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/names.h"

namespace vrrp::cli {
namespace {

// ---- what goes out

// Writes to a descriptor that may be a full pipe or a stopped terminal. Text that is not accepted within a
// second is lost: a supervisor must not wait for an error message to be read.
bool write_out(int fd, std::string_view text) {
  while (!text.empty()) {
    pollfd ready{fd, POLLOUT, 0};
    if (poll(&ready, 1, 1000) != 1 || (ready.revents & POLLOUT) == 0) return false;
    const ssize_t written = write(fd, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

int print(std::string_view text) {
  return write_out(STDOUT_FILENO, text) ? exit_status::done : exit_status::failed;
}

int refuse(const Command& command, std::string_view message) {
  write_out(STDERR_FILENO, command.name + ": " + std::string(message) + "\n");
  return exit_status::usage;
}

// ---- what comes in

// Applies a command line to a command: calls the setters and refuses the first mistake.
class Parser {
 public:
  Parser(const Command& command, CommandLine line) : command_(command), line_(std::move(line)) {
    find_subcommand();
  }

  std::expected<Parsed, int> run() {
    if (is_given("--help")) return std::unexpected(print(help_text(command_, name())));
    if (is_given("--version"))
      return std::unexpected(print(command_.name + " (vrrp-tools) " VRRP_TOOLS_VERSION "\n"));
    if (is_given("--dump-cli")) return std::unexpected(print(dump_text(command_)));
    if (const Result<> taken = take(); !taken)
      return std::unexpected(refuse(command_, taken.error().message));
    return subcommand_ ? Parsed{name(), subcommand_->run} : Parsed{};
  }

 private:
  std::vector<std::string> subcommand_names() const {
    std::vector<std::string> names;
    for (const Subcommand& each : command_.subcommands) names.push_back(each.name);
    return names;
  }

  std::string name() const { return subcommand_ ? subcommand_->name : ""; }
  std::string see_help() const {
    return " (see " + command_.name + (subcommand_ ? " " + name() : "") + " --help)";
  }

  // The first word that names one.
  void find_subcommand() {
    const auto word = std::ranges::find_first_of(line_.words, subcommand_names());
    if (word == line_.words.end()) return;
    words_before_ = static_cast<std::size_t>(word - line_.words.begin());
    subcommand_ = &*std::ranges::find(command_.subcommands, *word, &Subcommand::name);
    line_.words.erase(word);
  }

  // ---- words

  Result<> take() {
    if (!line_.lacks_value.empty()) return missing_value();
    if (const Result<> result = check_words(); !result) return result;
    if (subcommand_ && subcommand_->set_command) {
      if (const Result<> result = take_command(); !result) return result;
    } else {
      line_.words.insert(line_.words.end(), line_.after.begin(), line_.after.end());
    }
    if (positionals().empty() && !line_.words.empty()) return too_many(line_.words.front());
    if (command_.needs_subcommand && !subcommand_)
      return fail("a subcommand is missing: one of " + join(subcommand_names()) + see_help());
    if (const Result<> result = take_options(); !result) return result;
    return take_positionals();
  }

  // No word before "--" may look like an option, and no word may come before a subcommand.
  Result<> check_words() const {
    for (const std::string& word : line_.words)
      if (word.size() > 1 && word.starts_with('-')) return unknown_option(word.substr(0, word.find('=')));
    if (!subcommand_ || words_before_ == 0) return {};
    if (command_.positionals.empty()) return unknown_subcommand(line_.words.front());
    return fail("\"" + printable(line_.words.front()) + "\" cannot be used with " + name() + see_help());
  }

  std::unexpected<Error> unknown_option(const std::string& word) const {
    std::vector<std::string> names;
    for (const Option& option : command_.options)
      if (goes_with(option, name())) names.push_back(long_name(option));
    for (const Option& option : builtin_options()) names.push_back(long_name(option));
    return fail("unknown option " + printable(word) + did_you_mean(word, names, "") + see_help());
  }

  std::unexpected<Error> unknown_subcommand(std::string_view word) const {
    const std::vector<std::string> names = subcommand_names();
    if (std::ranges::find(names, word) != names.end())
      return fail("the subcommand " + std::string(word) + " must come before \"--\"");
    return fail("unknown subcommand \"" + printable(word) + "\"" +
                did_you_mean(word, names, ": one of " + join(names)) + " (see " + command_.name + " --help)");
  }

  Result<> take_command() const {
    if (line_.after.empty())
      return fail(name() + ": the command is missing: write it after \"--\"" +
                  (line_.words.empty() ? "" : ", before \"" + printable(line_.words.front()) + "\"") +
                  see_help());
    subcommand_->set_command(line_.after);
    return {};
  }

  // ---- options

  // The definition of the option `given` that goes with the subcommand.
  Result<const Option*> definition(const std::string& given) const {
    std::vector<std::string> others;
    for (const Option& option : command_.options) {
      if (long_name(option) != given) continue;
      if (goes_with(option, name())) return &option;
      for (const std::string& other : option.subcommands)
        others.push_back(other.empty() ? command_.name + " alone" : other);
    }
    return fail(given + " cannot be used with " + (subcommand_ ? name() : command_.name + " alone") +
                "; use it with " + join(others));
  }

  Result<> missing_value() const {
    const auto option = definition(line_.lacks_value);
    if (!option) return std::unexpected(option.error());
    return fail(line_.lacks_value + " needs a value: " + (*option)->value + ", " + (*option)->help);
  }

  Result<> take_options() const {
    for (const auto& given : line_.options) {
      const auto option = definition(given.name);
      if (!option) return std::unexpected(option.error());
      if (!(*option)->repeatable && takes_value(**option) &&
          std::ranges::count(line_.options, given.name, &CommandLine::Given::name) > 1)
        return fail(given.name + " is given twice");
      if (const Result<> result = set_option(**option, given.name, given.value); !result) return result;
    }
    for (const Option& option : command_.options)
      if (option.required && goes_with(option, name()) && !is_given(long_name(option)) &&
          !is_given(option.unless))
        return fail(long_name(option) + " is missing: give " + option.help);
    return {};
  }

  bool is_given(std::string_view option) const {
    return std::ranges::find(line_.options, option, &CommandLine::Given::name) != line_.options.end();
  }

  // ---- positionals

  const std::vector<Positional>& positionals() const {
    return subcommand_ ? subcommand_->positionals : command_.positionals;
  }

  // Each positional gets its minimum; the remaining words go to the first one that may have more.
  Result<> take_positionals() const {
    std::size_t needed = 0;
    for (const Positional& positional : positionals()) needed += positional.least;
    std::size_t spare = line_.words.size() > needed ? line_.words.size() - needed : 0;
    std::size_t at = 0;
    for (const Positional& positional : positionals()) {
      const std::size_t more = std::min(spare, positional.most - positional.least);
      spare -= more;
      for (std::size_t n = 0; n < positional.least + more; ++n, ++at) {
        if (at == line_.words.size())
          return fail((subcommand_ ? name() + ": " : "") + positional.name + " is missing: give " +
                      positional.help);
        if (const Result<> result = positional.set(line_.words[at]); !result)
          return fail(positional.name + ": " + result.error().message);
      }
    }
    return at == line_.words.size() ? Result<>() : too_many(line_.words[at]);
  }

  Result<> too_many(std::string_view word) const {
    if (!subcommand_ && positionals().empty() && !command_.subcommands.empty())
      return unknown_subcommand(word);
    return fail("unexpected argument \"" + printable(word) + "\"" + see_help());
  }

  const Command& command_;
  CommandLine line_;
  const Subcommand* subcommand_ = nullptr;  // the one that was given
  std::size_t words_before_ = 0;            // how many words stood before it
};

}  // namespace

std::string long_name(const Option& option) {
  return option.flags.substr(option.flags.rfind(',') + 1);
}

bool takes_value(const Option& option) {
  return !option.value.empty() && !option.value.starts_with('[');
}

Result<> set_option(const Option& option, std::string_view name, const std::string& value) {
  const std::string prefix(name);
  if (option.value.empty() && !value.empty()) return fail(prefix + " takes no value");
  if (!option.choices.empty() && std::ranges::find(option.choices, value) == option.choices.end())
    return fail(prefix + ": \"" + printable(value) + "\" is not one of " + join(option.choices));
  if (const Result<> result = option.set(value); !result) return fail(prefix + ": " + result.error().message);
  return {};
}

std::expected<Parsed, int> parse(const Command& command, int argc, char** argv) {
  return Parser(command, take_apart(command, argc, argv)).run();
}

}  // namespace vrrp::cli
