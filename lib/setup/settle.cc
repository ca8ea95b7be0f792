#include "setup/settle.h"

#include <algorithm>

#include "proto/ah.h"
#include "record/json.h"
#include "stage/elect/own_advert.h"

namespace vrrp::setup {
namespace {

using proto::Family;

constexpr std::size_t most_vips = 500;

std::string name_of(Family family) {
  return family == Family::ipv4 ? "IPv4" : "IPv6";
}

// ---- the family

const record::Vip* first_advertised(const stage::ElectorConfig& config) {
  const auto found = std::ranges::find(config.vips, false, &record::Vip::excluded);
  return found == config.vips.end() ? nullptr : &*found;
}

Family family_of(const RouterOptions& options) {
  const stage::ElectorConfig& config = options.config;
  if (options.family) return *options.family;
  if (const record::Vip* vip = first_advertised(config)) return vip->address.address.family();
  if (!config.peers.empty()) return config.peers.front().family();
  return config.source ? config.source->family() : Family::ipv4;
}

Result<> settle_family(RouterOptions& options) {
  stage::ElectorConfig& config = options.config;
  const Family family = family_of(options);
  config.router.family = family;
  const std::string router = "an " + name_of(family) + " router";
  for (const record::Vip& vip : config.vips)
    if (!vip.excluded && vip.address.address.family() != family)
      return fail("--vip: " + vip.address.address.text() + " cannot be advertised by " + router +
                  "; start a second router for it, or hold it with --vip-excluded");
  for (const proto::Address& peer : config.peers)
    if (peer.family() != family) return fail("--peer: " + peer.text() + " cannot be a peer of " + router);
  if (!config.source) return {};
  if (config.source->family() != family)
    return fail("--source: " + config.source->text() + " cannot be the source of " + router);
  if (family == Family::ipv6 && config.peers.empty() && !config.source->is_link_local())
    return fail("--source: " + config.source->text() +
                " is not link-local; IPv6 adverts to the group need a source in fe80::/10 (RFC 9568 section "
                "5.1.2.1)");
  return {};
}

// ---- secrets

Result<> settle_password(RouterOptions& options, Files& files, std::vector<std::string>& warnings) {
  stage::ElectorConfig& config = options.config;
  if (!options.auth_pass_file.empty()) {
    if (!options.auth_pass.empty())
      return fail("--auth-pass-file and --auth-pass cannot be combined; remove one of them");
    const bool is_key = options.auth_type == proto::AuthType::ah;
    auto password = read_password(files, options.auth_pass_file, is_key, warnings);
    if (!password) return std::unexpected(password.error());
    options.auth_pass = *password;
  }
  if (options.auth_pass.empty())
    return options.auth_type ? fail("--auth-type: there is no password; set --auth-pass-file") : Result<>();
  if (!options.hmac_keys.empty())
    return fail("--hmac-key: an advert has either a signature or a password; remove --auth-pass");
  if (options.version == 3)
    return fail("--auth-pass: VRRPv3 has no password (RFC 9568); remove it, or set --vrrp-version 2");
  if (config.router.family == Family::ipv6)
    return fail("--auth-pass: only VRRPv2 over IPv4 has a password; use --hmac-key");
  options.version = 2;
  const std::string& password = options.auth_pass;
  if (password.size() > config.auth_data.size())
    warnings.emplace_back(
        "the password is longer than the 8 bytes that VRRPv2 carries; only the first 8 count, as in "
        "keepalived");
  config.auth_type = options.auth_type.value_or(proto::AuthType::pass);
  std::copy_n(password.begin(), std::min(password.size(), config.auth_data.size()), config.auth_data.begin());
  return {};
}

Result<> keys_are_missing(const RouterOptions& options) {
  const std::string why = ": there is no key to sign with; set --hmac-key";
  if (options.hmac_mode) return fail("--hmac-mode" + why);
  if (options.hmac_replay) return fail("--hmac-replay" + why);
  if (options.hmac_window) return fail("--hmac-window" + why);
  return {};
}

Result<std::optional<proto::HmacConfig>> settle_hmac(const RouterOptions& options, Files& files,
                                                     std::vector<std::string>& warnings) {
  using std::chrono::ceil, std::chrono::seconds;
  if (options.hmac_keys.empty()) {
    if (const auto missing = keys_are_missing(options); !missing) return std::unexpected(missing.error());
    return std::nullopt;
  }
  proto::HmacConfig hmac;
  for (const RouterOptions::KeyFile& file : options.hmac_keys) {
    auto secret = read_key(files, file.path, warnings);
    if (!secret) return std::unexpected(secret.error());
    hmac.keys.push_back({file.id, std::move(*secret)});
  }
  hmac.mode = options.hmac_mode.value_or(hmac.mode);
  hmac.replay = options.hmac_replay.value_or(hmac.replay);
  if (options.hmac_window && hmac.replay == proto::HmacReplay::monotonic)
    return fail("--hmac-window: --hmac-replay monotonic does not use the clock; remove --hmac-window");
  const Duration window = options.hmac_window.value_or(std::max(3 * options.config.interval, Duration(5s)));
  hmac.window = std::min(ceil<seconds>(window), seconds(300));
  return hmac;
}

// ---- version and interval

Result<> settle_version(const RouterOptions& options, stage::ElectorConfig& config) {
  config.version = options.version.value_or(3);
  if (config.version == 2 && config.router.family == Family::ipv6)
    return fail("--vrrp-version: VRRPv2 does not support IPv6; set --vrrp-version 3");
  if (config.dialect && !proto::has_dialects(config.version, *config.router.family))
    return fail("--checksum: only VRRPv3 over IPv4 has dialects; remove --checksum");
  return {};
}

// RFC 3768 section 5.3.7: whole seconds in 8 bits. RFC 9568 section 5.2.7: centiseconds in 12 bits.
Result<> settle_interval(const stage::ElectorConfig& config) {
  const bool v2 = config.version == 2;
  const Duration unit = v2 ? Duration(1s) : Duration(10ms);
  const Duration most = v2 ? Duration(255s) : Duration(40950ms);
  if (config.interval >= unit && config.interval <= most && config.interval % unit == 0s) return {};
  return fail("--advert-int: " + format_duration(config.interval) +
              (v2 ? " is not a whole number of seconds from 1s to 255s; VRRPv2 cannot carry it"
                  : " is not a multiple of 10ms from 10ms to 40.95s; VRRPv3 cannot carry it"));
}

// ---- addresses, peers, conduct

Result<> settle_vips(const stage::ElectorConfig& config) {
  if (config.vips.size() > most_vips)
    return fail("--vip-excluded: more than 500 addresses in all; a record cannot carry them");
  if (stage::advertised(config).size() > 255)
    return fail("--vip: more than the 255 addresses that an advert can carry");
  return {};
}

// A state record must have room for every address in its longest form, because an omitted one would not be
// held.
Result<> check_record(const stage::ElectorConfig& config) {
  const std::string longest(record::longest_name, '\x01');  // six bytes of JSON each
  const proto::Address peer = proto::Address::parse("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255").value();
  record::StateChange state{.router = config.router,
                            .vips = config.vips,
                            .epoch = INT64_MAX,
                            .expires = Time::max(),
                            .peer = record::Peer{peer, std::uint8_t{255}},
                            .last_advert = Duration::max(),
                            .late = Duration::max(),
                            .check = longest,
                            .group = config.group};
  if (state.router.interface.empty()) state.router.interface = std::string(15, 'e');
  const std::size_t size =
      record::full_size({{.tool = "vrrp-elect", .node = longest, .seq = INT64_MAX}, state});
  if (size <= record::longest_line) return {};
  return fail("--vip: a record with " + std::to_string(config.vips.size()) + " addresses can have " +
              std::to_string(size) + " bytes, but at most " + std::to_string(record::longest_line) +
              " are read; shorten their labels, or use fewer addresses");
}

Result<> settle_peers(RouterOptions& options, Files& files) {
  stage::ElectorConfig& config = options.config;
  for (const std::string& path : options.peer_files)
    if (const auto read = read_peers(files, path, config.peers); !read) return read;
  if (options.vmac && !config.peers.empty())
    return fail(
        "--vmac: unicast adverts follow the routing table, from the interface's own MAC; remove --vmac");
  return {};
}

Result<> settle_conduct(const stage::ElectorConfig& config) {
  if (!config.preempt && config.preempt_delay > 0s)
    return fail("--preempt-delay and --nopreempt cannot be combined; remove one of them");
  return {};
}

}  // namespace

std::string Origin::text() const {
  return file.empty() ? "" : "--instances: " + file + ": line " + std::to_string(line) + ": ";
}

Result<RouterSetup> settle(RouterOptions options, Files& files, std::vector<std::string>& warnings) {
  stage::ElectorConfig& config = options.config;
  if (const auto settled = settle_peers(options, files); !settled) return std::unexpected(settled.error());
  if (const auto settled = settle_family(options); !settled) return std::unexpected(settled.error());
  if (const auto settled = settle_password(options, files, warnings); !settled)
    return std::unexpected(settled.error());
  if (const auto settled = settle_version(options, config); !settled) return std::unexpected(settled.error());
  if (const auto settled = settle_interval(config); !settled) return std::unexpected(settled.error());
  if (const auto settled = settle_vips(config); !settled) return std::unexpected(settled.error());
  if (const auto fits = check_record(config); !fits) return std::unexpected(fits.error());
  if (const auto settled = settle_conduct(config); !settled) return std::unexpected(settled.error());
  auto hmac = settle_hmac(options, files, warnings);
  if (!hmac) return std::unexpected(hmac.error());
  return RouterSetup{.elector = config,
                     .wire = {.family = *config.router.family,
                              .version = config.version,
                              .vrid = *config.router.vrid,
                              .auth_type = config.auth_type,
                              .auth_data = config.auth_data,
                              .hmac = std::move(*hmac),
                              .peers = config.peers},
                     .vmac = options.vmac};
}

Result<> check_mtu(const RouterSetup& setup, std::uint32_t mtu) {
  const bool ipv4 = setup.wire.family == Family::ipv4;
  const std::size_t count = stage::advertised(setup.elector).size();
  std::size_t size =
      (ipv4 ? 20u : 40u) +
      proto::advert_size(setup.wire.version, static_cast<std::uint8_t>(count), setup.wire.family);
  if (setup.wire.hmac) size += proto::hmac_trailer_size;
  if (setup.wire.auth_type == proto::AuthType::ah) size += proto::ah_size;
  if (size <= mtu) return {};
  return fail("--vip: an advert with " + std::to_string(count) + " addresses has " + std::to_string(size) +
              " bytes, but the MTU of " + setup.elector.router.interface + " is " + std::to_string(mtu) +
              "; hold some of them with --vip-excluded");
}

}  // namespace vrrp::setup
