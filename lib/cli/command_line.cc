// CLI11 2.1 finds the options and their values. The rest of what it offers is not used:
//
// - Its subcommands do not know an option that stands before them. They forget "--" once they have their
//   positionals: in "del ADDR -- -v" the last word would be an option.
// - Its positionals take a word such as "[a,b]" apart. With a limit they take only as many as they need.
// - Its validators run in the order of definition, before --help is seen, and read "010" as 8. And the rules
//   for values must also serve the lines of --instances, which CLI11 does not read.
// - Its errors do not say what would be right. Its help does not break lines.
#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/help.h"

namespace vrrp::cli {
namespace {

// Flags are not CLI11's flags, because CLI11 gives a flag without a value the value "true".
void add(CLI::App& app, const Option& option, std::vector<CommandLine::Given>& given) {
  const std::string name = long_name(option);
  const int values = takes_value(option) ? 1 : 0;
  const auto note = [&given, name](const CLI::results_t& results) {
    given.push_back({name, results.front()});
    return true;
  };
  app.add_option(option.flags, note)->expected(values, values)->trigger_on_parse();
}

// CLI11 reads "--node=" as "--node" with the next word as its value, so an empty word is put between them.
std::vector<std::string> with_empty_values(const CLI::App& app, std::vector<std::string> words) {
  for (std::size_t at = 0; at < words.size() && words[at] != "--"; ++at) {
    const std::size_t equals = words[at].find('=');
    const CLI::Option* option = app.get_option_no_throw(words[at].substr(0, equals));
    if (!option || option->get_expected_max() == 0) continue;
    if (equals + 1 == words[at].size()) {
      words[at].pop_back();
      words.emplace(words.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    }
    if (words[at].size() <= equals) ++at;  // its value is a word of its own, whatever that looks like
  }
  return words;
}

}  // namespace

CommandLine take_apart(const Command& command, int argc, char** argv) {
  CommandLine line;
  CLI::App app;
  app.set_help_flag();  // its own page
  app.allow_extras();
  for (const Option& option : command.options) {
    const auto first = std::ranges::find(command.options, option.flags, &Option::flags);
    if (&option == &*first) add(app, option, line.options);  // another subcommand's is the same to CLI11
  }
  for (const Option& option : builtin_options()) add(app, option, line.options);
  add(app, {.flags = "--dump-cli"}, line.options);
  std::vector<std::string> words = with_empty_values(app, {argv + std::min(argc, 1), argv + argc});
  std::ranges::reverse(words);  // as CLI11 wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ArgumentMismatch& mismatch) {
    const std::string_view text = mismatch.what();  // "--vrid: 1 required TEXT missing"
    line.lacks_value = text.substr(0, text.find(':'));
  }
  const std::vector<std::string> rest = app.remaining();
  const auto dashes = std::ranges::find(rest, "--");
  line.words.assign(rest.begin(), dashes);
  if (dashes != rest.end()) line.after.assign(dashes + 1, rest.end());
  return line;
}

}  // namespace vrrp::cli
