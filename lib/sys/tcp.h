// Does a TCP port answer?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vrrp::sys {

struct Endpoint {
  std::string host{};
  std::uint16_t port = 0;

  // "192.0.2.1:80", "[2001:db8::1]:80", "www.example.com:80".
  static Result<Endpoint> parse(std::string_view text);
};

// Connects to every address of the host at once, and closes again; returns which answered first ("connected
// to 192.0.2.1"). It waits as long as libc and the kernel do, so run it in a process that a deadline can end.
Result<std::string> try_connect(const Endpoint& endpoint);

}  // namespace vrrp::sys
