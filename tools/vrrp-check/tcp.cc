// vrrp-check tcp: does this port accept connections?
#include "sys/tcp.h"

#include "kinds.h"

namespace vrrp::tools {
namespace {

class Tcp final : public Kind {
 public:
  cli::Subcommand face() override {
    return {.name = "tcp",
            .help = "does this port accept connections?",
            .positionals = {{.name = "HOST:PORT",
                             .help = "where to connect, such as 127.0.0.1:80 or [::1]:80",
                             .set = [this](std::string_view text) { return set_endpoint(text); }}}};
  }
  std::string target() const override { return target_; }
  Result<Probe> probe() const override {
    return own_probe([endpoint = endpoint_] { return sys::try_connect(endpoint); });
  }

 private:
  Result<> set_endpoint(std::string_view text) {
    target_ = text;
    const auto endpoint = sys::Endpoint::parse(text);
    if (!endpoint) return std::unexpected(endpoint.error());
    endpoint_ = *endpoint;
    return {};
  }

  std::string target_{};  // as the user wrote it
  sys::Endpoint endpoint_{};
};

}  // namespace

std::unique_ptr<Kind> tcp() {
  return std::make_unique<Tcp>();
}

}  // namespace vrrp::tools
