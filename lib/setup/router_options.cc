#include "setup/router_options.h"

#include <algorithm>
#include <array>

#include "base/interface_name.h"
#include "cli/common.h"
#include "record/vip_text.h"

namespace vrrp::setup {
namespace {

using Setter = std::function<Result<>(std::string_view)>;

Setter add_vip(stage::ElectorConfig& config, bool excluded) {
  return [&config, excluded](std::string_view text) -> Result<> {
    auto vip = record::parse_vip(text);
    if (!vip) return std::unexpected(vip.error());
    vip->excluded = excluded;
    const auto same = [&](const record::Vip& other) { return other.address.address == vip->address.address; };
    if (std::ranges::any_of(config.vips, same)) return fail(vip->address.address.text() + " is given twice");
    config.vips.push_back(*vip);
    return {};
  };
}

// One of several words: the choices of the option.
template <class T, std::size_t N>
Setter set_word(std::optional<T>& target, std::array<std::pair<std::string_view, T>, N> words) {
  return [&target, words](std::string_view text) -> Result<> {
    for (const auto& [word, value] : words)
      if (word == text) target = value;
    return {};
  };
}

Setter clear_flag(bool& target) {
  return [&target](std::string_view) -> Result<> { return target = false, Result<>(); };
}

Setter set_source(stage::ElectorConfig& config) {
  return [&config](std::string_view text) -> Result<> {
    const auto address = proto::Address::parse(text);
    if (!address) return std::unexpected(address.error());
    if (!address->is_host()) return fail(address->text() + " cannot be a source address");
    config.source = *address;
    return {};
  };
}

Setter add_peer(stage::ElectorConfig& config) {
  return [&config](std::string_view text) -> Result<> {
    const auto address = parse_peer(text);
    if (!address) return std::unexpected(address.error());
    if (std::ranges::find(config.peers, *address) != config.peers.end())
      return fail(address->text() + " is given twice");
    config.peers.push_back(*address);
    return {};
  };
}

// "IF" or "IF:WEIGHT".
Result<> add_tracked_interface(stage::ElectorConfig& config, std::string_view text) {
  stage::ElectorConfig::TrackedInterface tracked{.name = std::string(text)};
  if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    const auto weight = parse_integer(text.substr(colon + 1), -253, 253, "the weight");
    if (!weight) return std::unexpected(weight.error());
    tracked = {.name = std::string(text.substr(0, colon)), .weight = static_cast<int>(*weight)};
  }
  if (const auto fit = check_interface_name(tracked.name); !fit) return fit;
  if (std::ranges::find(config.tracked_interfaces, tracked.name,
                        &stage::ElectorConfig::TrackedInterface::name) != config.tracked_interfaces.end())
    return fail(tracked.name + " is given twice");
  config.tracked_interfaces.push_back(std::move(tracked));
  return {};
}

// "ID:FILE".
Result<> add_key_file(RouterOptions& router, std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size())
    return fail("\"" + printable(text) + "\" is not ID:FILE, such as 1:/etc/vrrp.key");
  const auto id = parse_integer(text.substr(0, colon), 1, 255, "the ID of the key");
  if (!id) return std::unexpected(id.error());
  const auto same = [&](const RouterOptions::KeyFile& key) { return key.id == *id; };
  if (std::ranges::any_of(router.hmac_keys, same))
    return fail("key " + std::to_string(*id) + " is given twice");
  router.hmac_keys.push_back({static_cast<std::uint8_t>(*id), std::string(text.substr(colon + 1))});
  return {};
}

void append(std::vector<cli::Option>& all, std::vector<cli::Option> more) {
  for (cli::Option& option : more) all.push_back(std::move(option));
}

