// vrrp-check: check whether something is healthy, once (for cron and `&&`) or repeatedly (for vrrp-elect).
#include "base/exit_status.h"
#include "kinds.h"
#include "options.h"
#include "program.h"
#include "program/refuse.h"
#include "sys/standard_fds.h"

namespace vrrp::tools {
namespace {

int run(CheckOptions& options, const std::string& name, const Kind& kind) {
  if (const Result<> settled = settle(options, name + " " + kind.target()); !settled)
    return program::refuse(vrrp_check, exit_status::usage, settled.error());
  auto probe = kind.probe();
  if (!probe) return program::refuse(vrrp_check, exit_status::system_refused, probe.error());
  const auto status = run_program(options, std::move(*probe));
  return status ? *status : program::refuse(vrrp_check, exit_status::system_refused, status.error());
}

// A subcommand for each kind, and the options that only this kind has.
cli::Command definition(CheckOptions& options, const std::vector<std::unique_ptr<Kind>>& all) {
  cli::Command command{.name = std::string(vrrp_check),
                       .summary = "check whether something is healthy",
                       .options = check_options(options),
                       .needs_subcommand = true};
  for (const auto& kind : all) {
    cli::Subcommand face = kind->face();
    for (cli::Option& option : kind->options()) {
      option.subcommands = {face.name};
      command.options.push_back(std::move(option));
    }
    face.run = [&options, &kind = *kind, name = face.name] { return run(options, name, kind); };
    command.subcommands.push_back(std::move(face));
  }
  return command;
}

}  // namespace
}  // namespace vrrp::tools

int main(int argc, char** argv) {
  vrrp::sys::fill_standard_fds();
  vrrp::tools::CheckOptions options;
  std::vector<std::unique_ptr<vrrp::tools::Kind>> all;
  for (const auto kind : vrrp::tools::kinds) all.push_back(kind());
  const auto parsed = vrrp::cli::parse(vrrp::tools::definition(options, all), argc, argv);
  return parsed ? parsed->run() : parsed.error();
}
