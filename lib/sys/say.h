// Diagnostics for people.
#pragma once

#include <string_view>

namespace vrrp::sys {

// One line on stderr: "vrrp-elect: what is the matter", without a byte that a terminal could act on. Never
// blocks: where stderr takes nothing now (a full pipe, a stopped terminal) the line is lost, because no
// diagnostic is worth a missed advert.
void say(std::string_view tool, std::string_view text);

}  // namespace vrrp::sys
