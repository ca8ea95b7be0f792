// A virtual address as a person writes it: "ADDR[/LEN] [dev IF] [label L]", keepalived's words.
#pragma once

#include <string_view>

#include "base/result.h"
#include "record/record.h"

namespace vrrp::record {

// An error names the word that is wrong. The address must be one that a host can hold: no multicast, loopback
// or unspecified one.
Result<Vip> parse_vip(std::string_view text);

}  // namespace vrrp::record
