// One virtual router of this process.
#pragma once

#include <string>
#include <vector>

#include "setup/settle.h"
#include "stage/elect/wire.h"

namespace vrrp::tools {

class Segment;

struct Router {
  Router(setup::RouterSetup s, std::size_t its_number)
      : setup(std::move(s)),
        number(its_number),
        wire(setup.wire),
        alive_key(setup.elector.router.interface + "/" + std::string(proto::to_word(setup.wire.family)) +
                  "/" + std::to_string(setup.wire.vrid)) {}

  const std::string& interface() const { return setup.elector.router.interface; }

  setup::RouterSetup setup;
  std::size_t number;  // of its elector, in lib/stage/elect/electors.h
  stage::Wire wire;
  std::string alive_key;                          // of its newest `alive` in the queue of stdout
  Segment* segment = nullptr;                     // where its adverts go
  std::vector<proto::Address> martian_sources{};  // lib/stage/elect/own_advert.h
};

}  // namespace vrrp::tools
