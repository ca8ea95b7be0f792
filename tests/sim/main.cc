// vrrp-sim: many routers in simulated worlds, one after the other, each from its own seed.

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <span>
#include <thread>

#include "base/text.h"
#include "world.h"

namespace vrrp::sim {
namespace {

struct Options {
  std::uint64_t seed = 1;
  double hours = 1000;  // of routers, at least
  unsigned jobs = 2;
  bool trace = false;
  bool repeat = false;      // everything twice, and the same
  bool keep_going = false;  // a violation does not end the run
  bool help = false;
};

// What all worlds together came to.
struct Sum {
  std::uint64_t worlds = 0, events = 0, turns = 0, faults = 0, adverts = 0, receptions = 0, takeovers = 0,
                judgements = 0;
  double hours = 0;
  std::array<std::uint64_t, exceptions> excused{};
  std::uint64_t group_worlds = 0, held_on = 0, fenced = 0;
  std::uint64_t fingerprint = 0;
  std::optional<std::uint64_t> failed{};  // the least seed

  void add(std::uint64_t seed, const World& world) {
    const Observer& result = world.result();
    ++worlds;
    events += world.count().events;
    turns += world.count().turns;
    faults += world.count().faults;
    adverts += result.adverts();
    receptions += result.receptions();
    takeovers += result.takeovers();
    judgements += result.judgements();
    hours += static_cast<double>(result.router_time().count()) / 3600e6;
    for (std::size_t i = 0; i < exceptions; ++i) excused[i] += result.verdict().excused[i];
    group_worlds += world.plan().group ? 1 : 0;
    held_on += result.verdict().held_on;
    fenced += result.verdict().fenced;
    fingerprint ^= result.fingerprint() * (2 * seed + 1);
    if (result.verdict().violation) failed = std::min(failed.value_or(seed), seed);
  }
};

// One world with its transcript, the last so many lines of it; 0: all. Whether no rule was broken.
bool show(std::uint64_t seed, std::size_t lines) {
  const Plan plan = random_plan(seed);
  Trace trace(plan, lines, false);
  World world(plan, &trace);
  world.run();
  fmt::print("{}{}", describe(plan), trace.text());
  const auto& violation = world.result().verdict().violation;
  if (!violation) return fmt::print("no violation\n"), true;
  fmt::print("VIOLATION at {}: {}\nseed {}: vrrp-sim --seed {} --trace\n",
             seconds(world.now().time_since_epoch()), *violation, seed, seed);
  return false;
}

Sum run(const Options& options) {
  Sum sum;
  std::atomic<std::uint64_t> next = options.seed;
  std::mutex door;
  const auto work = [&] {
    for (;;) {
      const std::uint64_t seed = next++;
      {
        const std::scoped_lock lock(door);
        if (sum.hours >= options.hours || (sum.failed && !options.keep_going)) return;
      }
      const Plan plan = random_plan(seed);
      World world(plan);
      world.run();
      const std::scoped_lock lock(door);
      sum.add(seed, world);
      if (const auto& violation = world.result().verdict().violation; violation && options.keep_going)
        fmt::print("seed {}: {}\n", seed, *violation), std::fflush(stdout);
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned job = 0; job < options.jobs; ++job) threads.emplace_back(work);
  threads.clear();
  return sum;
}

void report(const Sum& sum, double wall) {
  fmt::print("{:>14.0f} router-hours in {} worlds, {} of them of sync groups\n", sum.hours, sum.worlds,
             sum.group_worlds);
  fmt::print("{:>14} faults, {:.1f} per router-hour\n", sum.faults,
             static_cast<double>(sum.faults) / sum.hours);
  fmt::print("{:>14} events, {} turns of programs\n", sum.events, sum.turns);
  fmt::print("{:>14} adverts sent, {} heard\n", sum.adverts, sum.receptions);
  fmt::print("{:>14} takeovers, {} times looked whether all had settled\n", sum.takeovers, sum.judgements);
  fmt::print("{:>14.1f} s, {:.2f} million events a second\n", wall,
             static_cast<double>(sum.events) / wall / 1e6);
  fmt::print("two holders at once, where that may be:\n");
  for (std::size_t i = 0; i < exceptions; ++i) fmt::print("{:>14} {}\n", sum.excused[i], exception_words[i]);
  fmt::print("groups apart for longer than an advert interval, where that may be:\n");
  fmt::print("{:>14} a member held on for a new master that did not come\n", sum.held_on);
  fmt::print("{:>14} a member waited for addresses to go that a frozen vip-ctl held\n", sum.fenced);
}

// The same seed is the same world, to the last turn of the last program.
bool repeats(const Options& options, std::uint64_t worlds) {
  for (std::uint64_t seed = options.seed; seed < options.seed + worlds; ++seed) {
    std::uint64_t fingerprints[2] = {};
    for (std::uint64_t& fingerprint : fingerprints) {
      const Plan plan = random_plan(seed);
      World world(plan);
      world.run();
      fingerprint = world.result().fingerprint();
    }
    if (fingerprints[0] == fingerprints[1]) continue;
    fmt::print("seed {} is another world the second time\n", seed);
    return false;
  }
  fmt::print("{} worlds were the same the second time\n", worlds);
  return true;
}

int simulate(const Options& options) {
  if (options.trace) return show(options.seed, 0) ? 0 : 1;
  const auto began = std::chrono::steady_clock::now();
  const Sum sum = run(options);
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  report(sum, wall);
  if (options.repeat && !sum.failed && !repeats(options, sum.worlds)) return 1;
  if (!sum.failed) return fmt::print("no violation\n"), 0;
  show(*sum.failed, 60);
  return 1;
}

constexpr std::string_view usage =
    "usage: vrrp-sim [--seed N] [--hours H] [--jobs J] [--repeat] [--keep-going] [--trace]\n";
constexpr std::string_view options_help =
    "  --seed N      the first world's seed; the next worlds have those that follow (default 1)\n"
    "  --hours H     simulate so many hours of routers, in whole worlds: a little more (default 1000)\n"
    "  --jobs J      so many worlds at once, 1 to 256 (default 2)\n"
    "  --repeat      simulate each world again: is it the same?\n"
    "  --keep-going  a violation does not end the run: tell each, and the least seed's world at the end\n"
    "  --trace       tell one world whole, that of the seed, and nothing else\n"
    "  --help        this\n";

Result<> set(Options& options, std::string_view flag, std::string_view text) {
  const bool is_hours = flag == "--hours", is_jobs = flag == "--jobs";
  const std::int64_t most = is_jobs ? 256 : is_hours ? 1'000'000'000 : 1'000'000'000'000;
  const auto value = parse_integer(text, is_hours || is_jobs ? 1 : 0, most, flag);
  if (!value) return std::unexpected(value.error());
  if (is_hours)
    options.hours = static_cast<double>(*value);
  else if (is_jobs)
    options.jobs = static_cast<unsigned>(*value);
  else
    options.seed = static_cast<std::uint64_t>(*value);
  return {};
}

Result<Options> parse(std::span<char* const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view flag = arguments[i];
    if (flag == "--help") return options.help = true, options;
    if (flag == "--trace") {
      options.trace = true;
    } else if (flag == "--repeat") {
      options.repeat = true;
    } else if (flag == "--keep-going") {
      options.keep_going = true;
    } else if (flag != "--seed" && flag != "--hours" && flag != "--jobs") {
      return fail(printable(flag) + " is no option; --help tells them");
    } else {
      if (++i == arguments.size()) return fail(std::string(flag) + " has no value");
      if (const auto read = set(options, flag, arguments[i]); !read) return std::unexpected(read.error());
    }
  }
  return options;
}

}  // namespace
}  // namespace vrrp::sim

int main(int argc, char** argv) {
  using namespace vrrp::sim;
  const auto options = parse(std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
  if (!options) return fmt::print(stderr, "vrrp-sim: {}\n", options.error().message), 2;
  if (options->help) return fmt::print("{}{}", usage, options_help), 0;
  return simulate(*options);
}
