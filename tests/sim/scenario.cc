// vrrp-scenario [--rewrite] FILE...: plays the plan in the upper half of each file and compares what happens
// with the lower half; with --rewrite it writes it there.

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>

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

bool compare(const std::string& path, bool rewrite) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::size_t at = text.find(rule);
  const std::string above = text.substr(0, at);
  const auto plan = parse_plan(above);
  if (!plan) return fmt::print("{}: {}\n", path, plan.error().message), false;
  const std::string before = at == std::string::npos ? "" : text.substr(at + rule.size());
  const std::string after = play(*plan);
  if (before == after) return true;
  if (rewrite) return std::ofstream(path) << above << rule << after, true;
  fmt::print("{}: tells another story than it did\n", path);
  show_difference(before, after);
  return false;
}

}  // namespace
}  // namespace vrrp::sim

int main(int argc, char** argv) {
  bool rewrite = false, good = true;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--rewrite")
      rewrite = true;
    else
      good = vrrp::sim::compare(argv[i], rewrite) && good;
  }
  return good ? 0 : 1;
}
