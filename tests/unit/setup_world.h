// What a command line and the files that it names come to.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "setup/instances.h"

namespace vrrp::setup {

struct MemoryFile {
  std::string text{};
  FileStatus status{};
};

struct MemoryFiles final : Files {
  std::map<std::string, MemoryFile> files{};
  std::string standard_input{};

  Result<std::string> read(const std::string& what, const std::string& path, std::size_t most,
                           const Check& check) override {
    const auto file = files.find(path);
    if (file == files.end()) return fail(what + ": No such file or directory");
    if (check)
      if (const auto passed = check(file->second.status); !passed) return std::unexpected(passed.error());
    return file->second.text.substr(0, most + 1);
  }
  Result<std::string> read_stdin(const std::string&, std::size_t most) override {
    return standard_input.substr(0, most + 1);
  }
};

struct SetupWorld {
  MemoryFiles disk{};
  std::vector<std::string> warnings{};

  // The routers of a command line such as {"--vrid=50", "--nopreempt"}.
  Result<std::vector<RouterSetup>> routers(const std::vector<std::string>& arguments) {
    ProcessOptions options;
    const auto definition = process_options(options);
    for (const std::string& argument : arguments)
      if (const auto given = give(definition, argument); !given) return std::unexpected(given.error());
    return all_routers(options, disk, warnings);
  }
  // The one router of VRID 50.
  RouterSetup router(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--vrid=50");
    const auto made = routers(arguments);
    if (!made) throw std::runtime_error(made.error().message);
    return made->at(0);
  }
  // What is wrong with it, or "".
  std::string error(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--vrid=50");
    const auto made = routers(arguments);
    return made ? "" : made.error().message;
  }

 private:
  static Result<> give(const std::vector<cli::Option>& definition, const std::string& argument) {
    const std::string flag = argument.substr(0, argument.find('='));
    const std::string value = flag == argument ? "" : argument.substr(flag.size() + 1);
    for (const cli::Option& option : definition)
      if (option.flags.ends_with(flag)) return cli::set_option(option, flag, value);
    return fail("no option " + flag);
  }
};

}  // namespace vrrp::setup
