#include "sys/vrrp_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "sys/datagram_batch.h"
#include "sys/sysctl.h"

namespace vrrp::sys {
namespace {

using proto::Family;

constexpr int traffic_class = static_cast<int>(proto::Precedence::network_control);
constexpr int receive_buffer = 1 << 20;  // as much as the system allows, for hundreds of routers
// The most datagrams to read at once: a flood must not block everything else, but four adverts of every
// possible router fit.
constexpr std::size_t most_datagrams = 1024;
constexpr std::size_t most_errors = 1024;

template <class T>
bool set(const Fd& fd, int level, int option, const T& value) {
  return setsockopt(fd.get(), level, option, &value, sizeof value) == 0;
}

bool attach(const Fd& fd, std::vector<sock_filter> code) {
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  return set(fd, SOL_SOCKET, SO_ATTACH_FILTER, program);
}

in_addr ipv4_address(const proto::Address& address) {
  in_addr out{};
  std::memcpy(&out, address.bytes().data(), sizeof out);
  return out;
}
in6_addr ipv6_address(const proto::Address& address) {
  in6_addr out{};
  std::memcpy(&out, address.bytes().data(), sizeof out);
  return out;
}

bool bind_to(const Fd& fd, const std::string& interface) {
  return setsockopt(fd.get(), SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                    static_cast<socklen_t>(interface.size() + 1)) == 0;
}

ip_mreqn ipv4_group(int link) {
  ip_mreqn group{};
  group.imr_ifindex = link;
  group.imr_multiaddr = ipv4_address(proto::vrrp_group(Family::ipv4));
  return group;
}

// No IPV6_CHECKSUM: the kernel would silently drop adverts with a bad checksum.
bool prepare_to_receive(const Fd& fd, Family family) {
  if (family == Family::ipv4) return set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
  return set(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0) && set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1) &&
         set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
}

// Without IP_RECVERR a raw socket hides ENOBUFS: an advert that a full queue dropped would count as sent, and
// would renew a lease that no peer heard of.
bool prepare_to_send(const Fd& fd, Family family, int link) {
  if (family == Family::ipv4)
    return set(fd, IPPROTO_IP, IP_HDRINCL, 1) && set(fd, IPPROTO_IP, IP_MULTICAST_IF, ipv4_group(link)) &&
           set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0) && set(fd, IPPROTO_IP, IP_TOS, traffic_class) &&
           set(fd, IPPROTO_IP, IP_RECVERR, 1);
  return set(fd, IPPROTO_IPV6, IPV6_HDRINCL, 1) && set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, link) &&
         set(fd, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0) && set(fd, IPPROTO_IPV6, IPV6_TCLASS, traffic_class) &&
         set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
}

bool join_ipv6(const Fd& fd, int link) {
  ipv6_mreq group{};
  group.ipv6mr_multiaddr = ipv6_address(proto::vrrp_group(Family::ipv6));
  group.ipv6mr_interface = static_cast<unsigned>(link);
  return set(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, group);
}

std::unexpected<Error> no_socket(const std::string& what, Family family) {
  if (errno == EPERM) return fail(what + ": not permitted: needs CAP_NET_RAW");
  if (errno == EAFNOSUPPORT && family == Family::ipv6)
    return fail(what + ": this system has no IPv6: enable it, or elect with IPv4 addresses");
  return fail_errno(what);
}

FilterFor filter_for(Family family, std::uint8_t protocol) {
  if (family == Family::ipv6) return FilterFor::ipv6;
  return protocol == proto::ah_protocol ? FilterFor::ipv4_ah : FilterFor::ipv4;
}

}  // namespace

// ---- the receiver