// What the virtual router is.
std::vector<cli::Option> identity_options(RouterOptions& router) {
  stage::ElectorConfig& config = router.config;
  return {
      {.flags = "--vrid",
       .value = "N",
       .help = "the virtual router's ID, 1 to 255",
       .set = [&config](std::string_view text) -> Result<> {
         std::uint8_t vrid = 0;
         const auto set = cli::set_integer(vrid, 1, 255)(text);
         if (set) config.router.vrid = vrid;
         return set;
       },
       .required = true,
       .unless = "--instances"},
      {.flags = "-i,--interface",
       .value = "IF",
       .help = "the interface to elect on (default: the one of the default route)",
       .set = cli::set_interface(config.router.interface),
       .completion = cli::Completion::interface},
      {.flags = "--family",
       .value = "F",
       .help = "the IP version of the adverts; the same VRID over IPv4 and over IPv6 is two virtual routers",
       .set = set_family(router.family),
       .shown_default = "that of the first --vip, --peer or --source, else ipv4",
       .choices = {"ipv4", "ipv6"}},
      {.flags = "--priority",
       .value = "N",
       .help =
           "1 to 254, or 255 for the owner of the addresses; the router with the highest priority is master",
       .set = cli::set_integer(config.priority, 1, 255),
       .shown_default = "100"},
      {.flags = "--vip",
       .value = "\"ADDR[/LEN] [dev IF] [label L]\"",
       .help = "a virtual address, which the master holds; without one the routers only elect a leader",
       .set = add_vip(config, false),
       .repeatable = true},
      {.flags = "--vip-excluded",
       .value = "\"ADDR[/LEN] [dev IF] [label L]\"",
       .help = "a virtual address, of either family, that the adverts do not contain",
       .set = add_vip(config, true),
       .repeatable = true},
      {.flags = "--name",
       .value = "TEXT",
       .help = "a name for the virtual router in the records",
       .set = cli::set_name(config.router.name)},
  };
}

// The content of its adverts, and their destinations.
std::vector<cli::Option> advert_options(RouterOptions& router) {
  stage::ElectorConfig& config = router.config;
  return {
      {.flags = "--advert-int",
       .value = "D",
       .help = "the time between two adverts: multiples of 10ms in version 3, whole seconds in version 2",
       .set = cli::set_duration(config.interval, 1us, 1h),
       .shown_default = "1s"},
      {.flags = "--vrrp-version",
       .value = "V",
       .help = "2 or 3",
       .set = [&router](std::string_view text) -> Result<> {
         router.version = text == "2" ? std::uint8_t{2} : std::uint8_t{3};
         return {};
       },
       .shown_default = "3, or 2 with a password",
       .choices = {"2", "3"}},
      {.flags = "--peer",
       .value = "ADDR",
       .help = "unicast instead of multicast: send adverts to this router, and accept them from any address",
       .set = add_peer(config),
       .repeatable = true},
      {.flags = "--peers",
       .value = "FILE",
       .help = "read unicast peers from a file: one address per line, comments after #",
       .set = cli::append_text(router.peer_files),
       .repeatable = true,
       .completion = cli::Completion::file},
      {.flags = "--source",
       .value = "ADDR",
       .help = "the source address of adverts; between equal priorities, the higher address wins",
       .set = set_source(config),
       .shown_default = "the interface's primary address, or its link-local one over IPv6"},
      {.flags = "--vmac",
       .help = "send adverts from the virtual router's MAC address, 00:00:5e:00:01:VRID or, over IPv6, "
               "00:00:5e:00:02:VRID",
       .set = cli::set_flag(router.vmac)},
      {.flags = "--checksum",
       .value = "DIALECT",
       .help = "the checksum of VRRPv3 over IPv4: with a pseudo-header (pseudo), without one (rfc9568), or "
               "as the other routers send it (auto)",
       .set = [&config](std::string_view text) -> Result<> {
         config.dialect.reset();
         if (text == "pseudo") config.dialect = proto::Dialect::pseudo;
         if (text == "rfc9568") config.dialect = proto::Dialect::message;
         return {};
       },
       .shown_default = "auto",
       .choices = {"auto", "pseudo", "rfc9568"}},
  };
}

