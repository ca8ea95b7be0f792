#include "stage/elect/deaf_rivals.h"

#include <algorithm>

namespace vrrp::stage {

// A rival yields to the first advert that it hears (RFC 9568 section 6.4.3), and our advert answers each of
// its own. Three in a row are not lost by chance. A pause of three intervals means that the rival yielded and
// came back.
std::optional<std::string> DeafRivals::heard(Time now, const proto::Election::Heard& rival,
                                             std::uint8_t our_priority, std::uint8_t ip_protocol) {
  if (reported_.contains(rival.source) || reported_.size() >= most) return std::nullopt;
  if (!speaking_.contains(rival.source) && speaking_.size() >= most) return std::nullopt;
  Speaking& its = speaking_.try_emplace(rival.source, Speaking{now, now}).first->second;
  if (now - its.last > 3 * rival.interval) its.since = now;
  its.last = now;
  if (now - its.since < std::max(Duration(3s), 3 * rival.interval)) return std::nullopt;
  reported_.insert(rival.source);
  return rival.source.text() + " still advertises priority " + std::to_string(rival.priority) +
         " although this router is master with priority " + std::to_string(our_priority) +
         "; it does not hear this router: does its firewall accept IP protocol " +
         std::to_string(ip_protocol) + "?";
}

}  // namespace vrrp::stage
