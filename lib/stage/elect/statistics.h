// What a router has seen and done since it started: for `vrrp-elect status`, not for decisions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "proto/advert.h"
#include "record/record.h"

namespace vrrp::stage {

// Every advert is counted, so counting one costs almost nothing; invented senders cannot make it grow.
class Statistics {
 public:
  void changed(Time now, record::Reason reason);
  void sent() { ++sent_; }
  // An accepted advert.
  void received(Time now, const proto::DecodedAdvert& advert, const proto::Envelope& envelope);
  void rejected() { ++rejected_; }
  // How late our own timer ran that leads to what comes now; on_time: none does.
  void late(Duration by);
  void on_time() { late_now_.reset(); }
  std::optional<Duration> late_now() const { return late_now_; }

  // The router that advertised last, unless it has been silent too long or has left.
  std::optional<record::Peer> master(Time now) const;
  // How long ago the state changed.
  Duration since(Time now) const { return changed_ ? now - *changed_ : Duration(0); }
  // Fills in what is counted here.
  void tell(Time now, record::Status& status) const;

 private:
  struct Neighbour {
    record::Peer peer{};
    std::uint8_t version = 3;
    std::optional<proto::Dialect> dialect{};
    Duration interval{};
    Time heard{};
  };

  std::optional<Time> changed_;
  record::Reason reason_ = record::Reason::startup;
  std::uint64_t sent_ = 0, received_ = 0, rejected_ = 0;
  std::uint64_t transitions_ = 0;
  std::vector<Neighbour> neighbours_;
  std::optional<Duration> late_now_;  // the tick under way, or the Sent that it led to
  Duration latest_{};
};

}  // namespace vrrp::stage
