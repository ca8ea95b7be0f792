// The command line of vrrp-elect.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/common.h"
#include "cli/instances.h"
#include "proto/hmac.h"
#include "stage/elector.h"

namespace vrrp::tools {

// What was said of one virtual router, by flags or by a line of --instances. What follows from it all is
// settled in settle.h.
struct RouterOptions {
  stage::ElectorConfig config{};  // what a flag says without the others
  std::optional<proto::Family> family{};
  std::optional<std::uint8_t> version{};
  std::string auth_pass{};
  std::string auth_pass_file{};
  std::optional<proto::AuthType> auth_type{};
  std::vector<std::string> peer_files{};
  bool vmac = false;
  struct KeyFile {
    std::uint8_t id = 1;
    std::string path{};
  };
  std::vector<KeyFile> hmac_keys{};
  std::optional<proto::HmacMode> hmac_mode{};
  std::optional<proto::HmacReplay> hmac_replay{};
  std::optional<Duration> hmac_window{};
};

// Which routers `status` is asked for.
struct StatusOptions {
  std::string interface {};  // empty: on any
  std::optional<std::uint8_t> vrid{};
  std::optional<proto::Family> family{};
};

struct ElectOptions {
  cli::Common common{};
  RouterOptions router{};
  std::vector<cli::Given> given{};    // of the router's options: the defaults of --instances
  std::string instances{};            // "-" or the path of a file; empty: the one router of the command line
  std::vector<std::string> tracks{};  // "-" or the path of a FIFO
  std::vector<std::string> expect{};  // the checks that must speak there
  std::optional<int> realtime{};
  StatusOptions status{};
};

// The address of a unicast peer, as a flag or a file has it.
Result<proto::Address> parse_peer(std::string_view text);

// What makes one virtual router: the flags, and the keys of --instances. The setters write to `router`.
std::vector<cli::Option> router_options(RouterOptions& router);

// The definition; its setters write to `options`.
cli::Command elect_command(ElectOptions& options);

}  // namespace vrrp::tools
