// How the configuration of another router differs from ours. Each difference is reported once, when it is
// first seen.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "proto/advert.h"
#include "stage/elect/elector_config.h"

namespace vrrp::stage {

class Mismatches {
 public:
  struct Report {
    std::optional<record::Mismatch> mismatch{};  // empty: no difference of a kind that has a record
    std::string advice{};  // what a person can do about it; empty: nothing, or it was reported before
  };
  // Our side besides the configuration.
  struct Ours {
    std::uint8_t priority = 0;  // with all weights
    proto::Address address{};
    proto::Dialect dialect{};  // the dialect that we would send
    const std::vector<proto::Address>& advertised;
  };

  // A refused advert.
  struct Refused {
    proto::AdvertError reason{};
    const proto::DecodedAdvert& advert;
    const proto::Envelope& envelope;
    std::optional<std::uint8_t> key_id{};             // of its signature; empty: not signed
    std::optional<std::chrono::seconds> off_clock{};  // how far it is behind our clock, if too far
  };

  // The difference behind a refusal, if it is one.
  std::optional<Report> refused(Time now, const ElectorConfig& config, const Refused& refused);
  // The differences in an accepted advert. It is called for each one, and costs almost nothing without a
  // difference.
  std::vector<Report> accepted(Time now, const ElectorConfig& config, const Ours& ours,
                               const proto::DecodedAdvert& advert, const proto::Address& source);
  // Fills in the differences as they were seen last, the newest first.
  void tell(Time now, record::Status& status) const;

 private:
  std::optional<Report> news(Time now, Report told);
  std::optional<Report> misdirected(const ElectorConfig& config, const Refused& refused);
  std::optional<Report> untimely(const ElectorConfig& config, const Refused& refused);

  // Limits the number of invented senders: each kind is reported for this many peers at most.
  static constexpr std::ptrdiff_t most_peers = 16;
  struct Seen {
    std::string ours{}, theirs{};
    Time last{};
  };
  std::map<std::pair<record::MismatchKind, proto::Address>, Seen> seen_;
  std::set<proto::Address> misdirected_;  // reported for sending to the wrong kind of address
  std::set<proto::Address> untimely_;     // reported for a different clock
  std::vector<proto::Address> same_;      // our addresses in another order, as last heard
};

}  // namespace vrrp::stage
