// What a kind of check is: its face on the command line, its options and its probe. Each has a file of its
// own; kinds.h lists them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "sys/child.h"

namespace vrrp::tools {

// What one run is.
struct Probe {
  std::function<Result<sys::Child>()> start{};
  bool speaks = true;  // what it writes to stderr is the whole detail
};

// A probe of our own: `look` runs in a process that a deadline can end. It returns what it found, or why the
// check is down.
Probe own_probe(std::function<Result<std::string>()> look);

// Keeps what the command line said about it: the setters of its face and its options write to itself.
class Kind {
 public:
  virtual ~Kind() = default;

  virtual cli::Subcommand face() = 0;                        // without `run`, which all have in common
  virtual std::vector<cli::Option> options() { return {}; }  // those that go with it alone
  virtual std::string target() const = 0;                    // what it looks at, as records may show it
  virtual Result<Probe> probe() const = 0;                   // an error: this host cannot run it
};

}  // namespace vrrp::tools
