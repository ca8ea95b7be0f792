// In what the configuration of another router differs from ours. Whoever set up the pair wants to know each
// difference, once: when it is first seen.
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
    std::string advice{};  // what a person can do about it; empty: nothing, or it was said before
  };
  // What is ours besides the configuration.
  struct Ours {
    std::uint8_t priority = 0;  // with all weights
    proto::Address address{};
    proto::Dialect dialect{};  // what we would send
    const std::vector<proto::Address>& advertised;
  };

  // An advert that does not count.
  struct Refused {
    proto::AdvertError reason{};
    const proto::DecodedAdvert& advert;
    const proto::Envelope& envelope;
    std::optional<std::uint8_t> key_id{};             // of its signature; empty: not signed
    std::optional<std::chrono::seconds> off_clock{};  // how far it is behind our clock, where too far
  };

  // The difference behind a refusal, if it is one.
  std::optional<Report> refused(Time now, const ElectorConfig& config, const Refused& refused);
  // Of an advert that counts. Called for each one: without a difference it costs next to nothing.
  std::vector<Report> accepted(Time now, const ElectorConfig& config, const Ours& ours,
                               const proto::DecodedAdvert& advert, const proto::Address& source);
  // Fills in the differences as they were seen last, the newest first.
  void tell(Time now, record::Status& status) const;

 private:
  std::optional<Report> news(Time now, Report told);
  std::optional<Report> misdirected(const ElectorConfig& config, const Refused& refused);
  std::optional<Report> untimely(const ElectorConfig& config, const Refused& refused);

  // A bound on what senders can invent: a kind is told of so many peers, and then of no more.
  static constexpr std::ptrdiff_t most_peers = 16;
  struct Seen {
    std::string ours{}, theirs{};
    Time last{};
  };
  std::map<std::pair<record::MismatchKind, proto::Address>, Seen> seen_;
  std::set<proto::Address> misdirected_;  // who was said to send to the wrong kind of address
  std::set<proto::Address> untimely_;     // whose clock was said to be another
  std::vector<proto::Address> same_;      // our addresses in another order, as they were heard last
};

}  // namespace vrrp::stage
