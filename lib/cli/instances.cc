#include "cli/instances.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/names.h"
#include "record/json.h"

namespace vrrp::cli {
namespace {

std::string key_of(const Option& option) {
  return long_name(option).substr(2);
}

const Option* find(const std::vector<Option>& options, std::string_view key) {
  const auto found =
      std::ranges::find_if(options, [&](const Option& option) { return key_of(option) == key; });
  return found == options.end() ? nullptr : &*found;
}

std::unexpected<Error> unknown_key(const std::vector<Option>& options, const std::string& key) {
  std::vector<std::string> keys;
  for (const Option& option : options) keys.push_back(key_of(option));
  return fail("unknown key \"" + printable(key) + "\"" +
              did_you_mean(key, keys, "; a key is a long option of a router without the dashes"));
}

Result<> apply_field(const Option& option, const record::Field& field) {
  const bool flag = option.value.empty();
  if (const bool* on = std::get_if<bool>(&field.value)) {
    if (!flag) return fail(field.key + ": needs a value: " + option.value + ", " + option.help);
    return *on ? set_option(option, field.key, "") : Result<>();
  }
  const auto& values = std::get<std::vector<std::string>>(field.value);
  if (flag) return fail(field.key + ": must be true or false");
  if (values.size() != 1 && !option.repeatable) return fail(field.key + ": takes one value");
  for (const std::string& value : values)
    if (const auto set = set_option(option, field.key, value); !set) return set;
  return {};
}

}  // namespace

std::vector<Option> noting(std::vector<Option> options, std::vector<Given>& given) {
  for (Option& option : options)
    option.set = [set = std::move(option.set), key = key_of(option), &given](std::string_view value) {
      given.push_back({key, std::string(value)});
      return set(value);
    };
  return options;
}

Result<> apply_line(const std::vector<Option>& options, const std::vector<Given>& defaults,
                    std::string_view line) {
  const auto fields = record::parse_fields(line);
  if (!fields) return std::unexpected(fields.error());
  std::set<std::string> said;
  for (const record::Field& field : *fields) {
    if (!find(options, field.key)) return unknown_key(options, field.key);
    said.insert(field.key);
  }
  for (const Given& given : defaults)
    if (const Option* option = find(options, given.key); option && !said.contains(given.key))
      if (const auto set = set_option(*option, given.key, given.value); !set) return set;
  for (const record::Field& field : *fields)
    if (const auto applied = apply_field(*find(options, field.key), field); !applied) return applied;
  for (const Option& option : options) {
    const bool given = said.contains(key_of(option)) ||
                       std::ranges::find(defaults, key_of(option), &Given::key) != defaults.end();
    if (option.required && !given) return fail(key_of(option) + " is missing: give " + option.help);
  }
  return {};
}

}  // namespace vrrp::cli
