#include "sys/forwarding.h"

#include <fcntl.h>

#include "sys/fd.h"

namespace vrrp::sys {

bool forwards_ipv6(const std::string& interface) {
  const std::string path = "/proc/sys/net/ipv6/conf/" + interface + "/forwarding";
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char digit = '0';
  return file && read(file.get(), &digit, 1) == 1 && digit != '0';
}

}  // namespace vrrp::sys
