// Names in a message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vrrp::cli {

// "a, b, c"
std::string join(const std::vector<std::string>& names, std::string_view between = ", ");

}  // namespace vrrp::cli
