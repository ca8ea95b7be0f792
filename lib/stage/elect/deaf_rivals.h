// Routers that a master outranks and that advertise all the same: they do not hear it. Two masters hold the
// addresses then, and only a person can mend that.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/time.h"
#include "proto/election.h"

namespace vrrp::stage {

class DeafRivals {
 public:
  // A master heard an advert that it outranks. What to say about it: once for each sender, when it has gone
  // on for three seconds and three of its intervals.
  std::optional<std::string> heard(Time now, const proto::Election::Heard& rival, std::uint8_t our_priority,
                                   std::uint8_t ip_protocol);
  // This router is not master, or its adverts do not leave: nobody has to yield to it.
  void forget() { speaking_.clear(); }

 private:
  struct Speaking {
    Time since;
    Time last;
  };
  static constexpr std::size_t most = 16;  // a bound on what senders can invent
  std::map<proto::Address, Speaking> speaking_;
  std::set<proto::Address> reported_;
};

}  // namespace vrrp::stage
