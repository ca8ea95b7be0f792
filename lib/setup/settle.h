// From what was said of a virtual router to what it is.
#pragma once

#include <string>
#include <vector>

#include "setup/files.h"
#include "setup/router_options.h"
#include "stage/elect/wire.h"

namespace vrrp::setup {

// Where it is said what a virtual router is.
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

// What can only be judged when everything is known: the family, the version that a password implies, the
// intervals and addresses that it can carry, what secrets and peers are in files. The error names the flag.
// `warnings`: something to tell that is no error.
Result<RouterSetup> settle(RouterOptions options, Files& files, std::vector<std::string>& warnings);

// Whether its adverts pass through an interface whole: nobody puts their fragments together.
Result<> check_mtu(const RouterSetup& setup, std::uint32_t mtu);

}  // namespace vrrp::setup
