// The name that an elector claims in its network namespace (an abstract unix socket): the process that has it
// elects for that virtual router and answers questions about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/record.h"

namespace vrrp::record {

// The prefix of every such name.
constexpr std::string_view claim_prefix = "vrrp-tools/elect/";

// "vrrp-tools/elect/eth0/ipv4/50". The router has family and vrid.
std::string claim_name(const Router& router);

// The same with a secret word after it, which no other process can guess and take first. It is for an elector
// whose name is taken by a process that does not elect.
std::string spare_name(const Router& router, std::uint64_t secret);

// The virtual router of such a name, of either form; nullopt: it is not such a name.
std::optional<Router> router_of(std::string_view name);

}  // namespace vrrp::record
