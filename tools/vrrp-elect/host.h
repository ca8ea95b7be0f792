// What the routers must know of this host: its interfaces and addresses, as the kernel reports them.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/view.h"
#include "stage/elect/elector.h"
#include "sys/host_monitor.h"

namespace vrrp::tools {

class Host {
 public:
  static Result<Host> open();

  // The differences since the last call.
  struct Changes {
    bool all = false;            // the kernel reported more than could be kept: anything may be different
    bool own_addresses = false;  // this host's own, which concern every router
    std::set<proto::Address> vips{};    // those that we put there, which concern the routers that have them
    std::set<proto::Address> others{};  // all addresses that we did not put there
    bool link_differs = false;          // a link came, went or changed
    std::set<std::string> links{};      // interfaces, by name: they, or addresses of this host's own on them
    // Interfaces, by index, whose last address of the family went, even if there is one again.
    std::set<std::pair<int, proto::Family>> bared{};
  };
  Changes drain();

  int fd() const { return monitor_.fd(); }
  // The known state may be wrong: drain again.
  bool is_stale() const { return monitor_.is_stale(); }
  const host::View& view() const { return view_; }
  // A usable address of this host's own.
  bool has_address(int link, proto::Family family) const;
  // In the form that the electors need; `link` is the index of a router's interface.
  stage::Elector::Addresses addresses(int link) const;
  Result<std::string> default_interface() { return monitor_.netlink().default_interface(); }

 private:
  explicit Host(sys::HostMonitor monitor) : monitor_(std::move(monitor)) {}
  void apply(const host::Change& change, Changes& changes);
  void apply(const host::News::OfAddress& news, Changes& changes) const;

  sys::HostMonitor monitor_;
  host::View view_;
};

}  // namespace vrrp::tools
