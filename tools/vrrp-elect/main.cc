// vrrp-elect: who is master of this virtual router?

#include <algorithm>
#include <set>

#include "base/exit_status.h"
#include "claims.h"
#include "disk_files.h"
#include "program.h"
#include "program/recorder.h"
#include "program/refuse.h"
#include "say.h"
#include "setup/instances.h"
#include "setup/real_names.h"
#include "stage/elect/vip_interfaces.h"
#include "status.h"
#include "sys/realtime.h"
#include "sys/standard_fds.h"

namespace vrrp::tools {
namespace {

int refuse(int status, const Error& error) {
  return program::refuse(tool, status, error);
}

// Routers without --interface are on the interface of the default route. After that, it is known which other
// interfaces carry VIPs.
Result<> settle_interfaces(std::vector<setup::RouterSetup>& setups, Host& host) {
  for (setup::RouterSetup& setup : setups) {
    std::string& interface = setup.elector.router.interface;
    if (!interface.empty()) continue;
    const auto found = host.default_interface();
    if (!found)
      return fail(setup.origin.text() + found.error().message + "; name the interface with --interface");
    interface = *found;
  }
  for (setup::RouterSetup& setup : setups) stage::track_vip_interfaces(setup.elector);
  return {};
}

Result<> settle_on_host(const std::vector<setup::RouterSetup>& setups, const Host& host) {
  if (const auto unique = setup::check_unique(setups); !unique) return unique;
  for (const setup::RouterSetup& setup : setups)
    if (const host::Link* link = host.view().link(setup.elector.router.interface))
      if (const auto fits = setup::check_mtu(setup, link->mtu); !fits)
        return fail(setup.origin.text() + fits.error().message);
  return {};
}

// A mistyped name looks like a link that is down, and counts as one.
void warn_of_absent_interfaces(const std::vector<setup::RouterSetup>& setups, const Host& host) {
  std::set<std::string> absent;
  for (const setup::RouterSetup& setup : setups)
    for (const auto& tracked : setup.elector.tracked_interfaces)
      if (!host.view().link(tracked.name)) absent.insert(tracked.name);
  for (const std::string& name : absent)
    say(printable(name) + ": no such interface; it counts as down until it exists");
}

Result<Claims> claim(const std::vector<setup::RouterSetup>& setups, const cli::Common& common) {
  auto claims = Claims::make(program::node_name(common));
  if (!claims) return claims;
  for (const setup::RouterSetup& setup : setups) {
    std::string warning;
    if (const auto added = claims->add(setup.elector.router, warning); !added)
      return fail(setup.origin.text() + added.error().message);
    if (!warning.empty() && !common.quiet) say(warning);
  }
  return claims;
}

// Opens everything, in the order in which errors are most useful to a person.
int elect(const ElectOptions& options) {
  std::vector<std::string> warnings;
  DiskFiles files;
  auto setups = setup::all_routers(options.process, files, warnings);
  if (!setups) return refuse(exit_status::usage, setups.error());
  if (!options.common.quiet)
    for (const std::string& warning : warnings) say(warning);
  auto tracks = open_tracks(options.process.tracks);
  if (!tracks) return refuse(exit_status::usage, tracks.error());
  auto host = Host::open();
  if (!host) return refuse(exit_status::system_refused, host.error());
  const auto real_name = [&](const std::string& name) { return host->view().real_name(name); };
  if (const auto named = setup::use_real_names(*setups, real_name); !named)
    return refuse(exit_status::usage, named.error());
  if (const auto settled = settle_interfaces(*setups, *host); !settled)
    return refuse(exit_status::system_refused, settled.error());
  if (const auto settled = settle_on_host(*setups, *host); !settled)
    return refuse(exit_status::usage, settled.error());
  if (!options.common.quiet) warn_of_absent_interfaces(*setups, *host);
  auto claims = claim(*setups, options.common);
  if (!claims) return refuse(exit_status::system_refused, claims.error());
  auto program =
      Program::make(options, std::move(*setups), std::move(*host), std::move(*tracks), std::move(*claims));
  if (!program) return refuse(exit_status::system_refused, program.error());
  sys::become_realtime_or_say(tool, options.realtime);
  return (*program)->run();
}

}  // namespace
}  // namespace vrrp::tools

int main(int argc, char** argv) {
  vrrp::sys::fill_standard_fds();
  vrrp::tools::ElectOptions options;
  const auto parsed = vrrp::cli::parse(vrrp::tools::elect_command(options), argc, argv);
  if (!parsed) return parsed.error();
  return parsed->subcommand == "status" ? vrrp::tools::run_status(options) : vrrp::tools::elect(options);
}
