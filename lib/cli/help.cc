#include "cli/help.h"

#include <algorithm>

#include "base/text.h"
#include "cli/names.h"

namespace vrrp::cli {
namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t text_column = 26;  // where the explanations begin

// Breaks `text` at spaces so that each line, indented by `indent`, fits the page. The first line continues
// one that is already `column` wide.
std::string wrap(std::string_view text, std::size_t indent, std::size_t column) {
  std::string out;
  bool line_begins = true;
  for (const std::string_view word : words(text)) {
    if (!line_begins && column + 1 + word.size() > page_width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
      line_begins = true;
    }
    if (!line_begins) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    line_begins = false;
  }
  return out + "\n";
}

// "  TERM            what it means"
std::string entry(std::string term, std::string_view text) {
  term.insert(0, "  ");
  if (term.size() + 2 > text_column)
    term += "\n" + std::string(text_column, ' ');
  else
    term.resize(text_column, ' ');
  return term + wrap(text, text_column, text_column);
}

// "-i, --interface IF"; an option without a short form is aligned with the other long ones.
std::string term(const Option& option) {
  std::string text = option.flags.starts_with("--") ? "    " : "";
  for (const char c : option.flags) text += c == ',' ? std::string(", ") : std::string(1, c);
  if (option.value.empty()) return text;
  return text + (option.value.starts_with('[') ? "" : " ") + option.value;
}

std::string explanation(const Option& option) {
  std::string text = option.help;
  if (!option.choices.empty()) text += ": " + join(option.choices);
  if (option.required)
    text += option.unless.empty() ? " (required)" : " (required without " + option.unless + ")";
  if (option.repeatable) text += " (may be repeated)";
  if (!option.shown_default.empty()) text += " (default: " + option.shown_default + ")";
  return text;
}

std::string usage_word(const Positional& positional) {
  std::string text = positional.name + (positional.most > 1 ? "..." : "");
  return positional.least == 0 ? "[" + text + "]" : text;
}

// "vip-ctl add [option]... ADDR..."
std::string usage_line(const Command& command, const Subcommand* subcommand) {
  std::string text = command.name;
  if (subcommand) text += " " + subcommand->name;
  for (const Option& option : command.options)
    if (option.required && option.unless.empty() && goes_with(option, subcommand ? subcommand->name : ""))
      text += " " + long_name(option) + " " + option.value;
  text += " [option]...";
  for (const Positional& positional : subcommand ? subcommand->positionals : command.positionals)
    text += " " + usage_word(positional);
  if (subcommand && subcommand->set_command) text += " -- COMMAND [ARGUMENT]...";
  return text;
}

std::string usage_lines(const Command& command, std::string_view subcommand) {
  std::vector<std::string> lines;
  if (subcommand.empty() && !command.needs_subcommand) lines.push_back(usage_line(command, nullptr));
  for (const Subcommand& each : command.subcommands)
    if (subcommand.empty() || each.name == subcommand) lines.push_back(usage_line(command, &each));
  std::string out;
  for (const std::string& line : lines)
    out += (out.empty() ? "Usage: " : "       ") + wrap(line, 7 + command.name.size() + 1, 7);
  return out;
}

std::string positional_entries(const std::vector<Positional>& positionals) {
  std::string out;
  for (const Positional& positional : positionals) out += entry(positional.name, positional.help);
  return out;
}

// The arguments that are not options. The whole program's page explains those of each subcommand under the
// subcommand's own line.
std::string argument_part(const Command& command, std::string_view subcommand) {
  if (subcommand.empty())
    return command.positionals.empty() ? "" : "\nArguments:\n" + positional_entries(command.positionals);
  for (const Subcommand& each : command.subcommands)
    if (each.name == subcommand && !each.positionals.empty())
      return "\nArguments:\n" + positional_entries(each.positionals);
  return "";
}

std::string subcommand_part(const Command& command) {
  if (command.subcommands.empty()) return "";
  std::string out = "\nSubcommands (see " + command.name + " SUBCOMMAND --help):\n";
  for (const Subcommand& each : command.subcommands) out += entry(each.name, each.help);
  return out;
}

std::string option_entries(const std::vector<const Option*>& options) {
  std::string out;
  for (const Option* option : options) out += entry(term(*option), explanation(*option));
  return out;
}

// The options of one subcommand; or all options: first those that need no subcommand, then a section for each
// set of subcommands.
std::string option_part(const Command& command, std::string_view subcommand) {
  std::vector<const Option*> main;
  std::vector<std::pair<std::vector<std::string>, std::vector<const Option*>>> groups;
  for (const Option& option : command.options) {
    if (goes_with(option, subcommand)) {
      main.push_back(&option);
    } else if (subcommand.empty()) {
      auto group = std::ranges::find(groups, option.subcommands, [](const auto& g) { return g.first; });
      if (group == groups.end()) group = groups.insert(groups.end(), {option.subcommands, {}});
      group->second.push_back(&option);
    }
  }
  for (const Option& option : builtin_options()) main.push_back(&option);
  std::string out = "\nOptions:\n" + option_entries(main);
  for (const auto& [subcommands, options] : groups)
    out += "\nOptions of " + join(subcommands) + ":\n" + option_entries(options);
  return out;
}

std::string_view to_word(Completion completion) {
  constexpr std::string_view words[] = {"none", "interface", "file", "directory", "command", "process"};
  return words[static_cast<std::size_t>(completion)];
}

std::string dump_line(const std::vector<std::string>& fields) {
  std::vector<std::string> filled = fields;
  for (std::string& field : filled)
    if (field.empty()) field = "-";
  return join(filled, "\t") + "\n";
}

std::string yes_no(bool value) {
  return value ? "yes" : "no";
}

std::string dump_positionals(const std::string& subcommand, const std::vector<Positional>& positionals) {
  std::string out;
  for (const Positional& p : positionals)
    out += dump_line({"positional", subcommand, p.name, std::to_string(p.least), std::to_string(p.most),
                      std::string(to_word(p.completion)), p.help});
  return out;
}

std::string dump_option(const Option& option) {
  std::vector<std::string> subcommands = option.subcommands;
  for (std::string& subcommand : subcommands)
    if (subcommand.empty()) subcommand = "-";
  return dump_line({"option", option.flags, option.value, yes_no(option.required && option.unless.empty()),
                    yes_no(option.repeatable), option.shown_default, join(option.choices, ","),
                    subcommands.empty() ? "*" : join(subcommands, ","),
                    std::string(to_word(option.completion)), option.help});
}

}  // namespace

