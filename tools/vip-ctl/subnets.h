// The connected routes to the subnets of wide VIPs, on this host. lib/stage/hold/subnet_route.h decides which
// must exist.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "host/view.h"
#include "stage/hold/holder.h"
#include "stage/hold/subnet_route.h"
#include "sys/netlink.h"

namespace vrrp::tools {

// A VIP that is there, or has just gone.
struct HeldVip {
  stage::WideVip vip{};
  std::optional<std::chrono::seconds> valid{};  // empty: for ever
};

using RouteKey = std::pair<int, proto::Prefix>;  // the link's index, the subnet

// Corrects the routes. An error with one does not stop the others; the first error is returned. `own` gets
// the routes that are then ours.
Result<> settle_subnets(sys::Netlink& netlink, const std::vector<HeldVip>& held,
                        const std::vector<stage::WideVip>& released, std::set<RouteKey>* own = nullptr);

// The routes for the addresses that `follow` holds, while it holds them.
class Subnets {
 public:
  explicit Subnets(sys::Netlink& netlink) : netlink_(netlink) {}

  // The address was added or renewed now, with this lifetime.
  void hold(const stage::Place& place, int link, const proto::Prefix& vip, Time now,
            std::chrono::seconds valid);
  // The address is not there any more.
  void release(const stage::Place& place);
  // `host` is the state after the change. If a VIP is gone, its route goes too, and the host's own route may
  // have come or gone.
  void host_changed(const host::Change& change, const host::View& host);
  // Looks at the routes, if there is a reason to; an IPv6 route of ours is renewed without a look. Reports an
  // error once.
  void settle(Time now);

  // Reports that a route changed; none before the first wide VIP is held.
  const std::optional<sys::RouteMonitor>& monitor() const { return monitor_; }
  void read_monitor() { changed_ = monitor_->drain(netlink_.port()) || changed_; }

 private:
  struct Held {
    stage::WideVip vip{};
    Time until{};
  };

  void release_all_but(const host::View& there);
  std::vector<HeldVip> held(Time now) const;
  Result<> renew(const std::vector<HeldVip>& held);
  void watch_routes();
  void say_once(const Result<>& done);

  sys::Netlink& netlink_;
  std::optional<sys::RouteMonitor> monitor_{};
  std::map<stage::Place, Held> held_{};
  std::vector<stage::WideVip> released_{};
  std::set<RouteKey> own_{};  // the routes that are ours, at the last look
  bool changed_ = false;
  bool failed_ = false;  // at the last attempt: the next renewal tries again
};

}  // namespace vrrp::tools
