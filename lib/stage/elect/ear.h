// What a router makes of the adverts that it hears, besides the election: which ones count, in what another
// router's configuration differs, who was heard last, and how to answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/election.h"
#include "proto/receive.h"
#include "record/record.h"
#include "stage/elect/deaf_rivals.h"
#include "stage/elect/elector_config.h"
#include "stage/elect/mismatches.h"
#include "stage/elect/rejects.h"

namespace vrrp::stage {

class Ear {
 public:
  explicit Ear(const ElectorConfig& config);

  // The addresses of our interface are others, and with them those that no peer can send from.
  void addresses_changed(const ElectorConfig& config, const std::vector<proto::Prefix>& interface,
                         const std::optional<proto::Address>& source);
  bool is_for_us(const proto::DecodedAdvert& advert, const proto::Envelope& envelope) const {
    return proto::is_ours(advert, envelope, receive_);
  }
  // What is wrong with one that is for us; empty: it counts. `seal` is what its signature or AH says against
  // it.
  std::optional<proto::AdvertError> error_of(const proto::DecodedAdvert& advert,
                                             const proto::Envelope& envelope,
                                             std::optional<proto::AdvertError> seal) const {
    return proto::refusal(advert, envelope, receive_, seal);
  }

  // ---- an advert that does not count
  struct Rejection {
    std::optional<Mismatches::Report> mismatch{};
    std::optional<std::uint64_t> count{};  // for this reason from this peer; empty: do not report it now
  };
  Rejection rejected(Time now, const ElectorConfig& config, const Mismatches::Refused& advert);

  // ---- an advert that counts
  // `priority` and `source` are our own; without a source nothing is compared.
  std::vector<Mismatches::Report> accepted(Time now, const ElectorConfig& config, std::uint8_t priority,
                                           const std::optional<proto::Address>& source,
                                           const proto::DecodedAdvert& advert,
                                           const proto::Envelope& envelope);

  // ---- an advert that a master outranks
  struct Contest {
    std::optional<std::string> advice{};  // its sender does not hear us
    bool report = false;                  // at most one each second and interval
  };
  Contest contested(Time now, const ElectorConfig& config, const proto::Election::Heard& rival,
                    std::uint8_t priority, bool we_are_heard);
  // This router is not master: nobody has to yield to it.
  void forget_rivals() { deaf_rivals_.forget(); }

  // keepalived, FRR and RFC 5798 expect the pseudo-header, so it comes first; then the router that was heard
  // last is answered as it speaks.
  proto::Dialect dialect(const ElectorConfig& config) const;
  // The VIPs that our adverts list, in their order.
  const std::vector<proto::Address>& advertised() const { return advertised_; }
  // Which router a change of state for that reason is about.
  const std::optional<record::Peer>& peer(record::Reason reason) const {
    return reason == record::Reason::priority_zero ? leaver_ : last_;
  }
  std::optional<Duration> since_last(Time now) const {
    return last_at_ ? std::optional(now - *last_at_) : std::nullopt;
  }
  // From then on the router heard last has missed an advert, if none comes before; empty: none was heard. By
  // the interval that it spoke of: the election learns none from a worse master, which it is about to
  // preempt.
  std::optional<Time> silent_from() const;
  // Fills in what differs, and what was refused.
  void tell(Time now, record::Status& status) const;

 private:
  proto::ReceiveConfig receive_;  // kept ready: thousands of adverts a second may be judged by it
  std::vector<proto::Address> advertised_;
  Rejects rejects_;
  Mismatches mismatches_;
  DeafRivals deaf_rivals_;
  std::optional<Time> last_contest_;

  // Of the adverts that counted, whoever sent them.
  std::optional<proto::Dialect> dialect_;  // of the last one
  std::optional<record::Peer> last_;
  std::optional<record::Peer> leaver_;  // the last one with priority 0
  std::optional<Time> last_at_;
  Duration last_interval_{};  // what it said
};

}  // namespace vrrp::stage
