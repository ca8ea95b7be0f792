#include "sys/packet_socket.h"

#include <algorithm>

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <sys/socket.h>

namespace vrrp::sys {

Result<PacketSocket> PacketSocket::open() {
  // Protocol 0: it receives nothing, so its queue stays empty.
  Fd fd(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno("packet socket (needs CAP_NET_RAW)");
  return PacketSocket(std::move(fd));
}

Result<> PacketSocket::send(int link, Bytes frame) {
  ether_header header{};
  if (frame.size() < sizeof header) return fail("a frame without an Ethernet header");
  std::copy_n(frame.begin(), sizeof header, reinterpret_cast<std::uint8_t*>(&header));

  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_ifindex = link;
  to.sll_protocol = header.ether_type;  // both in network order
  to.sll_halen = ETH_ALEN;
  std::ranges::copy(header.ether_dhost, to.sll_addr);
  const ssize_t sent =
      sendto(fd_.get(), frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  if (sent < 0) return fail_errno("send");
  return {};
}

}  // namespace vrrp::sys
