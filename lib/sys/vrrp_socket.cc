#include "sys/vrrp_socket.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace vrrp::sys {
namespace {

constexpr int traffic_class = 0xc0;  // CS6, network control, as keepalived and FRR send it
constexpr int most_at_once =
    1000;  // more than the socket holds: a flood must not keep us from everything else

template <class T>
bool set(const Fd& fd, int level, int option, const T& value) {
  return setsockopt(fd.get(), level, option, &value, sizeof value) == 0;
}

// Lets through what carries `vrid` in the second byte behind the IPv4 header, and is not empty before that.
// Others' adverts, hundreds a second in a large network, then do not even wake us.
bool filter_by_vrid(const Fd& fd, std::uint8_t vrid) {
  sock_filter code[] = {
      BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),  // X = length of the IP header
      BPF_STMT(BPF_LD | BPF_B | BPF_IND, 1),   // A = VRID; a packet without one is dropped here
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, vrid, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xffff),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(code)), code};
  return set(fd, SOL_SOCKET, SO_ATTACH_FILTER, program);
}

sockaddr_in socket_address(const proto::Address& address) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  std::memcpy(&out.sin_addr, address.bytes().data(), 4);
  return out;
}

}  // namespace

Result<VrrpSocket> VrrpSocket::open(int link, const std::string& interface, std::uint8_t vrid) {
  const std::string what = "VRRP socket on " + interface;
  Fd fd(socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, proto::vrrp_protocol));
  if (!fd && errno == EPERM) return fail(what + ": not permitted: needs CAP_NET_RAW");
  if (!fd) return fail_errno(what);
  if (!filter_by_vrid(fd, vrid)) return fail_errno(what + ", filter");
  ip_mreqn group{};
  group.imr_ifindex = link;
  group.imr_multiaddr = socket_address(proto::vrrp_group(proto::Family::ipv4)).sin_addr;
  const bool ready = setsockopt(fd.get(), SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                                static_cast<socklen_t>(interface.size() + 1)) == 0 &&
                     set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0) &&
                     set(fd, IPPROTO_IP, IP_MULTICAST_IF, group) &&
                     set(fd, IPPROTO_IP, IP_MULTICAST_LOOP, 0) &&
                     set(fd, IPPROTO_IP, IP_MULTICAST_TTL, int{proto::advert_ttl}) &&
                     set(fd, IPPROTO_IP, IP_TTL, int{proto::advert_ttl}) &&
                     set(fd, IPPROTO_IP, IP_TOS, traffic_class) && set(fd, SOL_SOCKET, SO_PRIORITY, 6);
  if (!ready) return fail_errno(what);
  if (!set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, group)) return fail_errno(what + ", joining 224.0.0.18");
  // What came between socket() and the filter was not asked for.
  std::array<char, 1> scrap;
  while (recv(fd.get(), scrap.data(), scrap.size(), MSG_TRUNC) >= 0) continue;
  return VrrpSocket(std::move(fd), link);
}

void VrrpSocket::drain(const std::function<void(const proto::Datagram&)>& heard) {
  std::array<std::uint8_t, 65536> buffer;
  for (int taken = 0; taken < most_at_once; ++taken) {
    const ssize_t size = recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return;
    if (const auto datagram = proto::parse_datagram(Bytes(buffer).first(static_cast<std::size_t>(size))))
      heard(*datagram);
  }
}

Result<> VrrpSocket::send(const proto::Address& source, Bytes message) {
  sockaddr_in group = socket_address(proto::vrrp_group(proto::Family::ipv4));
  iovec payload{const_cast<std::uint8_t*>(message.data()), message.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> control{};
  msghdr header{};
  header.msg_name = &group;
  header.msg_namelen = sizeof group;
  header.msg_iov = &payload;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  // The source is said, not left to the routing table: it decides ties.
  cmsghdr* info_header = CMSG_FIRSTHDR(&header);
  info_header->cmsg_level = IPPROTO_IP;
  info_header->cmsg_type = IP_PKTINFO;
  info_header->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
  in_pktinfo info{};
  info.ipi_ifindex = link_;
  info.ipi_spec_dst = socket_address(source).sin_addr;
  std::memcpy(CMSG_DATA(info_header), &info, sizeof info);
  if (sendmsg(fd_.get(), &header, MSG_NOSIGNAL) < 0) return fail(std::strerror(errno));
  return {};
}

}  // namespace vrrp::sys
