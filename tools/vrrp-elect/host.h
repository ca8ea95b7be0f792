// What the routers must know of this host: its interfaces and addresses, as the kernel tells of them.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "stage/elector.h"
#include "sys/host_addresses.h"
#include "sys/host_links.h"
#include "sys/netlink.h"

namespace vrrp::tools {

class Host {
 public:
  static Result<Host> open();

  // What became different since the last call.
  struct Changes {
    bool overrun = false;               // the kernel told more than could be kept: call read
    bool own_addresses = false;         // this host's own, which concern every router
    std::set<proto::Address> vips{};    // those that we put there, which concern the routers that have them
    std::set<proto::Address> others{};  // all that we did not put there
    bool link_differs = false;          // one came, went, or is not what it was
    std::set<std::string> links{};      // interfaces, by name: they, or addresses of this host's own on them
    // Interfaces, by index, whose last address of the family went: also where one is there again.
    std::set<std::pair<int, proto::Family>> bared{};
  };
  Changes drain();
  // Everything anew.
  Result<> read();

  int fd() const { return monitor_.fd(); }
  // nullptr: there is no interface of this name.
  const sys::Link* link(const std::string& name) const { return links_.find(name); }
  // The first name of the interface that has this one, or else the name itself.
  std::string real_name(const std::string& name) const { return link(name) ? link(name)->name : name; }
  bool is_up(const std::string& name) const { return link(name) && link(name)->up; }
  // One of this host's own that can be used.
  bool has_address(int link, proto::Family family) const;
  // As the electors want them; `link` is the index of a router's interface.
  stage::Elector::Addresses addresses(int link) const;
  Result<std::string> default_interface() { return netlink_.default_interface(); }

 private:
  Host(sys::Netlink netlink, sys::NetMonitor monitor)
      : netlink_(std::move(netlink)), monitor_(std::move(monitor)) {}
  void apply(const sys::LinkChange& change, Changes& changes);
  void apply(const sys::AddressChange& change, Changes& changes);

  sys::Netlink netlink_;
  sys::NetMonitor monitor_;
  sys::HostLinks links_;
  sys::HostAddresses addresses_;
};

}  // namespace vrrp::tools
