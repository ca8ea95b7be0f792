// Links and addresses of this host, by rtnetlink over libnl-3. Reading needs no privilege, changing
// CAP_NET_ADMIN.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "host/address.h"
#include "host/change.h"
#include "host/link.h"
#include "host/route.h"
#include "proto/address.h"

namespace vrrp::sys {

// The MAC of a link of this type (ARPHRD_*) and hardware address; zero: frames for it are not Ethernet
// frames. An IPoIB link has an address of 20 bytes, a tunnel one of 4 or 16, a tun none.
proto::Mac ethernet_mac(unsigned type, Bytes address);

// Requests and their answers.
class Netlink {
 public:
  static Result<Netlink> open();
  Netlink(Netlink&&) noexcept;
  Netlink& operator=(Netlink&&) noexcept;
  ~Netlink();

  Result<std::vector<host::Link>> links();
  // By its first name or an alternative one. "eth9: no such interface" if there is none.
  Result<host::Link> link(const std::string& name);
  Result<std::vector<host::HostAddress>> addresses();
  // All links and addresses, as they are now.
  Result<host::Snapshot> snapshot();
  // The interface of the IPv4 (or else IPv6) default route; an error if there is none.
  Result<std::string> default_interface();

  // Whether this process may change addresses; the error names the missing privilege.
  Result<> may_change();
  // Adds the address or renews its lifetime. Always tagged; IPv6 with NODAD and preferred_lft 0, so that this
  // host does not choose a VIP as a source; a prefix wider than a host's with NOPREFIXROUTE.
  Result<> put(const host::AddressRequest& request);
  // If the address is not there, it is an error only if `missing` is null; otherwise `*missing` is set.
  Result<> remove(int link, const proto::Prefix& prefix, bool* missing = nullptr);

  // The port that the kernel's messages name as the requester of a change.
  std::uint32_t port() const;

  // The connected routes that have not expired.
  Result<std::vector<host::ConnectedRoute>> connected_routes(proto::Family family);
  // Makes the route, or renews its lifetime (IPv6). It never replaces another program's route, and the
  // kernel's own route to the same subnet is preferred.
  Result<> put_route(const host::RouteRequest& request);
  // A route that is already gone is not an error.
  Result<> remove_route(const host::ConnectedRoute& route);
  // The IPv6 route that the kernel itself made for an address of the subnet, and that has no lifetime.
  Result<> remove_prefix_route(int link, const proto::Prefix& subnet);

 private:
  struct Socket;
  explicit Netlink(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

// The first name of the interface that has this one, or else the name itself: for a program that needs
// nothing else from the kernel.
std::string real_name(const std::string& name);

// Reports that a connected route changed, but not how. Some changes are not reported: when an interface goes
// down, the kernel drops its IPv4 routes silently.
class RouteMonitor {
 public:
  static Result<RouteMonitor> open();
  RouteMonitor(RouteMonitor&&) noexcept;
  RouteMonitor& operator=(RouteMonitor&&) noexcept;
  ~RouteMonitor();

  int fd() const;
  // Whether one changed since the last call, except by a request of this port. Never blocks.
  bool drain(std::uint32_t own_port);

 private:
  struct Socket;
  explicit RouteMonitor(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

// The stream of changes.
class NetMonitor {
 public:
  static Result<NetMonitor> open();
  NetMonitor(NetMonitor&&) noexcept;
  NetMonitor& operator=(NetMonitor&&) noexcept;
  ~NetMonitor();

  int fd() const;
  // All that waits now, in order; nullopt: the kernel reported more than the socket could keep, and some of
  // it is lost. Never blocks.
  std::optional<std::vector<host::Change>> drain();

 private:
  struct Socket;
  explicit NetMonitor(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

}  // namespace vrrp::sys
