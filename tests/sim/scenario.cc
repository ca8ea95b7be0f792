// vrrp-scenario [--rewrite] FILE...: plays the plan in the upper half of each file and compares what happens
// with the lower half; with --rewrite it writes it there. Exit status: 0 as written, 1 another story, 2 a
// file that cannot be read, is no plan or cannot be written.

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/text.h"
#include "world.h"

namespace vrrp::sim {
namespace {

constexpr std::string_view rule = "----\n";

std::string play(const Plan& plan) {
  Trace trace(plan, 0, true);
  World world(plan, &trace);
  world.run();
  std::string text = trace.text();
  const Verdict& verdict = world.result().verdict();
  if (verdict.violation) text += "VIOLATION: " + *verdict.violation + "\n";
  for (std::size_t i = 0; i < exceptions; ++i)
    if (verdict.excused[i] > 0) text += fmt::format("two holders for a while: {}\n", exception_words[i]);
  return text;
}

void show_difference(std::string_view before, std::string_view after) {
  const auto line = [](std::string_view& text) {
    const std::string_view first = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(first.size() + 1, text.size()));
    return first;
  };
  while (!before.empty() || !after.empty()) {
    const std::string_view was = line(before), is = line(after);
    if (was == is) continue;
    fmt::print("  was: {}\n  is:  {}\n", was, is);
    return;
  }
}

using File = std::unique_ptr<std::FILE, decltype([](std::FILE* file) { std::fclose(file); })>;

Result<std::string> contents(const char* path) {
  const File file(std::fopen(path, "r"));
  if (!file) return fail(std::strerror(errno));
  std::string text;
  char part[4096];
  while (const std::size_t size = std::fread(part, 1, sizeof part, file.get())) text.append(part, size);
  if (std::ferror(file.get()) != 0) return fail(std::strerror(errno));
  return text;
}

Result<> write(const char* path, const std::string& text) {
  const File file(std::fopen(path, "w"));
  const bool written = file && std::fputs(text.c_str(), file.get()) >= 0 && std::fflush(file.get()) == 0;
  if (!written) return fail(std::strerror(errno));
  return {};
}

enum class Outcome : std::uint8_t { as_written, another_story, rewritten };

Result<Outcome> compare(const char* path, bool rewrite) {
  const auto text = contents(path);
  if (!text) return std::unexpected(text.error());
  const std::size_t at = text->find(rule);
  const std::string above = text->substr(0, at);
  const auto plan = parse_plan(above);
  if (!plan) return std::unexpected(plan.error());
  const std::string before = at == std::string::npos ? "" : text->substr(at + rule.size());
  const std::string after = play(*plan);
  if (before == after) return Outcome::as_written;
  if (rewrite) {
    if (const auto done = write(path, above + std::string(rule) + after); !done)
      return std::unexpected(done.error());
    return Outcome::rewritten;
  }
  fmt::print("{}: tells another story than it did\n", path);
  show_difference(before, after);
  return Outcome::another_story;
}

int compare_all(const std::vector<const char*>& paths, bool rewrite) {
  std::size_t counts[3] = {}, failed = 0;
  for (const char* path : paths) {
    const auto outcome = compare(path, rewrite);
    if (outcome) {
      ++counts[static_cast<std::size_t>(*outcome)];
    } else {
      ++failed;
      fmt::print(stderr, "vrrp-scenario: {}: {}\n", path, outcome.error().message);
    }
  }
  const auto [as_written, another_story, rewritten] = counts;
  if (failed > 0) return 2;
  if (another_story > 0) return 1;
  fmt::print(
      "{} scenario{}: {}\n", paths.size(), paths.size() == 1 ? "" : "s",
      rewritten > 0 ? fmt::format("{} rewritten, {} as written", rewritten, as_written) : "as written");
  return 0;
}

constexpr std::string_view usage =
    "usage: vrrp-scenario [--rewrite] FILE...\n"
    "  Plays the plan in the upper half of each file: does it tell the story in the lower half?\n"
    "  --rewrite   write the story that it tells into the file\n"
    "  --help      this\n";

}  // namespace
}  // namespace vrrp::sim

int main(int argc, char** argv) {
  using namespace vrrp;
  bool rewrite = false;
  std::vector<const char*> paths;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--help") return fmt::print("{}", sim::usage), 0;
    if (word == "--rewrite")
      rewrite = true;
    else if (word.starts_with('-'))
      return fmt::print(stderr, "vrrp-scenario: {} is no option\n{}", printable(word), sim::usage), 2;
    else
      paths.push_back(argv[i]);
  }
  if (paths.empty()) return fmt::print(stderr, "{}", sim::usage), 2;
  return sim::compare_all(paths, rewrite);
}
