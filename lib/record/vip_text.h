// A virtual address as a person writes it: "ADDR[/LEN] [dev IF] [label L]", keepalived's words.
#pragma once

#include <string_view>

#include "base/result.h"
#include "record/record.h"

namespace vrrp::record {

// An error names the word that is wrong. The address must be one that may be virtual.
Result<Vip> parse_vip(std::string_view text);

// "eth0:1" as ifconfig writes it: the label of an address on the link eth0. The kernel lets no link have a
// colon in its name.
struct LinkAndLabel {
  std::string link{};
  std::string label{};  // empty: there is no colon
};
LinkAndLabel link_and_label(std::string_view name);

// An error if hosts cannot take turns in holding the address: multicast, broadcast, loopback, unspecified,
// or, with its length, the network or broadcast address of a subnet.
Result<> may_be_virtual(const proto::Prefix& vip);

}  // namespace vrrp::record
