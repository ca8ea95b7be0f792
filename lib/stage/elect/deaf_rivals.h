// Routers of lower priority that advertise although this router is master: they do not hear it. Then two
// masters hold the addresses, and only a person can repair that.
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
  // A master heard a lower-priority advert. Returns a message once for each sender, after three seconds and
  // three of its intervals.
  std::optional<std::string> heard(Time now, const proto::Election::Heard& rival, std::uint8_t our_priority,
                                   std::uint8_t ip_protocol);
  // This router is not master, or its adverts do not leave, so no router must yield to it.
  void forget() { speaking_.clear(); }

 private:
  struct Speaking {
    Time since;
    Time last;
  };
  static constexpr std::size_t most = 16;  // limits the number of invented senders
  std::map<proto::Address, Speaking> speaking_;
  std::set<proto::Address> reported_;
};

}  // namespace vrrp::stage
