// Diagnostics for people.
#pragma once

#include <string_view>

namespace vrrp::sys {

// Prints one line on stderr: "vrrp-elect: message", without bytes that a terminal could act on. Never blocks:
// if stderr accepts nothing now (a full pipe, a stopped terminal), the line is lost, because no diagnostic is
// worth a missed advert.
void say(std::string_view tool, std::string_view text);

}  // namespace vrrp::sys
