// The filter as the kernel runs it: attached to a socket that is no raw one, which needs no privilege.
#include "sys/vrid_filter.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "base/bytes.h"
#include "sys/fd.h"

namespace vrrp::sys {
namespace {

class SocketFilter : public testing::Test {
 protected:
  void attach(FilterFor what, const VridSet& vrids) {
    std::array<int, 2> ends{};
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    in_ = Fd(ends[0]);
    out_ = Fd(ends[1]);
    std::vector<sock_filter> code = vrid_filter(what, vrids);
    ASSERT_LE(code.size(), 4096u);
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    ASSERT_EQ(setsockopt(out_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
  }

  // How many bytes of it come through.
  std::size_t passes(const Buffer& packet) {
    // What is filtered away is an error of the sender's here.
    if (send(in_.get(), packet.data(), packet.size(), 0) < 0) return 0;
    std::array<char, 256> received{};
    const ssize_t size = recv(out_.get(), received.data(), received.size(), 0);
    return size > 0 ? static_cast<std::size_t>(size) : 0;
  }

  VridSet passing(Buffer packet, std::size_t vrid_at) {
    VridSet passed;
    for (std::size_t vrid = 0; vrid < 256; ++vrid) {
      packet[vrid_at] = static_cast<std::uint8_t>(vrid);
      passed[vrid] = passes(packet) == packet.size();
    }
    return passed;
  }

  Fd in_, out_;
};

Buffer ipv4(std::size_t words, std::size_t behind) {
  Buffer packet(words * 4 + behind, 0xee);
  packet[0] = static_cast<std::uint8_t>(0x40 | words);
  return packet;
}

VridSet some(std::initializer_list<std::size_t> vrids) {
  VridSet set;
  for (const std::size_t vrid : vrids) set.set(vrid);
  return set;
}

TEST_F(SocketFilter, LetsThroughExactlyItsVridsBehindAnIpv4Header) {
  const VridSet wanted = some({1, 31, 32, 50, 63, 64, 127, 128, 223, 224, 255});
  attach(FilterFor::ipv4, wanted);
  EXPECT_EQ(passing(ipv4(5, 12), 21), wanted);
  EXPECT_EQ(passing(ipv4(15, 12), 61), wanted) << "with IP options";
}

TEST_F(SocketFilter, TakesOneVridOrAlmostAll) {
  attach(FilterFor::ipv4, some({50}));
  EXPECT_EQ(passing(ipv4(5, 12), 21), some({50}));
  VridSet almost = ~some({0, 7, 77, 177, 254});
  attach(FilterFor::ipv4, almost);
  EXPECT_EQ(passing(ipv4(5, 12), 21), almost);
}

TEST_F(SocketFilter, AnIpv6SocketBeginsWithTheAdvert) {
  const VridSet wanted = some({2, 3, 200});
  attach(FilterFor::ipv6, wanted);
  EXPECT_EQ(passing(Buffer(24, 0x31), 1), wanted);
}

TEST_F(SocketFilter, BehindAnAuthenticationHeaderOfAnAdvert) {
  const VridSet wanted = some({9, 99});
  attach(FilterFor::ipv4_ah, wanted);
  Buffer packet = ipv4(5, 24 + 20);
  packet[20] = 112;
  EXPECT_EQ(passing(packet, 20 + 24 + 1), wanted);
  packet[20] = 6;
  EXPECT_TRUE(passing(packet, 20 + 24 + 1).none()) << "something else in an AH";
}

TEST_F(SocketFilter, WhatIsTooShortToHaveAVridHasNone) {
  attach(FilterFor::ipv4, ~VridSet());
  EXPECT_EQ(passes(ipv4(5, 1)), 0u);
  EXPECT_EQ(passes(ipv4(5, 2)), 22u);
  attach(FilterFor::ipv6, ~VridSet());
  EXPECT_EQ(passes(Buffer(1)), 0u);
}

}  // namespace
}  // namespace vrrp::sys
