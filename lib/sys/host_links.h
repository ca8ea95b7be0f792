// The interfaces of this host by name, kept up to date by the kernel's changes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sys/netlink.h"

namespace vrrp::sys {

class HostLinks {
 public:
  // Reads all of them anew.
  Result<> read(Netlink& netlink);
  // The names of which something may be different now, alternative ones among them: two when an interface was
  // renamed.
  std::vector<std::string> apply(const LinkChange& change);

  // nullptr: no interface has this name, also as an alternative one, or this index.
  const Link* find(const std::string& name) const;
  const Link* find(int index) const;

 private:
  std::map<int, Link> links_;  // by index, which a renaming does not change
};

}  // namespace vrrp::sys