const std::vector<Option>& builtin_options() {
  static const std::vector<Option> options{
      {.flags = "-h,--help", .help = "print this help and exit"},
      {.flags = "-V,--version", .help = "print the version and exit"},
  };
  return options;
}

bool goes_with(const Option& option, std::string_view subcommand) {
  return option.subcommands.empty() ||
         std::ranges::find(option.subcommands, subcommand) != option.subcommands.end();
}

std::string help_text(const Command& command, std::string_view subcommand) {
  std::string summary = command.summary;
  for (const Subcommand& each : command.subcommands)
    if (!subcommand.empty() && each.name == subcommand) summary = each.help;
  return usage_lines(command, subcommand) + "\n" + wrap(summary, 0, 0) + argument_part(command, subcommand) +
         (subcommand.empty() ? subcommand_part(command) : "") + option_part(command, subcommand);
}

std::string dump_text(const Command& command) {
  std::string out = dump_line({"command", command.name, yes_no(command.needs_subcommand), command.summary});
  out += dump_positionals("", command.positionals);
  for (const Subcommand& each : command.subcommands) {
    out += dump_line({"subcommand", each.name, yes_no(static_cast<bool>(each.set_command)), each.help});
    out += dump_positionals(each.name, each.positionals);
  }
  for (const Option& option : command.options) out += dump_option(option);
  for (const Option& option : builtin_options()) out += dump_option(option);
  return out;
}

}  // namespace vrrp::cli