// Passwords and signatures, which keep foreign adverts out.
std::vector<cli::Option> secret_options(RouterOptions& router) {
  return {
      {.flags = "--auth-pass",
       .value = "TEXT",
       .help = "the password of VRRPv2, at most 8 bytes; adverts carry it in clear text",
       .set = cli::set_text(router.auth_pass)},
      {.flags = "--auth-pass-file",
       .value = "FILE",
       .help = "read the password from the first line of a file, so that ps does not show it",
       .set = cli::set_text(router.auth_pass_file),
       .completion = cli::Completion::file},
      {.flags = "--auth-type",
       .value = "TYPE",
       .help = "how the password is used: sent in each advert (pass), or as the key of an IPsec "
               "Authentication Header (ah)",
       .set = set_word<proto::AuthType>(router.auth_type,
                                        std::array{std::pair{std::string_view("pass"), proto::AuthType::pass},
                                                   std::pair{std::string_view("ah"), proto::AuthType::ah}}),
       .shown_default = "pass",
       .choices = {"pass", "ah"}},
      {.flags = "--hmac-key",
       .value = "ID:FILE",
       .help = "sign adverts with the key in a file of mode 0600; if there are several, the first one signs "
               "and all are accepted",
       .set = [&router](std::string_view text) { return add_key_file(router, text); },
       .repeatable = true,
       .completion = cli::Completion::file},
      {.flags = "--hmac-mode",
       .value = "MODE",
       .help = "do not sign, but check signatures (receive-only); sign, and accept unsigned adverts too "
               "(permissive); or sign, and accept only signed adverts (enforce)",
       .set = set_word<proto::HmacMode>(
           router.hmac_mode,
           std::array{std::pair{std::string_view("receive-only"), proto::HmacMode::receive_only},
                      std::pair{std::string_view("permissive"), proto::HmacMode::permissive},
                      std::pair{std::string_view("enforce"), proto::HmacMode::enforce}}),
       .shown_default = "enforce",
       .choices = {"receive-only", "permissive", "enforce"}},
      {.flags = "--hmac-replay",
       .value = "HOW",
       .help = "how to detect an old advert that is sent again: by this host's clock (time), or by the order "
               "of the sender's times (monotonic)",
       .set = set_word<proto::HmacReplay>(
           router.hmac_replay,
           std::array{std::pair{std::string_view("time"), proto::HmacReplay::time},
                      std::pair{std::string_view("monotonic"), proto::HmacReplay::monotonic}}),
       .shown_default = "time",
       .choices = {"time", "monotonic"}},
      {.flags = "--hmac-window",
       .value = "D",
       .help = "how far a signature's time may differ from this host's clock, 1s to 300s",
       .set = cli::set_duration(router.hmac_window, 1s, 300s),
       .shown_default = "three advert intervals, at least 5s"},
  };
}

// How it behaves towards other routers.
std::vector<cli::Option> behaviour_options(RouterOptions& router) {
  stage::ElectorConfig& config = router.config;
  return {
      {.flags = "--nopreempt",
       .help = "do not take over from a lower-priority master",
       .set = clear_flag(config.preempt)},
      {.flags = "--preempt-delay",
       .value = "D",
       .help = "wait this long, from its first advert, before taking over from a lower-priority master",
       .set = cli::set_duration(config.preempt_delay, 0s, 1000s),
       .shown_default = "0s"},
      {.flags = "--startup-delay",
       .value = "D",
       .help = "wait this long after start before taking part",
       .set = cli::set_duration(config.startup_delay, 0s, 1000s),
       .shown_default = "0s"},
      {.flags = "--track-interface",
       .value = "IF[:WEIGHT]",
       .help = "track another interface: its weight changes the priority; without a weight, the router is in "
               "fault while it is down",
       .set = [&config](std::string_view text) { return add_tracked_interface(config, text); },
       .repeatable = true,
       .completion = cli::Completion::interface},
      {.flags = "--group",
       .value = "NAME",
       .help = "a sync group: its routers move as one, and if one is in fault, all are",
       .set = cli::set_name(config.group)},
      {.flags = "--lease-adverts",
       .value = "N",
       .help = "how many advert intervals the addresses may be held without sending an advert, 2 or 3",
       .set = cli::set_integer(config.lease_adverts, 2, 3),
       .shown_default = "3"},
      {.flags = "--vips-elsewhere",
       .help = "stay master without the addresses on this host, because something else places them, such as "
               "a cloud's API",
       .set = cli::set_flag(config.vips_elsewhere)},
      {.flags = "--no-handover",
       .help = "on a signal, let go at once instead of holding the addresses until the next master is heard",
       .set = clear_flag(config.handover)},
      {.flags = "--no-offer",
       .help =
           "when a check lowers the priority, wait for a better router instead of offering it the mastership",
       .set = clear_flag(config.offer)},
      {.flags = "--no-step-down-advert",
       .help = "yield to a better router without sending priority 0, as in RFC 9568",
       .set = clear_flag(config.step_down_advert)},
  };
}

}  // namespace

Result<proto::Address> parse_peer(std::string_view text) {
  const auto address = proto::Address::parse(text);
  if (!address) return address;
  if (!address->is_host()) return fail(address->text() + " cannot be the address of another router");
  return address;
}

Setter set_family(std::optional<proto::Family>& target) {
  return set_word<proto::Family>(target,
                                 std::array{std::pair{std::string_view("ipv4"), proto::Family::ipv4},
                                            std::pair{std::string_view("ipv6"), proto::Family::ipv6}});
}

std::vector<cli::Option> router_options(RouterOptions& router) {
  std::vector<cli::Option> options = identity_options(router);
  append(options, advert_options(router));
  append(options, behaviour_options(router));
  append(options, secret_options(router));
  return options;
}

}  // namespace vrrp::setup
