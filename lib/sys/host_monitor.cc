#include "sys/host_monitor.h"

namespace vrrp::sys {

Result<HostMonitor> HostMonitor::open() {
  // Opened before anything is read, so that a change that happens meanwhile is reported.
  auto monitor = NetMonitor::open();
  if (!monitor) return std::unexpected(monitor.error());
  auto netlink = Netlink::open();
  if (!netlink) return std::unexpected(netlink.error());
  return HostMonitor(std::move(*monitor), std::move(*netlink));
}

Result<> HostMonitor::drain(const std::function<void(const host::Change&)>& take) {
  const auto changes = monitor_.drain();
  const bool was_stale = stale_;
  if (!changes) stale_ = true;
  if (!stale_) {
    for (const host::Change& change : *changes) take(change);
    return {};
  }
  // Read only now, when no change waits: waiting changes are older than the lost ones and would undo them.
  const auto all = read();
  if (!all) return was_stale ? Result<>() : std::unexpected(all.error());
  stale_ = false;
  take(*all);
  return {};
}

}  // namespace vrrp::sys
