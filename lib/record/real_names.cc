#include "record/real_names.h"

#include <map>

namespace vrrp::record {

void use_real_names(StateChange& change, const std::function<std::string(const std::string&)>& real_name) {
  std::map<std::string, std::string> known;
  for (Vip& vip : change.vips) {
    const std::string& named = vip.interface.empty() ? change.router.interface : vip.interface;
    const auto [entry, is_new] = known.try_emplace(named);
    if (is_new) entry->second = real_name(named);
    if (entry->second != named) vip.interface = entry->second;
  }
}

}  // namespace vrrp::record
