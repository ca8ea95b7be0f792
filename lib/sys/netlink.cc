#include "sys/netlink.h"

#include <net/if.h>  // before linux/if.h, which then adds only what is missing here

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace vrrp::sys {
namespace {

using host::AddressRequest;
using host::ConnectedRoute;
using host::HostAddress;
using host::Link;
using host::our_tag;
using host::RouteRequest;

constexpr std::uint32_t for_ever = 0xffffffff;  // INFINITY_LIFE_TIME
// A netlink datagram is at most 32 KiB for a reader that offers that much room (netlink_dump in the kernel).
constexpr std::size_t largest_datagram = 64 * 1024;
constexpr int monitor_buffer = 1 << 20;  // how much the kernel may queue for us while we are busy

// Room for a datagram. It is not zeroed: memory that no datagram reaches is never taken from the system.
class Room {
 public:
  char* data() const { return bytes_.get(); }
  static constexpr std::size_t size() { return largest_datagram; }

 private:
  std::unique_ptr<char[]> bytes_ = std::make_unique_for_overwrite<char[]>(largest_datagram);
};

struct CloseSocket {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
};
using SocketHandle = std::unique_ptr<nl_sock, CloseSocket>;
struct FreeMessage {
  void operator()(nl_msg* message) const { nlmsg_free(message); }
};
using Message = std::unique_ptr<nl_msg, FreeMessage>;

Result<SocketHandle> connect() {
  SocketHandle socket(nl_socket_alloc());
  if (!socket) return fail("netlink: out of memory");
  if (const int error = nl_connect(socket.get(), NETLINK_ROUTE); error < 0)
    return fail(std::string("netlink: ") + nl_geterror(error));
  return socket;
}

// ---- reading the kernel's messages

using Attributes = std::array<nlattr*, 64>;

// The attributes after a fixed header of `header` bytes; false: the message is malformed.
bool attributes(nlmsghdr* message, std::size_t header, Attributes& table) {
  return nlmsg_parse(message, static_cast<int>(header), table.data(), static_cast<int>(table.size()) - 1,
                     nullptr) >= 0;
}

std::string string_of(const nlattr* attribute) {
  const auto* text = static_cast<const char*>(nla_data(attribute));
  return {text, strnlen(text, static_cast<std::size_t>(nla_len(attribute)))};
}

Bytes bytes_of(const nlattr* attribute) {
  if (!attribute) return {};
  return {static_cast<const std::uint8_t*>(nla_data(attribute)),
          static_cast<std::size_t>(nla_len(attribute))};
}

template <class T>
std::optional<T> value_of(const nlattr* attribute) {
  if (!attribute || nla_len(attribute) < static_cast<int>(sizeof(T))) return std::nullopt;
  T value;
  std::memcpy(&value, nla_data(attribute), sizeof value);
  return value;
}

std::vector<std::string> alternative_names(const nlattr* properties) {
  std::vector<std::string> names;
  if (!properties) return names;
  int left = nla_len(properties);
  for (auto* each = static_cast<const nlattr*>(nla_data(properties)); nla_ok(each, left);
       each = nla_next(each, &left))
    if (nla_type(each) == IFLA_ALT_IFNAME) names.push_back(string_of(each));
  return names;
}

std::optional<Link> link_of(nlmsghdr* message) {
  Attributes table{};
  if (!attributes(message, sizeof(ifinfomsg), table)) return std::nullopt;
  const auto* info = static_cast<const ifinfomsg*>(nlmsg_data(message));
  // A bridge reports its ports in the same group: if a port leaves it, this is an RTM_DELLINK of this family,
  // but the link itself is still there.
  if (info->ifi_family != AF_UNSPEC || !table[IFLA_IFNAME]) return std::nullopt;
  Link link;
  link.index = info->ifi_index;
  link.name = string_of(table[IFLA_IFNAME]);
  link.alternative_names = alternative_names(table[IFLA_PROP_LIST]);
  link.mac = ethernet_mac(info->ifi_type, bytes_of(table[IFLA_ADDRESS]));
  link.mtu = value_of<std::uint32_t>(table[IFLA_MTU]).value_or(link.mtu);
  link.up = (info->ifi_flags & IFF_UP) != 0 && (info->ifi_flags & IFF_LOWER_UP) != 0;
  link.loopback = (info->ifi_flags & IFF_LOOPBACK) != 0;
  return link;
}

std::optional<proto::Family> family_of(int family) {
  if (family == AF_INET) return proto::Family::ipv4;
  if (family == AF_INET6) return proto::Family::ipv6;
  return std::nullopt;
}

std::optional<HostAddress> address_of(nlmsghdr* message) {
  Attributes table{};
  if (!attributes(message, sizeof(ifaddrmsg), table)) return std::nullopt;
  const auto* info = static_cast<const ifaddrmsg*>(nlmsg_data(message));
  const auto family = family_of(info->ifa_family);
  // On a point-to-point link IFA_ADDRESS is the other end's.
  const nlattr* own = table[IFA_LOCAL] ? table[IFA_LOCAL] : table[IFA_ADDRESS];
  if (!family || !own || static_cast<std::size_t>(nla_len(own)) != proto::address_size(*family))
    return std::nullopt;
  HostAddress address;
  address.link = static_cast<int>(info->ifa_index);
  address.prefix.address = proto::Address(
      *family, Bytes(static_cast<const std::uint8_t*>(nla_data(own)), proto::address_size(*family)));
  address.prefix.length = info->ifa_prefixlen;
  if (table[IFA_LABEL]) address.label = string_of(table[IFA_LABEL]);
  const auto flags = value_of<std::uint32_t>(table[IFA_FLAGS]).value_or(info->ifa_flags);
  // One bit with two meanings.
  address.secondary = *family == proto::Family::ipv4 && (flags & IFA_F_SECONDARY) != 0;
  address.temporary = *family == proto::Family::ipv6 && (flags & IFA_F_TEMPORARY) != 0;
  address.without_route = (flags & IFA_F_NOPREFIXROUTE) != 0;
  address.tentative = (flags & IFA_F_TENTATIVE) != 0;
  address.optimistic = (flags & IFA_F_OPTIMISTIC) != 0;
  address.duplicate = (flags & IFA_F_DADFAILED) != 0;
  const auto lifetime = value_of<ifa_cacheinfo>(table[IFA_CACHEINFO]);
  if (lifetime && lifetime->ifa_valid != for_ever) address.valid = std::chrono::seconds(lifetime->ifa_valid);
  address.tag = value_of<std::uint8_t>(table[IFA_PROTO]).value_or(0);
  return address;
}

// A default route: its interface and its metric.
struct DefaultRoute {
  int link = 0;
  std::uint32_t metric = 0;
};

std::optional<DefaultRoute> default_route_of(nlmsghdr* message) {
  Attributes table{};
  if (!attributes(message, sizeof(rtmsg), table)) return std::nullopt;
  const auto* route = static_cast<const rtmsg*>(nlmsg_data(message));
  const auto number = value_of<std::uint32_t>(table[RTA_TABLE]).value_or(route->rtm_table);
  if (route->rtm_dst_len != 0 || route->rtm_type != RTN_UNICAST || number != RT_TABLE_MAIN)
    return std::nullopt;
  DefaultRoute found;
  found.metric = value_of<std::uint32_t>(table[RTA_PRIORITY]).value_or(0);
  if (const auto link = value_of<std::int32_t>(table[RTA_OIF])) {
    found.link = *link;
  } else if (const auto first = value_of<rtnexthop>(table[RTA_MULTIPATH])) {
    found.link = first->rtnh_ifindex;
  } else {
    return std::nullopt;
  }
  return found;
}

std::optional<ConnectedRoute> connected_route_of(nlmsghdr* message) {
  Attributes table{};
  if (!attributes(message, sizeof(rtmsg), table)) return std::nullopt;
  const auto* header = static_cast<const rtmsg*>(nlmsg_data(message));
  const auto family = family_of(header->rtm_family);
  const auto number = value_of<std::uint32_t>(table[RTA_TABLE]).value_or(header->rtm_table);
  const auto link = value_of<std::int32_t>(table[RTA_OIF]);
  if (!family || !link || header->rtm_type != RTN_UNICAST || number != RT_TABLE_MAIN) return std::nullopt;
  if ((header->rtm_flags & RTM_F_CLONED) != 0 || table[RTA_GATEWAY] || table[RTA_VIA]) return std::nullopt;
  const auto address_in = [&](const nlattr* attribute) -> std::optional<proto::Address> {
    if (!attribute || static_cast<std::size_t>(nla_len(attribute)) != proto::address_size(*family))
      return std::nullopt;
    const auto* octets = static_cast<const std::uint8_t*>(nla_data(attribute));
    return proto::Address(*family, Bytes(octets, proto::address_size(*family)));
  };
  ConnectedRoute route;
  route.link = *link;
  if (const auto to = address_in(table[RTA_DST]))
    route.subnet = {*to, header->rtm_dst_len};
  else
    return std::nullopt;  // a default route
  route.source = address_in(table[RTA_PREFSRC]);
  route.tag = header->rtm_protocol;
  if (const auto cache = value_of<rta_cacheinfo>(table[RTA_CACHEINFO]); cache && cache->rta_expires != 0) {
    if (cache->rta_expires < 0) return std::nullopt;  // it is dead, but not removed yet
    route.leased = true;
  }
  return route;
}

// ---- asking

// The refusal of the kernel: its errno, and its own words if it gave any.
struct Refusal {
  int error = 0;
  std::string words{};
};

// "Error: Nexthop has invalid gateway." as the kernel says it, without the period.
std::string words_of(nlmsghdr* answer) {
  if ((answer->nlmsg_flags & NLM_F_ACK_TLVS) == 0) return {};
  Attributes table{};
  // NETLINK_CAP_ACK: the answer does not repeat the request, its attributes follow at once.
  if (!attributes(answer, sizeof(nlmsgerr), table) || !table[NLMSGERR_ATTR_MSG]) return {};
  std::string words = string_of(table[NLMSGERR_ATTR_MSG]);
  while (!words.empty() && (words.back() == '.' || words.back() == '\n')) words.pop_back();
  return words;
}

std::string reason(const Refusal& refusal) {
  if (refusal.error == EPERM) return "needs CAP_NET_ADMIN";
  if (refusal.error == ENODEV) return "no such interface";
  if (!refusal.words.empty()) return refusal.words;
  if (refusal.error == EACCES) return "IPv6 is disabled there (sysctl disable_ipv6)";
  return std::strerror(refusal.error);
}

std::string name_of(int link) {
  std::array<char, IF_NAMESIZE> name{};
  if (if_indextoname(static_cast<unsigned>(link), name.data())) return name.data();
  return "interface " + std::to_string(link);
}

Message request(int type, int flags) {
  return Message(nlmsg_alloc_simple(type, flags));
}

template <class Header>
void append(nl_msg* message, const Header& header) {
  nlmsg_append(message, const_cast<Header*>(&header), sizeof header, NLMSG_ALIGNTO);
}

int family_number(proto::Family family) {
  return family == proto::Family::ipv4 ? AF_INET : AF_INET6;
}

// A lower preference than the connected routes of the kernel (metric 0, and 256 for IPv6), and different from
// that of other routes.
constexpr std::uint32_t route_metric = 257;

Message route_message(int type, int flags, int link, const proto::Prefix& subnet) {
  Message message = request(type, flags);
  rtmsg header{};
  const proto::Family family = subnet.address.family();
  header.rtm_family = static_cast<unsigned char>(family_number(family));
  header.rtm_dst_len = subnet.length;
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_scope = family == proto::Family::ipv4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
  header.rtm_type = RTN_UNICAST;
  append(message.get(), header);
  const Bytes octets = subnet.address.bytes();
  nla_put(message.get(), RTA_DST, static_cast<int>(octets.size()), octets.data());
  nla_put_u32(message.get(), RTA_OIF, static_cast<std::uint32_t>(link));
  return message;
}

rtmsg& route_header(const Message& message) {
  return *static_cast<rtmsg*>(nlmsg_data(nlmsg_hdr(message.get())));
}

Message address_message(int type, int flags, int link, const proto::Prefix& prefix) {
  Message message = request(type, flags);
  const proto::Address& address = prefix.address;
  append(message.get(), ifaddrmsg{.ifa_family = static_cast<std::uint8_t>(family_number(address.family())),
                                  .ifa_prefixlen = prefix.length,
                                  .ifa_flags = 0,
                                  .ifa_scope = RT_SCOPE_UNIVERSE,
                                  .ifa_index = static_cast<std::uint32_t>(link)});
  const int size = static_cast<int>(address.bytes().size());
  nla_put(message.get(), IFA_LOCAL, size, address.bytes().data());
  nla_put(message.get(), IFA_ADDRESS, size, address.bytes().data());
  return message;
}

}  // namespace

proto::Mac ethernet_mac(unsigned type, Bytes address) {
  proto::Mac mac;
  if (type == ARPHRD_ETHER && address.size() == mac.octets.size())
    std::ranges::copy(address, mac.octets.begin());
  return mac;
}

// ---- Netlink

struct Netlink::Socket {
  SocketHandle handle;
  Room buffer{};

  // Sends the request and hands each message of the answer to `take`. error 0: success.
  Refusal ask(nl_msg* message, const std::function<void(nlmsghdr*)>& take = {});
  // Asks for everything of a kind, and asks again when the kernel says that it changed while it was read.
  template <class Header>
  Refusal dump(int type, const Header& header, const std::function<void()>& begin,
               const std::function<void(nlmsghdr*)>& take);

  bool interrupted = false;  // what was dumped changed meanwhile
};

Refusal Netlink::Socket::ask(nl_msg* message, const std::function<void(nlmsghdr*)>& take) {
  interrupted = false;
  if (const int sent = nl_send_auto(handle.get(), message); sent < 0) return {EIO, nl_geterror(sent)};
  const std::uint32_t sequence = nlmsg_hdr(message)->nlmsg_seq;
  while (true) {
    const ssize_t got = recv(nl_socket_get_fd(handle.get()), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {errno};
    int left = static_cast<int>(got);
    for (auto* part = reinterpret_cast<nlmsghdr*>(buffer.data()); nlmsg_ok(part, left);
         part = nlmsg_next(part, &left)) {
      if (part->nlmsg_seq != sequence) continue;  // the rest of an answer that was not read to its end
      if (part->nlmsg_flags & NLM_F_DUMP_INTR) interrupted = true;
      if (part->nlmsg_type == NLMSG_DONE) return {};
      if (part->nlmsg_type == NLMSG_ERROR) {
        const auto* answer = static_cast<const nlmsgerr*>(nlmsg_data(part));
        return {-answer->error, answer->error == 0 ? std::string() : words_of(part)};
      }
      if (take) take(part);
    }
  }
}

template <class Header>
Refusal Netlink::Socket::dump(int type, const Header& header, const std::function<void()>& begin,
                              const std::function<void(nlmsghdr*)>& take) {
  Refusal refusal;
  for (int attempt = 0; attempt < 5; ++attempt) {
    begin();
    const Message message = request(type, NLM_F_DUMP);
    append(message.get(), header);
    refusal = ask(message.get(), take);
    if (refusal.error != 0 || !interrupted) break;
  }
  return refusal;
}

Netlink::Netlink(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Netlink::Netlink(Netlink&&) noexcept = default;
Netlink& Netlink::operator=(Netlink&&) noexcept = default;
Netlink::~Netlink() = default;

Result<Netlink> Netlink::open() {
  auto handle = connect();
  if (!handle) return std::unexpected(handle.error());
  // Refusals in the kernel's own words, without a copy of the request. An old kernel does not support it.
  const int fd = nl_socket_get_fd(handle->get()), on = 1;
  setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
  // The header of the request limits the dump, for routes to one table.
  setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
  return Netlink(std::make_unique<Socket>(Socket{std::move(*handle)}));
}

Result<std::vector<Link>> Netlink::links() {
  std::vector<Link> all;
  const Refusal refusal = socket_->dump(
      RTM_GETLINK, ifinfomsg{}, [&] { all.clear(); },
      [&](nlmsghdr* message) {
        if (auto found = link_of(message)) all.push_back(std::move(*found));
      });
  if (refusal.error != 0) return fail("cannot list the interfaces: " + reason(refusal));
  return all;
}

Result<Link> Netlink::link(const std::string& name) {
  const auto none = [&] { return fail(name + ": no such interface"); };
  if (name.empty() || name.size() >= ALTIFNAMSIZ) return none();
  const Message message = request(RTM_GETLINK, 0);
  append(message.get(), ifinfomsg{});
  // The kernel looks for a short name among the alternative ones too.
  nla_put_string(message.get(), name.size() < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME, name.c_str());
  std::optional<Link> found;
  const Refusal refusal = socket_->ask(message.get(), [&](nlmsghdr* answer) { found = link_of(answer); });
  if (refusal.error == ENODEV || (refusal.error == 0 && !found)) return none();
  if (refusal.error != 0) return fail(name + ": " + reason(refusal));
  return *found;
}

std::string real_name(const std::string& name) {
  auto netlink = Netlink::open();
  if (!netlink) return name;
  const auto found = netlink->link(name);
  return found ? found->name : name;
}

Result<std::vector<HostAddress>> Netlink::addresses() {
  std::vector<HostAddress> all;
  const Refusal refusal = socket_->dump(
      RTM_GETADDR, ifaddrmsg{}, [&] { all.clear(); },
      [&](nlmsghdr* message) {
        if (auto found = address_of(message)) all.push_back(std::move(*found));
      });
  if (refusal.error != 0) return fail("cannot list the addresses: " + reason(refusal));
  return all;
}

Result<host::Snapshot> Netlink::snapshot() {
  auto all_links = links();
  if (!all_links) return std::unexpected(all_links.error());
  auto all_addresses = addresses();
  if (!all_addresses) return std::unexpected(all_addresses.error());
  return host::Snapshot{std::move(*all_links), std::move(*all_addresses)};
}

Result<std::string> Netlink::default_interface() {
  for (const int family : {AF_INET, AF_INET6}) {
    std::optional<DefaultRoute> best;
    rtmsg header{};
    header.rtm_family = static_cast<unsigned char>(family);
    const Refusal refusal = socket_->dump(
        RTM_GETROUTE, header, [&] { best.reset(); },
        [&](nlmsghdr* message) {
          const auto found = default_route_of(message);
          if (found && (!best || found->metric < best->metric)) best = found;
        });
    if (refusal.error != 0) return fail("cannot list the routes: " + reason(refusal));
    if (best) return name_of(best->link);
  }
  return fail("there is no default route");
}

Result<> Netlink::may_change() {
  // The kernel checks the privilege before the request itself, which here changes nothing.
  const Message message = address_message(RTM_DELADDR, 0, 0, proto::Prefix{});
  if (socket_->ask(message.get()).error != EPERM) return {};
  return fail("addresses cannot be changed: " + reason({EPERM}));
}

Result<> Netlink::put(const AddressRequest& wanted) {
  const bool ipv6 = wanted.prefix.address.family() == proto::Family::ipv6;
  const bool wide = wanted.prefix.length != proto::full_length(wanted.prefix.address.family());
  const Message message =
      address_message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, wanted.link, wanted.prefix);
  nla_put_u32(message.get(), IFA_FLAGS, (ipv6 ? IFA_F_NODAD : 0u) | (wide ? IFA_F_NOPREFIXROUTE : 0u));
  ifa_cacheinfo lifetime{};
  lifetime.ifa_valid = wanted.valid ? static_cast<std::uint32_t>(wanted.valid->count()) : for_ever;
  lifetime.ifa_prefered = ipv6 ? 0 : lifetime.ifa_valid;
  nla_put(message.get(), IFA_CACHEINFO, sizeof lifetime, &lifetime);
  nla_put_u8(message.get(), IFA_PROTO, our_tag);
  if (!ipv6 && !wanted.label.empty()) nla_put_string(message.get(), IFA_LABEL, wanted.label.c_str());
  const Refusal refusal = socket_->ask(message.get());
  if (refusal.error == 0) return {};
  return fail(wanted.prefix.text() + " cannot be put on " + name_of(wanted.link) + ": " + reason(refusal));
}

Result<> Netlink::remove(int link, const proto::Prefix& prefix, bool* missing) {
  if (missing) *missing = false;
  const Message message = address_message(RTM_DELADDR, 0, link, prefix);
  const Refusal refusal = socket_->ask(message.get());
  if (refusal.error == 0) return {};
  // ENODEV: the interface went, and took the address with it.
  if (missing && (refusal.error == EADDRNOTAVAIL || refusal.error == ENODEV)) {
    *missing = true;
    return {};
  }
  const std::string why = refusal.error == EADDRNOTAVAIL ? "it is not there" : reason(refusal);
  return fail(prefix.text() + " cannot be removed from " + name_of(link) + ": " + why);
}

std::uint32_t Netlink::port() const {
  return nl_socket_get_local_port(socket_->handle.get());
}

Result<std::vector<ConnectedRoute>> Netlink::connected_routes(proto::Family family) {
  std::vector<ConnectedRoute> all;
  rtmsg header{};
  header.rtm_family = static_cast<unsigned char>(family_number(family));
  header.rtm_table = RT_TABLE_MAIN;
  const Refusal refusal = socket_->dump(
      RTM_GETROUTE, header, [&] { all.clear(); },
      [&](nlmsghdr* message) {
        if (auto found = connected_route_of(message)) all.push_back(std::move(*found));
      });
  // ENOENT: a table does not exist before its first route.
  if (refusal.error != 0 && refusal.error != ENOENT)
    return fail("cannot list the routes: " + reason(refusal));
  return all;
}

Result<> Netlink::put_route(const RouteRequest& wanted) {
  const bool ipv6 = wanted.subnet.address.family() == proto::Family::ipv6;
  // IPv6: a replacement renews the lifetime, and changes only the route with this metric.
  const Message message = route_message(RTM_NEWROUTE, NLM_F_CREATE | (ipv6 ? NLM_F_REPLACE : NLM_F_EXCL),
                                        wanted.link, wanted.subnet);
  route_header(message).rtm_protocol = our_tag;
  nla_put_u32(message.get(), RTA_PRIORITY, route_metric);
  const Bytes source = wanted.source.bytes();
  if (!ipv6) nla_put(message.get(), RTA_PREFSRC, static_cast<int>(source.size()), source.data());
  if (ipv6 && wanted.valid)
    nla_put_u32(message.get(), RTA_EXPIRES, static_cast<std::uint32_t>(wanted.valid->count()));
  const Refusal refusal = socket_->ask(message.get());
  if (refusal.error == 0 || refusal.error == EEXIST) return {};
  return fail("the route to " + wanted.subnet.text() + " cannot be put on " + name_of(wanted.link) + ": " +
              reason(refusal));
}

Result<> Netlink::remove_route(const ConnectedRoute& route) {
  const Message message = route_message(RTM_DELROUTE, 0, route.link, route.subnet);
  route_header(message).rtm_protocol = route.tag;
  if (route.tag == our_tag) nla_put_u32(message.get(), RTA_PRIORITY, route_metric);
  if (route.source) {
    const Bytes source = route.source->bytes();
    nla_put(message.get(), RTA_PREFSRC, static_cast<int>(source.size()), source.data());
  }
  const Refusal refusal = socket_->ask(message.get());
  if (refusal.error == 0 || refusal.error == ESRCH || refusal.error == ENODEV) return {};
  return fail("the route to " + route.subnet.text() + " cannot be removed from " + name_of(route.link) +
              ": " + reason(refusal));
}

Result<> Netlink::remove_prefix_route(int link, const proto::Prefix& subnet) {
  if (subnet.address.family() != proto::Family::ipv6) return {};
  const auto routes = connected_routes(proto::Family::ipv6);
  if (!routes) return std::unexpected(routes.error());
  for (const ConnectedRoute& route : *routes)
    if (route.link == link && route.subnet == subnet && route.tag == RTPROT_KERNEL && !route.leased)
      return remove_route(route);
  return {};
}

// ---- NetMonitor

struct NetMonitor::Socket {
  SocketHandle handle;
  Room buffer{};

  void take(nlmsghdr* message, std::vector<host::Change>& changes) const;
};

void NetMonitor::Socket::take(nlmsghdr* message, std::vector<host::Change>& changes) const {
  const int type = message->nlmsg_type;
  if (type == RTM_NEWLINK || type == RTM_DELLINK) {
    if (auto link = link_of(message))
      changes.emplace_back(host::LinkChange{std::move(*link), type == RTM_DELLINK});
  } else if (type == RTM_NEWADDR || type == RTM_DELADDR) {
    if (auto address = address_of(message))
      changes.emplace_back(host::AddressChange{std::move(*address), type == RTM_DELADDR});
  }
}

NetMonitor::NetMonitor(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
NetMonitor::NetMonitor(NetMonitor&&) noexcept = default;
NetMonitor& NetMonitor::operator=(NetMonitor&&) noexcept = default;
NetMonitor::~NetMonitor() = default;

Result<NetMonitor> NetMonitor::open() {
  auto handle = connect();
  if (!handle) return std::unexpected(handle.error());
  nl_sock* socket = handle->get();
  int error = nl_socket_add_memberships(socket, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, 0);
  if (error == 0) error = nl_socket_set_nonblocking(socket);
  if (error < 0) return fail(std::string("netlink: ") + nl_geterror(error));
  nl_socket_set_buffer_size(socket, monitor_buffer, 0);  // as much as the system allows
  return NetMonitor(std::make_unique<Socket>(Socket{std::move(*handle)}));
}

int NetMonitor::fd() const {
  return nl_socket_get_fd(socket_->handle.get());
}

std::optional<std::vector<host::Change>> NetMonitor::drain() {
  std::vector<host::Change> changes;
  bool complete = true;
  while (true) {
    const ssize_t got = recv(fd(), socket_->buffer.data(), socket_->buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ENOBUFS) {
      complete = false;
      continue;
    }
    if (got <= 0) return complete ? std::optional(std::move(changes)) : std::nullopt;
    int left = static_cast<int>(got);
    for (auto* message = reinterpret_cast<nlmsghdr*>(socket_->buffer.data()); nlmsg_ok(message, left);
         message = nlmsg_next(message, &left))
      socket_->take(message, changes);
  }
}

// ---- RouteMonitor

struct RouteMonitor::Socket {
  SocketHandle handle;
  Room buffer{};
};

RouteMonitor::RouteMonitor(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
RouteMonitor::RouteMonitor(RouteMonitor&&) noexcept = default;
RouteMonitor& RouteMonitor::operator=(RouteMonitor&&) noexcept = default;
RouteMonitor::~RouteMonitor() = default;

Result<RouteMonitor> RouteMonitor::open() {
  auto handle = connect();
  if (!handle) return std::unexpected(handle.error());
  int error = nl_socket_add_memberships(handle->get(), RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, 0);
  if (error == 0) error = nl_socket_set_nonblocking(handle->get());
  if (error < 0) return fail(std::string("netlink: ") + nl_geterror(error));
  return RouteMonitor(std::make_unique<Socket>(Socket{std::move(*handle)}));
}

int RouteMonitor::fd() const {
  return nl_socket_get_fd(socket_->handle.get());
}

bool RouteMonitor::drain(std::uint32_t own_port) {
  bool changed = false;
  while (true) {
    const ssize_t got = recv(fd(), socket_->buffer.data(), socket_->buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ENOBUFS) {
      changed = true;  // perhaps: some messages were lost
      continue;
    }
    if (got <= 0) return changed;
    int left = static_cast<int>(got);
    for (auto* message = reinterpret_cast<nlmsghdr*>(socket_->buffer.data()); nlmsg_ok(message, left);
         message = nlmsg_next(message, &left)) {
      const int type = message->nlmsg_type;
      const bool by_us = message->nlmsg_pid == own_port;
      if ((type == RTM_NEWROUTE || type == RTM_DELROUTE) && !by_us)
        changed = changed || connected_route_of(message).has_value();
    }
  }
}

}  // namespace vrrp::sys
