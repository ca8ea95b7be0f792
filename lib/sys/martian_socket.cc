#include "sys/martian_socket.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "sys/datagram_batch.h"

namespace vrrp::sys {
namespace {

// A program has at most 4,096 instructions, and each source takes two. Beyond that the filter lets any source
// through: the caller's own look at the source decides.
constexpr std::size_t most_sources = 2000;
constexpr std::size_t most_batches = 16;  // at once, as in VrrpSocket
constexpr std::uint32_t protocol_at = 9, source_at = 12;

sock_filter does(std::uint32_t code, std::uint32_t k) {
  return BPF_STMT(static_cast<std::uint16_t>(code), k);
}
// Skips one instruction when the accumulator is `value`.
sock_filter unless(std::uint32_t value) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
}
// Skips one when it is not.
sock_filter when(std::uint32_t value) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
}

std::uint32_t number_of(const proto::Address& address) {
  Reader reader(address.bytes());
  return reader.u32();
}

}  // namespace

std::vector<sock_filter> martian_filter(const MartianSocket::Sources& sources) {
  constexpr std::uint32_t everything = 0xffff;
  const sock_filter take = does(BPF_RET | BPF_K, everything), drop = does(BPF_RET | BPF_K, 0);
  // Packets for us or for a group, but not those that we send or that only promiscuous mode lets through.
  std::vector<sock_filter> code{
      does(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_HOST, 2, 0),
      unless(PACKET_MULTICAST),
      drop,
      does(BPF_LD | BPF_B | BPF_ABS, protocol_at),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, proto::vrrp_protocol, 2, 0),
      unless(proto::ah_protocol),
      drop};
  if (sources.size() <= most_sources) {
    code.push_back(does(BPF_LD | BPF_W | BPF_ABS, source_at));
    for (const proto::Address& source : sources) {
      code.push_back(when(number_of(source)));
      code.push_back(take);
    }
    code.push_back(drop);
  } else {
    code.push_back(take);
  }
  return code;
}

// Bound only when the filter is there: a packet socket of protocol 0 receives nothing.
Result<MartianSocket> MartianSocket::open(int link, const std::string& interface, const Sources& sources) {
  const std::string what = "packet socket on " + interface;
  Fd fd(socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return fail_errno(what);
  MartianSocket made(std::move(fd));
  if (const auto listening = made.listen_to(sources); !listening)
    return fail(what + ", " + listening.error().message);
  sockaddr_ll at{};
  at.sll_family = AF_PACKET;
  at.sll_protocol = htons(ETH_P_IP);
  at.sll_ifindex = link;
  if (bind(made.fd(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) return fail_errno(what);
  return made;
}

Result<> MartianSocket::listen_to(const Sources& sources) {
  std::vector<sock_filter> code = martian_filter(sources);
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  if (setsockopt(fd_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
    return fail_errno("filter");
  return {};
}

bool MartianSocket::drain(const std::function<void(const proto::Datagram&)>& heard) {
  static DatagramBatch batch(proto::Family::ipv4);
  bool any = false;
  for (std::size_t round = 0; round < most_batches; ++round) {
    const std::size_t count = batch.receive(fd_.get());
    for (std::size_t i = 0; i < count; ++i)
      if (const auto datagram = batch.open(i)) heard(*datagram);
    any = any || count > 0;
    if (!batch.full()) break;
  }
  return any;
}

}  // namespace vrrp::sys
