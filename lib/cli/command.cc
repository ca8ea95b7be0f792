#include "cli/command.h"

#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <climits>
#include <map>
#include <optional>

#include "base/exit_status.h"
#include "base/text.h"
#include "cli/help.h"

namespace vrrp::cli {
namespace {

// ---- what goes out

// Writes to a descriptor that may be a full pipe or a stopped terminal: what is not taken within a second is
// lost, because a program that waits for its reader to be told of a wrong flag is of no use to a supervisor.
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

// argv cut at the first "--", before CLI11 sees it: CLI11 takes "[a,b]" apart and loses count of what is
// positional in a subcommand.
struct Arguments {
  std::vector<std::string> before{};
  std::vector<std::string> after{};
  bool cut = false;
};

// An option as CLI11 knows it, and its definitions: one for each set of subcommands.
struct Registered {
  CLI::Option* parser = nullptr;
  std::vector<const Option*> definitions{};
};

bool is_flag(const Option& option) {
  return option.value.empty() || option.value.starts_with('[');
}

std::string long_name(const Option& option) {
  return option.flags.substr(option.flags.rfind(',') + 1);
}

bool has_flag(const Option& option, std::string_view flag) {
  std::string_view flags = option.flags;
  while (true) {
    const std::size_t comma = flags.find(',');
    if (flags.substr(0, comma) == flag) return true;
    if (comma == std::string_view::npos) return false;
    flags.remove_prefix(comma + 1);
  }
}

const Option* find_option(const Command& command, std::string_view flag) {
  const auto found =
      std::ranges::find_if(command.options, [flag](const Option& o) { return has_flag(o, flag); });
  return found == command.options.end() ? nullptr : &*found;
}

Arguments cut_at_dashes(const Command& command, int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (arguments.cut) {
      arguments.after.push_back(word);
    } else if (word == "--") {
      arguments.cut = true;
    } else if (const Option* option =
                   word.ends_with('=') ? find_option(command, word.substr(0, word.size() - 1)) : nullptr;
               option && !is_flag(*option)) {
      // CLI11 takes "--node=" for "--node" and eats the next word.
      arguments.before.push_back(word.substr(0, word.size() - 1));
      arguments.before.emplace_back();
    } else {
      arguments.before.push_back(word);
    }
  }
  return arguments;
}

// What was meant by the last word when CLI11 says that a value is missing: "--vrid", "-i", "-vi".
const Option* wanting_value(const Command& command, const Arguments& arguments) {
  if (arguments.before.empty()) return nullptr;
  const std::string& last = arguments.before.back();
  return find_option(command, last.starts_with("--") ? last : std::string("-") + last.back());
}

// ---- the parser

// CLI11 finds the words that belong to an option; it interprets none. Every option is registered with the
// root, so that it may stand before or after a subcommand, and everything else comes back as "remaining".
class Parser {
 public:
  explicit Parser(const Command& command) : command_(command) {
    app_.set_help_flag();
    app_.allow_extras();
    app_.fallthrough();  // before the subcommands, which inherit it
    app_.require_subcommand(0, 1);
    help_ = app_.add_flag("-h,--help");
    version_ = app_.add_flag("-V,--version");
    dump_ = app_.add_flag("--dump-cli");
    for (const Option& option : command.options) add(option);
    for (const Subcommand& subcommand : command.subcommands) {
      CLI::App* app = app_.add_subcommand(subcommand.name);
      app->preparse_callback([this, &subcommand](std::size_t) {
        subcommand_ = &subcommand;
        words_before_ = app_.remaining_size();
      });
    }
  }

