#include "stage/elect/statistics.h"

#include <algorithm>

#include "proto/election.h"

namespace vrrp::stage {
namespace {

constexpr std::size_t most_neighbours = 8;

// If there is a choice of dialects.
std::optional<proto::Dialect> disputed_dialect(const proto::DecodedAdvert& advert,
                                               const proto::Envelope& envelope) {
  return proto::has_dialects(*advert.version, envelope.family) ? advert.dialect : std::nullopt;
}

}  // namespace

void Statistics::changed(Time now, record::Reason reason) {
  if (changed_) ++transitions_;  // the first is where it began
  changed_ = now;
  reason_ = reason;
}

void Statistics::late(Duration by) {
  late_now_ = by;
  latest_ = std::max(latest_, by);
}

// Above the limit the peer that has been silent longest is forgotten.
void Statistics::received(Time now, const proto::DecodedAdvert& advert, const proto::Envelope& envelope) {
  ++received_;
  auto place = std::ranges::find(neighbours_, envelope.source,
                                 [](const Neighbour& neighbour) { return neighbour.peer.address; });
  if (place == neighbours_.end() && neighbours_.size() < most_neighbours)
    place = neighbours_.emplace(neighbours_.end());
  else if (place == neighbours_.end())
    place = std::ranges::min_element(neighbours_, {}, &Neighbour::heard);
  *place = {.peer = {envelope.source, advert.priority},
            .version = *advert.version,
            .dialect = disputed_dialect(advert, envelope),
            .interval = *advert.interval,
            .heard = now};
}

std::optional<record::Peer> Statistics::master(Time now) const {
  const auto last = std::ranges::max_element(neighbours_, {}, &Neighbour::heard);
  if (last == neighbours_.end() || *last->peer.priority == proto::priority_leaving) return std::nullopt;
  // The longest skew, because ours for this master's interval is not known here.
  if (now - last->heard > proto::down_interval(last->version, 1, last->interval)) return std::nullopt;
  return last->peer;
}

void Statistics::tell(Time now, record::Status& status) const {
  status.reason = reason_;
  status.since = since(now);
  for (const Neighbour& neighbour : neighbours_)
    status.peers.push_back({neighbour.peer, neighbour.version, neighbour.dialect, now - neighbour.heard});
  std::ranges::sort(status.peers, {}, &record::Status::Neighbour::last_advert);
  status.sent = sent_;
  status.received = received_;
  status.rejected = rejected_;
  status.transitions = transitions_;
  status.late = latest_;
}

}  // namespace vrrp::stage
