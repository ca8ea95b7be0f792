// What the routers must know of this host: its interfaces and addresses, as the kernel tells of them.
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

  // What became different since the last call.
  struct Changes {
    bool all = false;            // the kernel reported more than could be kept: anything may be different
    bool own_addresses = false;  // this host's own, which concern every router
    std::set<proto::Address> vips{};    // those that we put there, which concern the routers that have them
    std::set<proto::Address> others{};  // all that we did not put there
    bool link_differs = false;          // one came, went, or is not what it was
    std::set<std::string> links{};      // interfaces, by name: they, or addresses of this host's own on them
    // Interfaces, by index, whose last address of the family went: also where one is there again.
    std::set<std::pair<int, proto::Family>> bared{};
  };
  Changes drain();

  int fd() const { return monitor_.fd(); }
  // What is known may be wrong: drain again.
  bool is_stale() const { return monitor_.is_stale(); }
  const host::View& view() const { return view_; }
  // One of this host's own that can be used.
  bool has_address(int link, proto::Family family) const;
  // As the electors want them; `link` is the index of a router's interface.
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
