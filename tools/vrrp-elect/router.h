// One virtual router of this process.
#pragma once

#include <optional>
#include <string>

#include "settle.h"
#include "stage/group.h"

namespace vrrp::tools {

class Segment;
struct SyncGroup;

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
  std::string alive_key;        // of its newest `alive` in the queue of stdout
  Segment* segment = nullptr;   // where its adverts go
  SyncGroup* group = nullptr;   // if it is in one
  std::optional<int> left{};    // it takes part no more, and wants this exit status
  std::size_t number = 0;       // in Deadlines
  bool knows_all_read = false;  // it was told that all of stdout is read, and wrote nothing since

  // Between two turns of the loop:
  stage::Elector::Actions wishes{};  // what is still to be done
  bool performing = false;
  bool touched = false;  // something was given to it: its deadline may be another, and it may have written
};

// lib/stage/group.h with its members.
struct SyncGroup {
  std::string name;
  std::vector<Router*> members{};
  stage::Group rules{};
  bool touched = false;
};

}  // namespace vrrp::tools
