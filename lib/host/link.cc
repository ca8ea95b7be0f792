#include "host/link.h"

#include <algorithm>

namespace vrrp::host {

bool has_name(const Link& link, std::string_view name) {
  return link.name == name || std::ranges::find(link.alternative_names, name) != link.alternative_names.end();
}

const Link* find_link(const std::vector<Link>& links, std::string_view name) {
  const auto found = std::ranges::find_if(links, [&](const Link& link) { return has_name(link, name); });
  return found == links.end() ? nullptr : &*found;
}

const Link* find_link(const std::vector<Link>& links, int index) {
  const auto found = std::ranges::find(links, index, &Link::index);
  return found == links.end() ? nullptr : &*found;
}

}  // namespace vrrp::host
