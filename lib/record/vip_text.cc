#include "record/vip_text.h"

#include "base/interface_name.h"
#include "base/text.h"

namespace vrrp::record {
namespace {

constexpr std::size_t longest_label = 15;  // IFNAMSIZ - 1

// The meaning of an address that stands for a whole subnet.
std::string subnet_role(const proto::Prefix& vip) {
  if (vip.is_broadcast_address()) return "the broadcast address of its subnet";
  if (vip.address.family() == proto::Family::ipv4) return "the network address of its subnet";
  return "the address of any router in its subnet (RFC 4291 section 2.6.1)";
}

}  // namespace

Result<Vip> parse_vip(std::string_view text) {
  const auto parts = words(text);
  if (parts.empty()) return fail("an address is missing: write ADDR[/LEN] [dev IF] [label L]");
  const auto prefix = proto::Prefix::parse(parts[0]);
  if (!prefix) return std::unexpected(prefix.error());
  const proto::Address& address = prefix->address;
  if (const auto fit = may_be_virtual(*prefix); !fit) return std::unexpected(fit.error());
  Vip vip{.address = *prefix};
  for (std::size_t i = 1; i < parts.size(); i += 2) {
    if (parts[i] != "dev" && parts[i] != "label")
      return fail("unknown word \"" + printable(parts[i]) + "\": write ADDR[/LEN] [dev IF] [label L]");
    if (i + 1 == parts.size()) return fail("a name is missing after \"" + std::string(parts[i]) + "\"");
    if (parts[i] == "dev") {
      if (const auto fit = check_interface_name(parts[i + 1]); !fit) return std::unexpected(fit.error());
    } else if (parts[i + 1].size() > longest_label) {
      return fail("\"" + printable(parts[i + 1]) + "\" is too long: a label has at most 15 bytes");
    }
    (parts[i] == "dev" ? vip.interface : vip.label) = parts[i + 1];
  }
  if (!vip.label.empty() && address.family() == proto::Family::ipv6)
    return fail("only an IPv4 address can have a label; remove it from " + address.text());
  return vip;
}

LinkAndLabel link_and_label(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {.link = std::string(name)};
  return {.link = std::string(name.substr(0, colon)), .label = std::string(name)};
}

Result<> may_be_virtual(const proto::Prefix& vip) {
  const proto::Address& address = vip.address;
  if (!address.is_host())
    return fail(address.text() +
                " cannot be a virtual address (multicast, broadcast, loopback or unspecified)");
  if (!vip.is_network_address() && !vip.is_broadcast_address()) return {};
  return fail(vip.text() + " cannot be a virtual address: it is " + subnet_role(vip) + "; use another of " +
              vip.subnet().text() + ", or " + address.text() + "/" +
              std::to_string(proto::full_length(address.family())) + " if the subnet is a larger one");
}

}  // namespace vrrp::record
