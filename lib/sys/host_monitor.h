// The links and addresses of this host: all of them, and then each change.
#pragma once

#include <functional>
#include <utility>

#include "base/result.h"
#include "host/change.h"
#include "sys/netlink.h"

namespace vrrp::sys {

class HostMonitor {
 public:
  static Result<HostMonitor> open();

  int fd() const { return monitor_.fd(); }
  // Give it to a host::View before the first change.
  Result<host::Snapshot> read() { return netlink_.snapshot(); }
  // Gives all changes that wait, in order, and never blocks for one. If the kernel reported more than could
  // be kept, a Snapshot replaces all of them. An error means that the Snapshot could not be read, so the
  // known state may be wrong until a later call succeeds. It is returned once.
  Result<> drain(const std::function<void(const host::Change&)>& take);

  bool is_stale() const { return stale_; }

  // For requests.
  Netlink& netlink() { return netlink_; }

 private:
  HostMonitor(NetMonitor monitor, Netlink netlink)
      : monitor_(std::move(monitor)), netlink_(std::move(netlink)) {}

  NetMonitor monitor_;
  Netlink netlink_;
  bool stale_ = false;  // everything must be read again
};

}  // namespace vrrp::sys
