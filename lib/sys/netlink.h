// Links and addresses of this host, by rtnetlink over libnl-3. Reading needs no privilege, changing
// CAP_NET_ADMIN.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "proto/address.h"

namespace vrrp::sys {

struct Link {
  int index = 0;
  std::string name{};
  std::vector<std::string> alternative_names{};
  proto::Mac mac{};  // zero: not Ethernet
  std::uint32_t mtu = 1500;
  bool up = false;  // administratively up, and with carrier
  bool loopback = false;

  friend bool operator==(const Link&, const Link&) = default;
};

bool has_name(const Link& link, std::string_view name);  // its first one or an alternative one
// nullptr: none has the name. The kernel gives no two links the same.
const Link* find_link(const std::vector<Link>& links, std::string_view name);

// The MAC of a link of this type (ARPHRD_*) and hardware address; zero: frames for it are not Ethernet
// frames. An IPoIB link has an address of 20 bytes, a tunnel one of 4 or 16, a tun none.
proto::Mac ethernet_mac(unsigned type, Bytes address);

// The protocol value (IFA_PROTO) that marks an address as put there by vrrp-tools: 112, as VRRP's own number.
// A hint, not a proof: whatever replaces the address without it clears it.
constexpr std::uint8_t our_tag = 112;

struct HostAddress {
  int link = 0;  // its index
  proto::Prefix prefix{};
  std::string label{};                          // IPv4
  std::uint32_t flags = 0;                      // IFA_F_*
  std::uint8_t scope = 0;                       // RT_SCOPE_*
  std::optional<std::chrono::seconds> valid{};  // empty: for ever
  std::uint8_t tag = 0;                         // IFA_PROTO
};

// What to put on an interface.
struct AddressRequest {
  int link = 0;
  proto::Prefix prefix{};
  std::string label{};
  std::optional<std::chrono::seconds> valid{};  // whole seconds, at least 1; empty: for ever
};

// A route of the main table without a gateway.
struct ConnectedRoute {
  int link = 0;
  proto::Prefix subnet{};
  std::optional<proto::Address> source{};  // the preferred one
  std::uint8_t protocol = 0;               // RTPROT_*; our_tag: made by vrrp-tools
  bool leased = false;                     // its lifetime is finite (IPv6)
};

// A connected route to make.
struct RouteRequest {
  int link = 0;
  proto::Prefix subnet{};
  proto::Address source{};                      // IPv4: the route goes with this address
  std::optional<std::chrono::seconds> valid{};  // IPv6: whole seconds, at least 1; empty: for ever
};

// A change that the kernel told.
struct LinkChange {
  Link link{};
  bool gone = false;
};
struct AddressChange {
  HostAddress address{};
  bool gone = false;
};
// The kernel's messages overran the socket: read everything anew.
struct Overrun {};
using NetChange = std::variant<LinkChange, AddressChange, Overrun>;

// Requests and their answers.
class Netlink {
 public:
  static Result<Netlink> open();
  Netlink(Netlink&&) noexcept;
  Netlink& operator=(Netlink&&) noexcept;
  ~Netlink();

  Result<std::vector<Link>> links();
  // By its first name or an alternative one. "eth9: no such interface" where there is none.
  Result<Link> link(const std::string& name);
  // Its first name, if an interface has this one, else the name itself.
  std::string real_name(const std::string& name);
  Result<std::vector<HostAddress>> addresses();
  // The interface of the IPv4 (or else IPv6) default route; an error where there is none.
  Result<std::string> default_interface();

  // Whether this process may change addresses; the error says what it lacks.
  Result<> may_change();
  // Adds the address or renews its lifetime. Always tagged; IPv6 with NODAD and preferred_lft 0, so that
  // nothing leaves this host from a VIP; a prefix wider than a host's with NOPREFIXROUTE.
  Result<> put(const AddressRequest& request);
  // Removing what is not there is an error only where `missing` is null; otherwise it is told there.
  Result<> remove(int link, const proto::Prefix& prefix, bool* missing = nullptr);

  // What the kernel's messages name as the one who asked for a change.
  std::uint32_t port() const;

  // Those that have not expired.
  Result<std::vector<ConnectedRoute>> connected_routes(proto::Family family);
  // Makes the route, or renews its lifetime (IPv6). It never takes the place of somebody else's, and comes
  // after the kernel's own where both lead to the same.
  Result<> put_route(const RouteRequest& request);
  // Nothing is said of one that has gone.
  Result<> remove_route(const ConnectedRoute& route);
  // The IPv6 route that the kernel itself made for an address of the subnet, and that lasts for ever.
  Result<> remove_prefix_route(int link, const proto::Prefix& subnet);

 private:
  struct Socket;
  explicit Netlink(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

// Netlink::real_name for a program that asks the kernel nothing else.
std::string real_name(const std::string& name);

// Tells when a connected route changed, and not how. Not everything is told: when an interface goes down the
// kernel drops its IPv4 routes in silence.
class RouteMonitor {
 public:
  static Result<RouteMonitor> open();
  RouteMonitor(RouteMonitor&&) noexcept;
  RouteMonitor& operator=(RouteMonitor&&) noexcept;
  ~RouteMonitor();

  int fd() const;
  // Whether one changed since the last call, and not because this port asked for it. Never blocks.
  bool drain(std::uint32_t own_port);

 private:
  struct Socket;
  explicit RouteMonitor(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

// The sysctl promote_secondaries, as it works on the interface: whether the kernel keeps the other addresses
// of an IPv4 subnet when its first one goes.
bool promotes_secondaries(const std::string& interface);

// The stream of changes.
class NetMonitor {
 public:
  static Result<NetMonitor> open();
  NetMonitor(NetMonitor&&) noexcept;
  NetMonitor& operator=(NetMonitor&&) noexcept;
  ~NetMonitor();

  int fd() const;
  // All that waits now, in order. Never blocks.
  std::vector<NetChange> drain();

 private:
  struct Socket;
  explicit NetMonitor(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

}  // namespace vrrp::sys
