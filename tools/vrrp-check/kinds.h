// The kinds of check, in the order in which --help shows them.
#pragma once

#include <array>
#include <memory>

#include "kind.h"

namespace vrrp::tools {

// Each is in the file of its name.
std::unique_ptr<Kind> exec();
std::unique_ptr<Kind> http();
std::unique_ptr<Kind> tcp();
std::unique_ptr<Kind> process();

inline constexpr std::array kinds{exec, http, tcp, process};

}  // namespace vrrp::tools
