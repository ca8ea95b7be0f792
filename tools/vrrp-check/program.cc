// vrrp-check: tell whether something is healthy. Once, for cron and `&&`, or again and again, for vrrp-elect.
#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <climits>
#include <filesystem>

#include "base/text.h"
#include "cli/command.h"
#include "cli/common.h"
#include "cli/exit_status.h"
#include "cli/output.h"
#include "stage/checker.h"
#include "stage/http_answer.h"
#include "sys/child.h"
#include "sys/clock.h"
#include "sys/line_pipe.h"
#include "sys/loop.h"
#include "sys/process_table.h"
#include "sys/say.h"
#include "sys/standard_fds.h"
#include "sys/tcp.h"

using namespace vrrp;

namespace {

constexpr std::string_view tool = "vrrp-check";

// ---- the command line

struct Options {
  cli::Common common{};
  stage::CheckerSettings checker{};
  std::optional<Duration> timeout{};
  bool counts_given = false;  // --fall or --rise
  std::string target{};       // the URL, HOST:PORT or program name
  sys::Endpoint endpoint{};
  std::vector<std::string> http_arguments{};
  std::vector<std::string> command{};
};

Result<> set_url(Options& options, std::string_view text) {
  options.target = text;
  return stage::check_url(text);
}

Result<> set_endpoint(Options& options, std::string_view text) {
  options.target = text;
  const auto endpoint = sys::Endpoint::parse(text);
  if (!endpoint) return std::unexpected(endpoint.error());
  options.endpoint = *endpoint;
  return {};
}

Result<> set_program(Options& options, std::string_view text) {
  options.target = text;
  if (text.empty() || text.find('/') != std::string_view::npos)
    return fail("\"" + printable(text) + "\" is no program name: give the file name alone, such as nginx");
  return {};
}

std::function<Result<>(std::string_view)> set_optional_duration(std::optional<Duration>& target,
                                                                Duration least) {
  return [&target, least](std::string_view text) -> Result<> {
    return cli::set_duration(target.emplace(), least, 24h)(text);
  };
}

std::function<Result<>(std::string_view)> set_count(Options& options, std::uint32_t& target) {
  return [&](std::string_view text) -> Result<> {
    options.counts_given = true;
    return cli::set_integer(target, 1, 1000)(text);
  };
}

// Hands an option on to vrrp-check-http, once `valid` has nothing against its value.
std::function<Result<>(std::string_view)> hand_on(Options& options, std::string flag,
                                                  Result<> (*valid)(std::string_view)) {
  return [&options, flag = std::move(flag), valid](std::string_view text) -> Result<> {
    if (const Result<> result = valid(text); !result) return result;
    options.http_arguments.push_back(flag);
    if (!text.empty()) options.http_arguments.emplace_back(text);
    return {};
  };
}

Result<> valid_statuses(std::string_view text) {
  const auto statuses = stage::HttpStatuses::parse(text);
  if (!statuses) return std::unexpected(statuses.error());
  return {};
}

Result<> valid_text(std::string_view text) {
  return text.empty() ? fail("must not be empty") : Result<>();
}

Result<> valid_header(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || text.find_first_of("\r\n") != std::string_view::npos)
    return fail("\"" + printable(text) + "\" is no header line: write \"Name: value\"");
  return {};
}

Result<> valid_flag(std::string_view) {
  return {};
}

std::vector<cli::Option> repeat_options(Options& o) {
  return {
      {.flags = "--name",
       .value = "NAME",
       .help = "what the records call this check; vrrp-elect tells checks apart by it",
       .set = cli::set_name(o.checker.name),
       .shown_default = "its kind and what it looks at"},
      {.flags = "--interval",
       .value = "DURATION",
       .help = "check again and again, at this spacing; without it check once",
       .set = set_optional_duration(o.checker.interval, 10ms)},
      {.flags = "--timeout",
       .value = "DURATION",
       .help = "how long one run may take: what runs then is killed, and counts as a failure",
       .set = set_optional_duration(o.timeout, 1ms),
       .shown_default = "the interval, or 5s without one"},
      {.flags = "--fall",
       .value = "N",
       .help = "how many failures in a row make it down",
       .set = set_count(o, o.checker.fall),
       .shown_default = "1"},
      {.flags = "--rise",
       .value = "N",
       .help = "how many successes in a row make it up again",
       .set = set_count(o, o.checker.rise),
       .shown_default = "1"},
      {.flags = "--weight",
       .value = "N",
       .help = "what the check does to the priority of vrrp-elect, -253 to 253: a negative weight is added "
               "while it is down, a positive one while it is up, and 0 means fault while it is down",
       .set = cli::set_integer(o.checker.weight, -253, 253),
       .shown_default = "0"},
  };
}

