#include "options.h"

#include <fcntl.h>

#include <algorithm>

#include "record/vip_text.h"
#include "sys/fd.h"

namespace vrrp::tools {
namespace {

// With the longest names each takes 130 bytes of a record's 64 KiB.
constexpr std::size_t most_vips = 500;

std::function<Result<>(std::string_view)> add_vip(stage::ElectorConfig& config, bool excluded) {
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

// The file's first line. A password on the command line is in everybody's `ps`; in a file it need not be.
Result<std::string> read_password(const std::string& path) {
  const sys::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return sys::fail_errno("--auth-pass-file: " + path);
  std::string text(256, '\0');
  const ssize_t size = read(fd.get(), text.data(), text.size());
  if (size < 0) return sys::fail_errno("--auth-pass-file: " + path);
  text.resize(static_cast<std::size_t>(size));
  text.resize(std::min(text.find('\n'), text.size()));
  if (text.empty())
    return fail("--auth-pass-file: " + path + ": the first line is empty: write the password there");
  return text;
}

Result<> settle_password(ElectOptions& options, std::string& warning) {
  stage::ElectorConfig& config = options.config;
  if (!options.auth_pass_file.empty()) {
    if (!options.auth_pass.empty()) return fail("--auth-pass-file: give it or --auth-pass, not both");
    auto password = read_password(options.auth_pass_file);
    if (!password) return std::unexpected(password.error());
    options.auth_pass = *password;
  }
  if (options.auth_pass.empty()) return {};
  if (!options.version_given) config.version = 2;
  if (config.version != 2)
    return fail("--auth-pass: VRRPv3 has no password (RFC 9568): leave it out, or use --vrrp-version 2");
  const std::string& password = options.auth_pass;
  if (password.size() > config.auth_data.size())
    warning =
        "the password is longer than the 8 bytes that VRRPv2 carries: only the first 8 count, as in "
        "keepalived";
  config.auth_type = proto::AuthType::pass;
  std::copy_n(password.begin(), std::min(password.size(), config.auth_data.size()), config.auth_data.begin());
  return {};
}

// RFC 3768 section 5.3.7: whole seconds in 8 bits. RFC 9568 section 5.2.7: centiseconds in 12 bits.
Result<> settle_interval(const stage::ElectorConfig& config) {
  const bool v2 = config.version == 2;
  const Duration unit = v2 ? Duration(1s) : Duration(10ms);
  const Duration most = v2 ? Duration(255s) : Duration(40950ms);
  if (config.interval >= unit && config.interval <= most && config.interval % unit == 0s) return {};
  return fail("--advert-int: " + format_duration(config.interval) +
              (v2 ? " is not a whole number of seconds from 1s to 255s: VRRPv2 carries no other"
                  : " is not a multiple of 10ms from 10ms to 40.95s: VRRPv3 carries no other"));
}

Result<> settle_vips(const stage::ElectorConfig& config) {
  std::size_t advertised = 0;
  for (const record::Vip& vip : config.vips) {
    if (vip.excluded) continue;
    if (vip.address.address.family() != *config.router.family)
      return fail("--vip: " + vip.address.address.text() +
                  " cannot be advertised by an IPv4 router: hold it along with --vip-excluded");
    ++advertised;
  }
  if (config.vips.size() > most_vips)
    return fail("--vip-excluded: more than 500 addresses in all: a record cannot carry them");
  if (advertised > 255) return fail("--vip: more than the 255 addresses that an advert can carry");
  return {};
}

// What the virtual router is.
std::vector<cli::Option> router_options(ElectOptions& options) {
  stage::ElectorConfig& config = options.config;
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
       .required = true},
      {.flags = "--priority",
       .value = "N",
       .help = "1 to 254: the greatest one is master; 255 is the owner of the addresses",
       .set = cli::set_integer(config.priority, 1, 255),
       .shown_default = "100"},
      {.flags = "--vip",
       .value = "\"ADDR[/LEN] [dev IF] [label L]\"",
       .help = "an address that moves with the mastership; without one this elects a leader and no more",
       .set = add_vip(config, false),
       .repeatable = true},
      {.flags = "--vip-excluded",
       .value = "\"ADDR[/LEN] [dev IF] [label L]\"",
       .help = "an address that moves along and is not in the adverts",
       .set = add_vip(config, true),
       .repeatable = true},
      {.flags = "--advert-int",
       .value = "D",
       .help = "the time between two adverts: multiples of 10ms in version 3, whole seconds in version 2",
       .set = cli::set_duration(config.interval, 1us, 1h),
       .shown_default = "1s"},
      {.flags = "--vrrp-version",
       .value = "V",
       .help = "2 or 3",
       .set = [&options](std::string_view text) -> Result<> {
         options.version_given = true;
         options.config.version = text == "2" ? 2 : 3;
         return {};
       },
       .shown_default = "3, with a password 2",
       .choices = {"2", "3"}},
  };
}

// How it behaves beside others.
std::vector<cli::Option> conduct_options(ElectOptions& options) {
  stage::ElectorConfig& config = options.config;
  return {
      {.flags = "--nopreempt",
       .help = "leave a worse master alone",
       .set = [&config](std::string_view) -> Result<> { return config.preempt = false, Result<>(); }},
      {.flags = "--auth-pass",
       .value = "TEXT",
       .help = "the password of VRRPv2, at most 8 bytes; it goes over the wire in clear",
       .set = cli::set_text(options.auth_pass)},
      {.flags = "--auth-pass-file",
       .value = "FILE",
       .help = "the password as the first line of a file, out of sight of ps",
       .set = cli::set_text(options.auth_pass_file),
       .completion = cli::Completion::file},
      {.flags = "--track",
       .value = "-|FIFO",
       .help = "read check records from stdin or a FIFO: their weights move the priority",
       .set = cli::append_text(options.tracks),
       .repeatable = true,
       .completion = cli::Completion::file},
      {.flags = "--lease-adverts",
       .value = "N",
       .help = "how many advert intervals the addresses may be held without an advert of ours, 2 or 3",
       .set = cli::set_integer(config.lease_adverts, 2, 3),
       .shown_default = "3"},
      {.flags = "--no-handover",
       .help = "let go at once on a signal, instead of holding until the next master has spoken",
       .set = [&config](std::string_view) -> Result<> { return config.handover = false, Result<>(); }},
      {.flags = "--no-step-down-advert",
       .help = "yield to a better router in silence, as RFC 9568 has it",
       .set = [&config](std::string_view) -> Result<> {
         return config.step_down_advert = false, Result<>();
       }},
      {.flags = "--name",
       .value = "TEXT",
       .help = "a name for the virtual router in the records",
       .set = cli::set_text(config.router.name)},
  };
}

}  // namespace

cli::Command elect_command(ElectOptions& options) {
  options.config.router.family = proto::Family::ipv4;
  cli::Command command{.name = "vrrp-elect", .summary = "who is master of this virtual router?"};
  command.options = router_options(options);
  for (cli::Option& option : conduct_options(options)) command.options.push_back(std::move(option));
  for (cli::Option& option : cli::common_options(
           options.common, "the interface to elect on (default: the one of the default route)"))
    command.options.push_back(std::move(option));
  return command;
}

Result<> settle(ElectOptions& options, std::string& warning) {
  if (const auto settled = settle_password(options, warning); !settled) return settled;
  if (const auto settled = settle_interval(options.config); !settled) return settled;
  options.config.tracks = options.tracks.size();
  if (std::ranges::count(options.tracks, "-") > 1) return fail("--track: - is given twice");
  return settle_vips(options.config);
}

}  // namespace vrrp::tools
