#include "cli/names.h"

namespace vrrp::cli {

std::string join(const std::vector<std::string>& names, std::string_view between) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += between;
    out += name;
  }
  return out;
}

}  // namespace vrrp::cli
