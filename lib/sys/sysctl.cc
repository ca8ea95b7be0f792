#include "sys/sysctl.h"

#include <fcntl.h>

#include "sys/fd.h"

namespace vrrp::sys {
namespace {

bool is_set(const std::string& name) {
  const std::string path = "/proc/sys/net/" + name;
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char digit = '0';
  return file && read(file.get(), &digit, 1) == 1 && digit != '0';
}

}  // namespace

bool forwards_ipv6(const std::string& interface) {
  return is_set("ipv6/conf/" + interface + "/forwarding");
}

bool is_ipv6_disabled(const std::string& interface) {
  return is_set("ipv6/conf/" + interface + "/disable_ipv6");
}

bool promotes_secondaries(const std::string& interface) {
  return is_set("ipv4/conf/all/promote_secondaries") ||
         is_set("ipv4/conf/" + interface + "/promote_secondaries");
}

}  // namespace vrrp::sys