  std::expected<Parsed, int> run(const Arguments& arguments) {
    try {
      std::vector<std::string> reversed(arguments.before.rbegin(), arguments.before.rend());
      app_.parse(reversed);
    } catch (const CLI::ArgumentMismatch&) {
      return std::unexpected(refuse(command_, missing_value(arguments)));
    } catch (const CLI::ParseError& error) {
      return std::unexpected(refuse(command_, error.what()));
    }
    if (help_->count() > 0) return std::unexpected(print(help_text(command_, name())));
    if (version_->count() > 0)
      return std::unexpected(print(command_.name + " (vrrp-tools) " VRRP_TOOLS_VERSION "\n"));
    if (dump_->count() > 0) return std::unexpected(print(dump_text(command_)));
    if (const Result<> taken = take(arguments); !taken)
      return std::unexpected(refuse(command_, taken.error().message));
    return subcommand_ ? Parsed{name(), subcommand_->run} : Parsed{};
  }

 private:
  std::string name() const { return subcommand_ ? subcommand_->name : ""; }
  std::string see_help() const {
    return " (see " + command_.name + (subcommand_ ? " " + name() : "") + " --help)";
  }

  void add(const Option& option) {
    for (Registered& registered : options_) {
      if (registered.definitions.front()->flags != option.flags) continue;
      registered.definitions.push_back(&option);
      return;
    }
    CLI::Option* parser = is_flag(option) ? app_.add_flag(option.flags) : app_.add_option(option.flags);
    parser->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    options_.push_back({parser, {&option}});
  }

  std::string missing_value(const Arguments& arguments) const {
    const Option* option = wanting_value(command_, arguments);
    if (!option) return "a value is missing" + see_help();
    return long_name(*option) + " needs a value: " + option->value + ", " + option->help;
  }

  Result<> take(const Arguments& arguments) const {
    std::vector<std::string> rest = app_.remaining();
    if (const Result<> result = check_words(rest); !result) return result;
    if (subcommand_ && subcommand_->set_command) {
      if (const Result<> result = take_command(rest, arguments); !result) return result;
    } else {
      rest.insert(rest.end(), arguments.after.begin(), arguments.after.end());
    }
    if (positionals().empty() && !rest.empty()) return too_many(rest.front());
    if (command_.needs_subcommand && !subcommand_)
      return fail("a subcommand is missing: one of " + subcommand_names() + see_help());
    if (const Result<> result = take_options(); !result) return result;
    return take_positionals(rest);
  }

  // The words that are no option of ours: none may look like one, and none may stand before a subcommand.
  Result<> check_words(const std::vector<std::string>& rest) const {
    for (const std::string& word : rest)
      if (word.size() > 1 && word.starts_with('-'))
        return fail("unknown option " + printable(word.substr(0, word.find('='))) + see_help());
    if (!subcommand_ || words_before_ == 0) return {};
    if (command_.positionals.empty()) return unknown_subcommand(rest.front());
    return fail("\"" + printable(rest.front()) + "\" does not go with " + name() + see_help());
  }

  std::unexpected<Error> unknown_subcommand(std::string_view word) const {
    return fail("unknown subcommand \"" + printable(word) + "\": one of " + subcommand_names() + " (see " +
                command_.name + " --help)");
  }

  std::string subcommand_names() const {
    std::string names;
    for (const Subcommand& each : command_.subcommands) names += (names.empty() ? "" : ", ") + each.name;
    return names;
  }

  Result<> take_command(const std::vector<std::string>& rest, const Arguments& arguments) const {
    if (arguments.after.empty())
      return fail(name() + ": the command is missing: write it after \"--\"" +
                  (rest.empty() ? "" : ", before \"" + printable(rest.front()) + "\"") + see_help());
    subcommand_->set_command(arguments.after);
    return {};
  }

  // ---- options

  Result<> take_options() const {
    std::map<const CLI::Option*, std::size_t> taken;
    for (const CLI::Option* given : app_.parse_order()) {
      const auto registered = std::ranges::find(options_, given, &Registered::parser);
      if (registered == options_.end()) continue;
      const auto option = chosen(*registered);
      if (!option) return std::unexpected(option.error());
      const std::size_t index = taken[given]++;
      if (index > 0 && !(*option)->repeatable && !is_flag(**option))
        return fail(long_name(**option) + " is given twice");
      if (const Result<> result = take_value(**option, given->results().at(index)); !result) return result;
    }
    return check_required();
  }

