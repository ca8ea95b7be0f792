#include "takeover.h"

#include <fmt/format.h>

#include <algorithm>

namespace vrrp::sim {

using record::State;

TakeoverCheck::TakeoverCheck(const History& history, Verdict& verdict)
    : history_(history), verdict_(verdict), routers_(history.nodes.size()) {}

// Reckoned here anew: what is checked must not check itself.
Duration TakeoverCheck::skew(NodeId node) const {
  const Router& router = routers_[node];
  const Duration unit = history_.plan.nodes[node].elector.version == 2 ? Duration(1s) : router.interval;
  return unit * (256 - router.priority) / 256;
}

void TakeoverCheck::restart(NodeId node, Time local) {
  Router& router = routers_[node];
  router.earliest = local + 3 * router.interval + skew(node);
}

void TakeoverCheck::started(NodeId node, Time local) {
  const stage::ElectorConfig& config = history_.plan.nodes[node].elector;
  routers_[node] = {.interval = config.interval, .priority = config.priority};
  restart(node, local);
}

void TakeoverCheck::heard(NodeId node, Time local, const Datagram& datagram) {
  Router& router = routers_[node];
  const stage::ElectorConfig& config = history_.plan.nodes[node].elector;
  const proto::Advert& advert = datagram.sent.advert;
  if (advert.priority == proto::priority_leaving) {
    if (router.state == State::backup) router.earliest = local + skew(node);
    return;
  }
  const bool preempts = config.preempt || router.priority == proto::priority_owner;
  if (router.state == State::backup && preempts && advert.priority < router.priority) {
    if (config.preempt_delay == 0s) return;
    // Until then it obeys, and learns the interval.
    if (config.version == 3) router.interval = std::min(router.interval, advert.interval);
    router.earliest = std::min(router.earliest, local + 3 * router.interval + skew(node));
    return;
  }
  const bool better =
      advert.priority > router.priority || (advert.priority == router.priority && datagram.from > node);
  if (router.state == State::master && !better) return;
  if (router.state == State::master) router.state = State::backup;  // the record comes when the grace is over
  if (config.version == 3) router.interval = advert.interval;
  restart(node, local);
}

void TakeoverCheck::wrote(NodeId node, Time local, const record::Body& body) {
  Router& router = routers_[node];
  if (const auto* priority = std::get_if<record::Priority>(&body)) {
    const Duration before = skew(node);
    router.priority = priority->priority;
    router.earliest += skew(node) - before;
  }
  const auto* change = std::get_if<record::StateChange>(&body);
  if (!change) return;
  const State before = std::exchange(router.state, change->state);
  const bool from_outside = before == State::init || before == State::fault;
  if (from_outside) router.interval = history_.plan.nodes[node].elector.interval;
  const bool fenced =
      change->reason == record::Reason::overslept || change->reason == record::Reason::send_failed;
  if (change->state == State::backup && (from_outside || fenced)) restart(node, local);
  if (change->state != State::master || before == State::master) return;
  if (router.priority == proto::priority_owner && from_outside) return;  // straight to master
  if (local + 10us >= router.earliest) return;
  verdict_.broken(fmt::format("{}: master ({}) {:.6f} s before its time", history_.plan.nodes[node].name,
                              to_word(change->reason),
                              static_cast<double>((router.earliest - local).count()) / 1e6));
}

}  // namespace vrrp::sim
