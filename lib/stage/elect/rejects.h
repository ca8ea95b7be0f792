// How often an advert that was thrown away is told.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/time.h"
#include "proto/address.h"
#include "proto/advert_error.h"
#include "record/record.h"

namespace vrrp::stage {

// The first of each reason and peer at once, then at most one a second with the count so far. Whoever invents
// senders can neither make it grow (past a bound the one that was told longest ago is forgotten) nor drown
// our reader (no more than a few dozen a second in all).
class Rejects {
 public:
  // The count to tell now; nullopt: not yet.
  std::optional<std::uint64_t> count(Time now, proto::AdvertError reason, const proto::Address& peer);
  // All that are kept, the most frequent first.
  std::vector<record::Status::Rejected> all() const;

 private:
  struct Count {
    std::uint64_t so_far = 0;
    std::optional<Time> told{};
  };
  std::map<std::pair<proto::AdvertError, proto::Address>, Count> counts_;
  Time second_began_{};
  std::uint32_t told_this_second_ = 0;
};

}  // namespace vrrp::stage