  // The definition that goes with the subcommand.
  Result<const Option*> chosen(const Registered& registered) const {
    std::string others;
    for (const Option* option : registered.definitions) {
      if (goes_with(*option, name())) return option;
      for (const std::string& other : option->subcommands)
        others += (others.empty() ? "" : ", ") + (other.empty() ? command_.name + " alone" : other);
    }
    return fail(long_name(*registered.definitions.front()) + " does not go with " +
                (subcommand_ ? name() : command_.name + " alone") + ": it goes with " + others);
  }

  Result<> take_value(const Option& option, std::string value) const {
    if (is_flag(option) && value == "true") value.clear();  // CLI11's word for a flag without a value
    return set_option(option, long_name(option), value);
  }

  Result<> check_required() const {
    for (const Registered& registered : options_)
      for (const Option* option : registered.definitions)
        if (option->required && goes_with(*option, name()) && registered.parser->count() == 0 &&
            !given(option->unless))
          return fail(long_name(*option) + " is missing: give " + option->help);
    return {};
  }

  bool given(std::string_view flag) const {
    return std::ranges::any_of(options_, [&](const Registered& registered) {
      return has_flag(*registered.definitions.front(), flag) && registered.parser->count() > 0;
    });
  }

  // ---- positionals

  const std::vector<Positional>& positionals() const {
    return subcommand_ ? subcommand_->positionals : command_.positionals;
  }

  // Each takes what it needs at least; what is left over goes to the first that may have more.
  Result<> take_positionals(const std::vector<std::string>& rest) const {
    std::size_t needed = 0;
    for (const Positional& positional : positionals()) needed += positional.least;
    std::size_t spare = rest.size() > needed ? rest.size() - needed : 0;
    std::size_t at = 0;
    for (const Positional& positional : positionals()) {
      const std::size_t more = std::min(spare, positional.most - positional.least);
      spare -= more;
      for (std::size_t n = 0; n < positional.least + more; ++n, ++at) {
        if (at == rest.size())
          return fail((subcommand_ ? name() + ": " : "") + positional.name + " is missing: give " +
                      positional.help);
        if (const Result<> result = positional.set(rest[at]); !result)
          return fail(positional.name + ": " + result.error().message);
      }
    }
    return at == rest.size() ? Result<>() : too_many(rest[at]);
  }

  Result<> too_many(std::string_view word) const {
    if (!subcommand_ && positionals().empty() && !command_.subcommands.empty())
      return unknown_subcommand(word);
    return fail("\"" + printable(word) + "\" is one argument too many" + see_help());
  }

  const Command& command_;
  CLI::App app_{};
  CLI::Option* help_ = nullptr;
  CLI::Option* version_ = nullptr;
  CLI::Option* dump_ = nullptr;
  std::vector<Registered> options_{};
  const Subcommand* subcommand_ = nullptr;  // the one that was given
  std::size_t words_before_ = 0;            // how many remaining words stood before it
};

}  // namespace

Result<> set_option(const Option& option, std::string_view name, const std::string& value) {
  const std::string prefix(name);
  if (option.value.empty() && !value.empty()) return fail(prefix + " takes no value");
  if (!option.choices.empty() && std::ranges::find(option.choices, value) == option.choices.end()) {
    std::string choices;
    for (const std::string& choice : option.choices) choices += (choices.empty() ? "" : ", ") + choice;
    return fail(prefix + ": \"" + printable(value) + "\" is none of " + choices);
  }
  if (const Result<> result = option.set(value); !result) return fail(prefix + ": " + result.error().message);
  return {};
}

std::expected<Parsed, int> parse(const Command& command, int argc, char** argv) {
  return Parser(command).run(cut_at_dashes(command, argc, argv));
}

}  // namespace vrrp::cli
