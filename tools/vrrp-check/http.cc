// vrrp-check http: does this URL answer with a healthy status? What is healthy is decided in
// lib/stage/check/http_answer.h; the request is made by tools/vrrp-check-http.cc.
#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "kinds.h"
#include "stage/check/http_answer.h"

namespace vrrp::tools {
namespace {

Result<> valid_statuses(std::string_view text) {
  const auto statuses = stage::HttpStatuses::parse(text);
  if (!statuses) return std::unexpected(statuses.error());
  return {};
}

Result<> valid_text(std::string_view text) {
  return text.empty() ? fail("must not be empty") : Result<>();
}

Result<> valid_header(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || text.find_first_of("\r\n") != std::string_view::npos)
    return fail("\"" + printable(text) + "\" is not a header line; write \"Name: value\"");
  return {};
}

Result<> valid_flag(std::string_view) {
  return {};
}

// libcurl costs eight megabytes and seven milliseconds, so it is in a separate program, which runs for one
// request. Its path is relative to this program, because the build tree and every prefix have the same
// layout.
Result<std::string> http_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto path = (self.parent_path() / VRRP_HTTP_PROGRAM).lexically_normal();
  if (error || access(path.c_str(), X_OK) != 0) return sys::fail_errno("http: cannot run " + path.string());
  return path.string();
}

class Http final : public Kind {
 public:
  cli::Subcommand face() override {
    return {.name = "http",
            .help = "does this URL answer with a healthy status?",
            .positionals = {
                {.name = "URL", .help = "the URL to get, such as http://127.0.0.1/", .set = set_url()}}};
  }

  std::vector<cli::Option> options() override {
    return {
        {.flags = "--status",
         .value = "LIST",
         .help = "which HTTP statuses are healthy, such as 200 or 200-299,401",
         .set = hand_on("--status", valid_statuses),
         .shown_default = "200-399"},
        {.flags = "--body",
         .value = "TEXT",
         .help = "text that the first 1 MiB of the body must contain",
         .set = hand_on("--body", valid_text)},
        {.flags = "--header",
         .value = "LINE",
         .help = "a header line to send, such as \"Host: www.example.com\"",
         .set = hand_on("--header", valid_header),
         .repeatable = true},
        {.flags = "--insecure",
         .help = "accept any certificate from an https server",
         .set = hand_on("--insecure", valid_flag)},
    };
  }

  std::string target() const override { return stage::without_credentials(url_); }

  Result<Probe> probe() const override {
    const auto program = http_program();
    if (!program) return std::unexpected(program.error());
    std::vector<std::string> command{*program};
    command.insert(command.end(), arguments_.begin(), arguments_.end());
    command.insert(command.end(), {"--", url_});
    return Probe{[command] { return sys::Child::start(command); }};
  }

 private:
  std::function<Result<>(std::string_view)> set_url() {
    return [this](std::string_view text) -> Result<> {
      url_ = text;
      return stage::check_url(text);
    };
  }

  // Passes an option on to vrrp-check-http if `valid` accepts its value.
  std::function<Result<>(std::string_view)> hand_on(std::string flag, Result<> (*valid)(std::string_view)) {
    return [this, flag = std::move(flag), valid](std::string_view text) -> Result<> {
      if (const Result<> result = valid(text); !result) return result;
      arguments_.push_back(flag);
      if (!text.empty()) arguments_.emplace_back(text);
      return {};
    };
  }

  std::string url_{};
  std::vector<std::string> arguments_{};
};

}  // namespace

std::unique_ptr<Kind> http() {
  return std::make_unique<Http>();
}

}  // namespace vrrp::tools
