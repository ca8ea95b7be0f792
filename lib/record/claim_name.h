// The name that an elector claims in its network namespace (an abstract unix socket): whoever has it elects
// for that virtual router, and answers for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "record/record.h"

namespace vrrp::record {

// What every such name begins with.
constexpr std::string_view claim_prefix = "vrrp-tools/elect/";

// "vrrp-tools/elect/eth0/ipv4/50". The router has family and vrid.
std::string claim_name(const Router& router);

// The same with a word behind it, which nobody can guess and take first: for an elector that found its name
// in the hands of somebody who elects nothing.
std::string spare_name(const Router& router, std::uint64_t secret);

// The virtual router of such a name, of either form; nullopt: it is none.
std::optional<Router> router_of(std::string_view name);

}  // namespace vrrp::record
