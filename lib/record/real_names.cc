#include "record/real_names.h"

#include <map>

#include "record/vip_text.h"

namespace vrrp::record {

void use_real_names(StateChange& change, const std::function<std::string(const std::string&)>& real_name) {
  std::map<std::string, std::string> known;
  for (Vip& vip : change.vips) {
    const std::string& named = vip.interface.empty() ? change.router.interface : vip.interface;
    const auto [link, label] = link_and_label(named);
    const auto [entry, is_new] = known.try_emplace(link);
    if (is_new) entry->second = real_name(link);
    // A label begins with the first name, as "eth0:1" does.
    if (vip.label.empty() && !label.empty()) vip.label = entry->second + label.substr(link.size());
    if (entry->second != named) vip.interface = entry->second;
  }
}

}  // namespace vrrp::record
