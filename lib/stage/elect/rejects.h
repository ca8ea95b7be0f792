// How often rejected adverts are reported.
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

// The first of each reason and peer at once, then at most one a second with the count so far. Invented
// senders can neither make it grow (above a limit the one that was reported longest ago is forgotten) nor
// flood our reader (only a few dozen a second in all).
class Rejects {
 public:
  // The count to report now; nullopt: not yet.
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