std::vector<cli::Option> http_options(Options& o) {
  return {
      {.flags = "--status",
       .value = "LIST",
       .help = "which HTTP statuses are healthy, such as 200 or 200-299,401",
       .set = hand_on(o, "--status", valid_statuses),
       .shown_default = "200-399",
       .subcommands = {"http"}},
      {.flags = "--body",
       .value = "TEXT",
       .help = "what the first 1 MiB of the body has to contain",
       .set = hand_on(o, "--body", valid_text),
       .subcommands = {"http"}},
      {.flags = "--header",
       .value = "LINE",
       .help = "a header line to send, such as \"Host: www.example.com\"",
       .set = hand_on(o, "--header", valid_header),
       .repeatable = true,
       .subcommands = {"http"}},
      {.flags = "--insecure",
       .help = "accept any certificate from an https server",
       .set = hand_on(o, "--insecure", valid_flag),
       .subcommands = {"http"}},
  };
}

cli::Command definition(Options& o) {
  cli::Command command{
      .name = std::string(tool), .summary = "tell whether something is healthy", .needs_subcommand = true};
  command.options = cli::common_options(o.common, "");
  for (auto& option : repeat_options(o)) command.options.push_back(std::move(option));
  for (auto& option : http_options(o)) command.options.push_back(std::move(option));
  command.subcommands = {
      {.name = "exec",
       .help = "does this command succeed? No shell runs it",
       .set_command = [&o](std::vector<std::string> words) { o.command = std::move(words); }},
      {.name = "http",
       .help = "does this URL answer with a healthy status?",
       .positionals = {{.name = "URL",
                        .help = "what to get, such as http://127.0.0.1/",
                        .set = [&o](std::string_view text) { return set_url(o, text); }}}},
      {.name = "tcp",
       .help = "does this port accept connections?",
       .positionals = {{.name = "HOST:PORT",
                        .help = "where to connect, such as 127.0.0.1:80 or [::1]:80",
                        .set = [&o](std::string_view text) { return set_endpoint(o, text); }}}},
      {.name = "process",
       .help = "does this program run? A script or a command line that mentions it is not it",
       .positionals = {{.name = "NAME",
                        .help = "the file name of the program, such as nginx",
                        .set = [&o](std::string_view text) { return set_program(o, text); },
                        .completion = cli::Completion::process}}},
  };
  return command;
}

// What the kinds have in common when the command line has been read.
Result<> settle(Options& options, const cli::Parsed& parsed) {
  stage::CheckerSettings& checker = options.checker;
  if (options.counts_given && !checker.interval)
    return fail("--fall and --rise need --interval: a single run decides by itself");
  checker.timeout = options.timeout.value_or(checker.interval.value_or(checker.timeout));
  if (parsed.subcommand == "exec") options.target = fmt::format("{}", fmt::join(options.command, " "));
  if (!checker.name.empty()) return {};
  const std::string target =
      parsed.subcommand == "http" ? stage::without_credentials(options.target) : options.target;
  checker.name = utf8_prefix(parsed.subcommand + " " + target, record::longest_name);
  return {};
}

// ---- what one run is

// A probe of our own ends with its verdict, and says why on its stderr.
int conclude(const Result<std::string>& result) {
  const std::string& why = result ? *result : result.error().message;
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, why.data(), why.size());
  return result ? cli::done : cli::failed;
}

struct Probe {
  std::function<Result<sys::Child>()> start{};
  bool speaks = true;  // what it writes to stderr is the whole detail
};

// libcurl costs eight megabytes and seven milliseconds, so it has a program of its own, that lives for one
// request. Where it is installed is told relative to this one: the build tree and every prefix look alike.
Result<std::string> http_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto path = (self.parent_path() / VRRP_HTTP_PROGRAM).lexically_normal();
  if (error || access(path.c_str(), X_OK) != 0) return sys::fail_errno("http: cannot run " + path.string());
  return path.string();
}

Result<Probe> make_probe(const std::string& kind, const Options& options) {
  if (kind == "exec") return Probe{[&] { return sys::Child::start(options.command); }, false};
  if (kind == "tcp")
    return Probe{
        [&] { return sys::Child::start([&] { return conclude(sys::try_connect(options.endpoint)); }); }};
  if (kind == "process")
    return Probe{
        [&] { return sys::Child::start([&] { return conclude(sys::find_program(options.target)); }); }};
  const auto program = http_program();
  if (!program) return std::unexpected(program.error());
  std::vector<std::string> command{*program};
  command.insert(command.end(), options.http_arguments.begin(), options.http_arguments.end());
  command.insert(command.end(), {"--", options.target});
  return Probe{[command] { return sys::Child::start(command); }};
}

// ---- the program

