#include "program/events.h"

#include <utility>

namespace vrrp::program {

Result<Events> Events::open() {
  auto loop = sys::Loop::make();
  if (!loop) return std::unexpected(loop.error());
  auto signals = sys::Signals::take();
  if (!signals) return std::unexpected(signals.error());
  return Events{std::move(*loop), std::move(*signals)};
}

}  // namespace vrrp::program
