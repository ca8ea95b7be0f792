#include "kind.h"

#include <unistd.h>

#include "base/exit_status.h"

namespace vrrp::tools {
namespace {

// Returns the exit status for the verdict, and writes the reason to stderr.
int conclude(const Result<std::string>& result) {
  const std::string& why = result ? *result : result.error().message;
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, why.data(), why.size());
  return result ? exit_status::done : exit_status::failed;
}

}  // namespace

Probe own_probe(std::function<Result<std::string>()> look) {
  return {[look = std::move(look)] { return sys::Child::start([&look] { return conclude(look()); }); }};
}

}  // namespace vrrp::tools
