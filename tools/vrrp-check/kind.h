// A kind of check: its face on the command line, its options and its probe. Each kind has its own file;
// kinds.h lists them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "sys/child.h"

namespace vrrp::tools {

// How to make one run.
struct Probe {
  std::function<Result<sys::Child>()> start{};
  bool speaks = true;  // its stderr is the whole detail
};

// One of our own probes: `look` runs in a process that a deadline can end. It returns its findings, or why
// the check is down.
Probe own_probe(std::function<Result<std::string>()> look);

// It contains its options: the setters of its face and its options write to it.
class Kind {
 public:
  virtual ~Kind() = default;

  virtual cli::Subcommand face() = 0;                        // without `run`, which all have in common
  virtual std::vector<cli::Option> options() { return {}; }  // options for this kind only
  virtual std::string target() const = 0;                    // its target, in a form that records may show
  virtual Result<Probe> probe() const = 0;                   // an error: this host cannot run it
};

}  // namespace vrrp::tools