class Program {
 public:
  Program(const Options& options, Probe probe, sys::Loop loop, sys::Signals signals)
      : options_(options),
        probe_(std::move(probe)),
        loop_(std::move(loop)),
        signals_(std::move(signals)),
        recorder_(tool, options.common, isatty(STDOUT_FILENO) == 1),
        writer_(STDOUT_FILENO),
        checker_(options.checker, sys::now()) {}

  int run() {
    loop_.watch(signals_.fd(), POLLIN, [this](short) { signalled_ = !signals_.drain().empty(); });
    if (repeats()) loop_.watch(writer_.fd(), 0, [this](short revents) { serve_stdout(revents); });
    while (true) {
      act(checker_.tick(sys::now()));
      if (verdict_ && !repeats()) return finish(*verdict_ ? cli::done : cli::failed);
      if (writer_.lost() && repeats()) return reader_lost();
      if (const Result<> waited = loop_.wait(checker_.deadline()); !waited) {
        sys::say(tool, waited.error().message);
        return cli::system_refused;
      }
      if (signalled_) return finish(repeats() ? cli::done : cli::failed);
      if (child_) serve_child();
    }
  }

 private:
  bool repeats() const { return options_.checker.interval.has_value(); }

  void act(const std::vector<stage::CheckerAction>& actions) {
    for (const stage::CheckerAction& action : actions) {
      if (std::holds_alternative<stage::StartRun>(action)) start();
      if (std::holds_alternative<stage::KillRun>(action)) child_->kill();
      if (const auto* check = std::get_if<record::Check>(&action)) report(*check);
    }
  }

  void start() {
    auto child = probe_.start();
    if (!child) return act(checker_.step(sys::now(), {false, child.error().message}));
    child_ = std::move(*child);
    // Only to wake: what came is read after the wait, when forgetting a descriptor confuses nobody.
    loop_.watch(child_->exited_fd(), POLLIN, [](short) {});
    loop_.watch(child_->stderr_fd(), POLLIN, [](short) {});
  }

  void serve_child() {
    if (!child_->drain_stderr()) loop_.forget(child_->stderr_fd());
    const auto exit = child_->reap();
    if (!exit) return;
    loop_.forget(child_->exited_fd());
    loop_.forget(child_->stderr_fd());
    const stage::Ended ended{exit->status, exit->signal, child_->first_error_line()};
    child_.reset();
    act(checker_.step(sys::now(), stage::outcome_of(ended, probe_.speaks)));
  }

  // A newer unchanged result takes the place of an older one that nobody has read; every change is kept.
  void report(const record::Check& check) {
    verdict_ = check.up;
    const WallTime now = sys::wall_now();
    if (options_.common.verbose) sys::say(tool, cli::in_words(check, now));
    if (options_.common.quiet && !repeats()) return;
    writer_.put(recorder_.line(check, now), check.changed ? "" : "unchanged");
    loop_.change(writer_.fd(), writer_.waiting() ? POLLOUT : 0);
  }

  void serve_stdout(short revents) {
    if ((revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return writer_.reader_gone();
    writer_.flush();
    loop_.change(writer_.fd(), writer_.waiting() ? POLLOUT : 0);
  }

  int reader_lost() {
    sys::say(tool, "standard output: nobody reads it any more");
    return cli::neighbour_died;
  }

  // Waits a little for a full pipe, but not for a reader that stands still.
  int finish(int status) {
    pollfd ready{writer_.fd(), POLLOUT, 0};
    if (writer_.waiting() && poll(&ready, 1, repeats() ? 0 : 1000) == 1) writer_.flush();
    return status;
  }

  const Options& options_;
  Probe probe_;
  sys::Loop loop_;
  sys::Signals signals_;
  cli::Recorder recorder_;
  sys::LineWriter writer_;
  stage::Checker checker_;
  std::optional<sys::Child> child_{};
  std::optional<bool> verdict_{};  // the status last reported
  bool signalled_ = false;
};

int refuse(const Error& error, int status) {
  sys::say(tool, error.message);
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  sys::fill_standard_fds();
  Options options;
  const auto parsed = cli::parse(definition(options), argc, argv);
  if (!parsed) return parsed.error();
  if (const Result<> settled = settle(options, *parsed); !settled) return refuse(settled.error(), cli::usage);
  auto probe = make_probe(parsed->subcommand, options);
  if (!probe) return refuse(probe.error(), cli::system_refused);
  auto signals = sys::Signals::take();
  if (!signals) return refuse(signals.error(), cli::system_refused);
  auto loop = sys::Loop::make();
  if (!loop) return refuse(loop.error(), cli::system_refused);
  return Program(options, std::move(*probe), std::move(*loop), std::move(*signals)).run();
}
