#include "base/interface_name.h"

#include <string>

#include "base/text.h"

namespace vrrp {
namespace {

constexpr std::size_t longest_name = 127;  // ALTIFNAMSIZ - 1; the first name has at most 15 bytes

}  // namespace

Result<> check_interface_name(std::string_view name) {
  if (name.empty()) return fail("must not be empty");
  if (name.size() > longest_name)
    return fail("\"" + printable(name) + "\" is too long: the name of an interface has at most 127 bytes");
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
    return fail(printable(name) + " is the label of an address, not an interface; name the interface " +
                printable(name.substr(0, colon)));
  return {};
}

}  // namespace vrrp