Result<VrrpSocket> VrrpSocket::open(int link, const std::string& interface, Family family,
                                    std::uint8_t protocol, const VridSet& vrids) {
  const std::string what = "VRRP socket on " + interface;
  const bool ipv4 = family == Family::ipv4;
  Fd fd(socket(ipv4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
  if (!fd) return no_socket(what, family);
  // A socket would open and join without an error, although the interface has no address and receives
  // nothing.
  if (!ipv4 && is_ipv6_disabled(interface))
    return fail(what + ": IPv6 is disabled there (sysctl net.ipv6.conf." + interface + ".disable_ipv6)");
  if (!attach(fd, vrid_filter(filter_for(family, protocol), vrids))) return fail_errno(what + ", filter");
  if (!bind_to(fd, interface) || !prepare_to_receive(fd, family)) return fail_errno(what);
  set(fd, SOL_SOCKET, SO_RCVBUF, receive_buffer);
  if (!(ipv4 ? set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, ipv4_group(link)) : join_ipv6(fd, link)))
    return fail_errno(what + ", joining " + proto::vrrp_group(family).text());
  // Drops packets that came between socket() and the filter.
  std::array<char, 1> scrap;
  while (recv(fd.get(), scrap.data(), scrap.size(), MSG_TRUNC) >= 0) continue;
  return VrrpSocket(std::move(fd), family);
}

// Static, because they are too large for a stack that is locked in memory, and one of each is enough.
bool VrrpSocket::drain(const std::function<void(const proto::Datagram&)>& heard) {
  static DatagramBatch ipv4(Family::ipv4), ipv6(Family::ipv6);
  DatagramBatch& batch = family_ == Family::ipv4 ? ipv4 : ipv6;
  std::size_t read = 0;
  do {
    const std::size_t count = batch.receive(fd_.get());
    for (std::size_t i = 0; i < count; ++i)
      if (const auto datagram = batch.open(i)) heard(*datagram);
    read += count;
  } while (batch.full() && read < most_datagrams);
  return read > 0;
}

// ---- the sender

// With a protocol number that we do not use otherwise: the kernel gives an ICMP error to the sockets of the
// protocol in the error.
Result<VrrpSender> VrrpSender::open(int link, const std::string& interface, Family family) {
  const std::string what = "socket to send VRRP on " + interface;
  const int domain = family == Family::ipv4 ? AF_INET : AF_INET6;
  Fd fd(socket(domain, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW));
  if (!fd) return no_socket(what, family);
  const std::vector<sock_filter> nothing{BPF_STMT(BPF_RET | BPF_K, 0)};
  if (!attach(fd, nothing) || !bind_to(fd, interface) || !prepare_to_send(fd, family, link) ||
      !set(fd, SOL_SOCKET, SO_PRIORITY, 6))
    return fail_errno(what);
  return VrrpSender(std::move(fd), link, family);
}

// The first error may be an earlier datagram's that waited on the socket; the second is this one's.
Result<> VrrpSender::send(const proto::Address& destination, Bytes datagram) {
  if (try_to_send(destination, datagram) >= 0) return {};
  forget_errors();
  if (try_to_send(destination, datagram) >= 0) return {};
  return fail(std::strerror(errno));
}

ssize_t VrrpSender::try_to_send(const proto::Address& destination, Bytes datagram) {
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  const bool is_ipv4 = family_ == Family::ipv4;
  if (is_ipv4)
    ipv4.sin_addr = ipv4_address(destination);
  else {
    ipv6.sin6_addr = ipv6_address(destination);
    ipv6.sin6_scope_id = static_cast<std::uint32_t>(link_);
  }
  const auto* to =
      is_ipv4 ? reinterpret_cast<const sockaddr*>(&ipv4) : reinterpret_cast<const sockaddr*>(&ipv6);
  return sendto(fd_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL, to,
                is_ipv4 ? sizeof ipv4 : sizeof ipv6);
}

// When the queue is emptied, the kernel also clears the error that the next call would report. The queue is
// bounded, and its contents are not used.
void VrrpSender::forget_errors() {
  std::array<char, 1> scrap;
  for (std::size_t i = 0; i < most_errors; ++i)
    if (recv(fd_.get(), scrap.data(), scrap.size(), MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return;
}

}  // namespace vrrp::sys
