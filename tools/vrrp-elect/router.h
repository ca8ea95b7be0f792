// One virtual router of this process.
#pragma once

#include <optional>
#include <string>

#include "settle.h"

namespace vrrp::tools {

class Segment;

struct Router {
  explicit Router(RouterSetup s)
      : setup(std::move(s)),
        elector(setup.elector),
        wire(setup.wire),
        alive_key(setup.elector.router.interface + "/" + std::string(proto::to_word(setup.wire.family)) +
                  "/" + std::to_string(setup.wire.vrid)) {}

  const std::string& interface() const { return setup.elector.router.interface; }

  RouterSetup setup;
  stage::Elector elector;
  stage::Wire wire;
  std::string alive_key;       // of its newest `alive` in the queue of stdout
  Segment* segment = nullptr;  // where its adverts go
  std::optional<int> left{};   // it takes part no more, and wants this exit status

  // Between two turns of the loop:
  bool touched = false;  // something was given to it: its deadline may be another, and it may have written
  std::optional<Time> due{};  // as Deadlines has it
};

}  // namespace vrrp::tools
