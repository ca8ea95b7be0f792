// The options of one virtual router, given as flags or in a line of --instances.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "proto/hmac.h"
#include "stage/elect/elector_config.h"

namespace vrrp::setup {

// settle.h derives the configuration from them.
struct RouterOptions {
  stage::ElectorConfig config{};  // options that need no other option
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

// The address of a unicast peer, as a flag or a file has it.
Result<proto::Address> parse_peer(std::string_view text);

// The options of one virtual router: flags, and keys of --instances. The setters write to `router`.
std::vector<cli::Option> router_options(RouterOptions& router);

// The setter of --family.
std::function<Result<>(std::string_view)> set_family(std::optional<proto::Family>& target);

}  // namespace vrrp::setup
