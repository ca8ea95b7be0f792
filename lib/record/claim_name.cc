#include "record/claim_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace vrrp::record {
namespace {

constexpr std::size_t longest_interface = 15;  // IFNAMSIZ - 1
constexpr std::size_t secret_digits = 16;

// An interface's name has no '/'.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t slash = text.find('/');
    parts.push_back(text.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    text.remove_prefix(slash + 1);
  }
}

bool is_secret(std::string_view text) {
  return text.size() == secret_digits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string claim_name(const Router& router) {
  return fmt::format("{}{}/{}/{}", claim_prefix, router.interface, proto::to_word(*router.family),
                     *router.vrid);
}

std::string spare_name(const Router& router, std::uint64_t secret) {
  return fmt::format("{}/{:016x}", claim_name(router), secret);
}

std::optional<Router> router_of(std::string_view name) {
  if (!name.starts_with(claim_prefix)) return std::nullopt;
  const auto parts = split(name.substr(claim_prefix.size()));
  if (parts.size() < 3 || parts.size() > 4) return std::nullopt;
  if (parts.size() == 4 && !is_secret(parts[3])) return std::nullopt;
  const std::string_view interface = parts[0], family = parts[1];
  if (interface.empty() || interface.size() > longest_interface) return std::nullopt;
  if (family != "ipv4" && family != "ipv6") return std::nullopt;
  const auto vrid = parse_integer(parts[2], 1, 255, "");
  if (!vrid || std::to_string(*vrid) != parts[2]) return std::nullopt;
  return Router{.interface = std::string(interface),
                .family = family == "ipv4" ? proto::Family::ipv4 : proto::Family::ipv6,
                .vrid = static_cast<std::uint8_t>(*vrid),
                .name = {}};
}

}  // namespace vrrp::record
