// The network interfaces of this host, as the kernel reports them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proto/address.h"

namespace vrrp::host {

struct Link {
  int index = 0;       // stays the same when the link is renamed
  std::string name{};  // the first name, which the kernel reports
  std::vector<std::string> alternative_names{};
  proto::Mac mac{};  // zero: not an Ethernet link
  std::uint32_t mtu = 1500;
  bool up = false;  // administratively up, and with carrier
  bool loopback = false;

  friend bool operator==(const Link&, const Link&) = default;
};

// Whether it is the first name or an alternative one.
bool has_name(const Link& link, std::string_view name);

// nullptr: no link has the name. The kernel gives each name to one link only.
const Link* find_link(const std::vector<Link>& links, std::string_view name);
const Link* find_link(const std::vector<Link>& links, int index);

}  // namespace vrrp::host
