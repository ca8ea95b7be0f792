// Diagnostics in the name of this program.
#pragma once

#include "sys/say.h"

namespace vrrp::tools {

constexpr std::string_view tool = "vrrp-elect";

inline void say(std::string_view text) {
  sys::say(tool, text);
}

}  // namespace vrrp::tools
