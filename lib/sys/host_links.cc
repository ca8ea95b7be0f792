#include "sys/host_links.h"

#include <algorithm>

namespace vrrp::sys {

Result<> HostLinks::read(Netlink& netlink) {
  const auto links = netlink.links();
  if (!links) return std::unexpected(links.error());
  links_.clear();
  for (const Link& link : *links) links_[link.index] = link;
  return {};
}

std::vector<std::string> HostLinks::apply(const LinkChange& change) {
  std::vector<std::string> names{change.link.name};
  const auto also = [&](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  const auto known = links_.find(change.link.index);
  if (known != links_.end()) {
    also(known->second.name);
    std::ranges::for_each(known->second.alternative_names, also);
  }
  std::ranges::for_each(change.link.alternative_names, also);
  if (change.gone) {
    links_.erase(change.link.index);
  } else {
    links_[change.link.index] = change.link;
  }
  return names;
}

const Link* HostLinks::find(const std::string& name) const {
  const auto found =
      std::ranges::find_if(links_, [&](const auto& entry) { return has_name(entry.second, name); });
  return found == links_.end() ? nullptr : &found->second;
}

const Link* HostLinks::find(int index) const {
  const auto found = links_.find(index);
  return found == links_.end() ? nullptr : &found->second;
}

}  // namespace vrrp::sys
