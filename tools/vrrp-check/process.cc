// vrrp-check process: does this program run?
#include "base/text.h"
#include "kinds.h"
#include "sys/process_table.h"

namespace vrrp::tools {
namespace {

class Process final : public Kind {
 public:
  cli::Subcommand face() override {
    return {.name = "process",
            .help = "does this program run? A script or a command line that only mentions it does not count",
            .positionals = {{.name = "NAME",
                             .help = "the file name of the program, such as nginx",
                             .set = [this](std::string_view text) { return set_name(text); },
                             .completion = cli::Completion::process}}};
  }
  std::string target() const override { return name_; }
  Result<Probe> probe() const override {
    return own_probe([name = name_] { return sys::find_program(name); });
  }

 private:
  Result<> set_name(std::string_view text) {
    name_ = text;
    if (text.empty() || text.find('/') != std::string_view::npos)
      return fail("\"" + printable(text) +
                  "\" is not a program name; give only the file name, such as nginx");
    return {};
  }

  std::string name_{};
};

}  // namespace

std::unique_ptr<Kind> process() {
  return std::make_unique<Process>();
}

}  // namespace vrrp::tools
