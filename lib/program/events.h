// The events that every long-running program waits for.
#pragma once

#include "base/result.h"
#include "sys/loop.h"

namespace vrrp::program {

struct Events {
  sys::Loop loop;
  sys::Signals signals;

  static Result<Events> open();
};

}  // namespace vrrp::program
