// vrrp-check exec: does this command succeed?
#include <fmt/format.h>

#include "kinds.h"

namespace vrrp::tools {
namespace {

class Exec final : public Kind {
 public:
  cli::Subcommand face() override {
    return {.name = "exec",
            .help = "does this command succeed? It runs without a shell",
            .set_command = [this](std::vector<std::string> command) { command_ = std::move(command); }};
  }
  std::string target() const override { return fmt::format("{}", fmt::join(command_, " ")); }
  Result<Probe> probe() const override {
    return Probe{.start = [command = command_] { return sys::Child::start(command); }, .speaks = false};
  }

 private:
  std::vector<std::string> command_{};
};

}  // namespace

std::unique_ptr<Kind> exec() {
  return std::make_unique<Exec>();
}

}  // namespace vrrp::tools
