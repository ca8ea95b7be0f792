// How a program exits if it cannot do what it was asked to do.
#pragma once

#include <string_view>

#include "base/exit_status.h"
#include "base/result.h"
#include "sys/say.h"

namespace vrrp::program {

// Prints the error on stderr and returns the exit status.
inline int refuse(std::string_view tool, int status, const Error& error) {
  sys::say(tool, error.message);
  return status;
}

}  // namespace vrrp::program
