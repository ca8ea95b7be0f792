// In what the configuration of another router differs from ours. Whoever set up the pair wants to know each
// difference, once: when it is first seen.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/advert.h"
#include "stage/elector_config.h"

namespace vrrp::stage {

class Mismatches {
 public:
  struct Told {
    record::Mismatch mismatch{};
    std::string advice{};  // what a person can do about it; empty: nothing, or it was said before
  };
  // What is ours besides the configuration.
  struct Ours {
    std::uint8_t priority = 0;  // with all weights
    proto::Address address{};
    proto::Dialect dialect{};  // what we would send
    const std::vector<proto::Address>& advertised;
  };

  // Of an advert that was refused for `reason`: the difference behind it, if it is one.
  std::optional<Told> refused(const ElectorConfig& config, proto::Fault reason,
                              const proto::DecodedAdvert& advert, const proto::Address& source);
  // Of an advert that counts. Called for each one: without a difference it costs next to nothing.
  std::vector<Told> accepted(const ElectorConfig& config, const Ours& ours,
                             const proto::DecodedAdvert& advert, const proto::Address& source);

 private:
  bool is_new(record::MismatchKind kind, const proto::Address& peer);
  Told remember(Told told);

  // A bound on what senders can invent: a kind is told of so many peers, and then of no more.
  static constexpr std::ptrdiff_t most_peers = 16;
  std::set<std::pair<record::MismatchKind, proto::Address>> told_;
  std::vector<proto::Address> same_;  // our addresses in another order, as they were heard last
};

}  // namespace vrrp::stage
