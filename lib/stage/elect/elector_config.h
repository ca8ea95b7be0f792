// What one virtual router is told when it is made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/advert.h"
#include "record/record.h"

namespace vrrp::stage {

struct ElectorConfig {
  record::Router router{};  // with family and vrid
  std::uint8_t version = 3;
  std::uint8_t priority = 100;
  Duration interval = 1s;
  bool preempt = true;
  proto::AuthType auth_type = proto::AuthType::none;
  proto::AuthData auth_data{};
  std::vector<record::Vip> vips{};
  bool vips_elsewhere = false;  // they need not be on this host: a master without them is none the worse
  std::vector<proto::Address> peers{};     // unicast: adverts go to each of them; empty: multicast
  std::optional<proto::Address> source{};  // what adverts leave from; empty: the interface's primary address
  std::optional<proto::Dialect>
      dialect{};             // of the checksums that we send; empty: as heard last, at first pseudo
  Duration preempt_delay{};  // a worse master is left alone so long, from its first advert
  // Which of the routers of this process it is: those that are not master write an `alive` in turn, one a
  // second in all.
  struct Turn {
    std::size_t index = 0;
    std::size_t of = 1;
  } alive_turn{};
  std::string group{};       // its sync group (lib/stage/elect/group.h), with which it moves; empty: none
  Duration startup_delay{};  // `init` for so long
  struct TrackedInterface {
    std::string name{};
    int weight = 0;  // 0: its going down is a fault
  };
  std::vector<TrackedInterface> tracked_interfaces{};
  // Who must speak before the election begins: the --track sources, by name, and checks
  // (lib/stage/elect/expected.h).
  std::vector<std::string> tracks{};
  std::vector<std::string> expect{};
  int lease_adverts = 3;  // at least 2: a lease must outlast the wait for the next advert
  bool handover = true;
  bool offer = true;  // on demotion: a better router may take over at once
  bool step_down_advert = true;
};

}  // namespace vrrp::stage
