// The filter as the kernel runs it: attached to a socket that is not a packet socket, which needs no
// privilege.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "base/bytes.h"
#include "sys/fd.h"
#include "sys/martian_socket.h"
#include "values.h"

namespace vrrp::sys {
namespace {

bool passes(const MartianSocket::Sources& sources, const Buffer& packet) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends.data()) != 0) return false;
  const Fd in(ends[0]), out(ends[1]);
  std::vector<sock_filter> code = martian_filter(sources);
  EXPECT_LE(code.size(), 4096u);
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  EXPECT_EQ(setsockopt(out.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
  if (send(in.get(), packet.data(), packet.size(), 0) < 0) return false;  // what is filtered away
  std::array<char, 256> received{};
  return recv(out.get(), received.data(), received.size(), 0) == static_cast<ssize_t>(packet.size());
}

Buffer from(std::string_view source, std::uint8_t protocol) {
  return proto::encode_datagram(ip(source), ip("224.0.0.18"), protocol, 1, Buffer(8, 0xee));
}

TEST(MartianFilter, TakesVrrpFromItsSourcesAlone) {
  const MartianSocket::Sources sources{ip("10.0.0.1"), ip("10.0.0.3")};
  EXPECT_TRUE(passes(sources, from("10.0.0.1", 112)));
  EXPECT_TRUE(passes(sources, from("10.0.0.3", 112)));
  EXPECT_FALSE(passes(sources, from("10.0.0.2", 112)));
  EXPECT_FALSE(passes({}, from("10.0.0.1", 112)));
}

TEST(MartianFilter, TakesNoOtherProtocolButTheAuthenticationHeader) {
  EXPECT_TRUE(passes({ip("10.0.0.1")}, from("10.0.0.1", 51)));
  EXPECT_FALSE(passes({ip("10.0.0.1")}, from("10.0.0.1", 17)));
}

TEST(MartianFilter, OfMoreSourcesThanAProgramHoldsTakesAny) {
  MartianSocket::Sources sources;
  for (std::uint32_t i = 0; i < 2001; ++i)
    sources.insert(proto::Address(
        proto::Family::ipv4,
        std::array<std::uint8_t, 4>{10, 1, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}));
  EXPECT_TRUE(passes(sources, from("10.0.0.1", 112)));
  EXPECT_FALSE(passes(sources, from("10.0.0.1", 17)));
}

}  // namespace
}  // namespace vrrp::sys
