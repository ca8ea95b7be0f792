// From the options of a virtual router to its configuration.
#pragma once

#include <string>
#include <vector>

#include "setup/files.h"
#include "setup/router_options.h"
#include "stage/elect/wire.h"

namespace vrrp::setup {

// Where the options of a virtual router were given.
struct Origin {
  std::string file{};    // of --instances, "-" or a path; empty: the command line
  std::size_t line = 0;  // in it

  // What an error begins with: "--instances: FILE: line 3: ", or nothing.
  std::string text() const;
};

struct RouterSetup {
  stage::ElectorConfig elector{};
  stage::WireConfig wire{};
  bool vmac = false;
  Origin origin{};
};

// Decides what depends on several options: the family, the version that a password implies, the intervals and
// addresses that are possible, the secrets and peers in files. The error names the flag. `warnings` gets
// problems that are not errors.
Result<RouterSetup> settle(RouterOptions options, Files& files, std::vector<std::string>& warnings);

// Whether its adverts fit through an interface in one piece: no router reassembles their fragments.
Result<> check_mtu(const RouterSetup& setup, std::uint32_t mtu);

}  // namespace vrrp::setup
