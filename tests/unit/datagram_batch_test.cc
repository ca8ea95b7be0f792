#include "sys/datagram_batch.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "sys/fd.h"

namespace vrrp::sys {
namespace {

// Datagrams to ourselves over the loopback interface. To UDP as to a raw socket the kernel tells of IPv6 what
// stood in its header, once it has been asked to.
class Batches : public testing::Test {
 protected:
  void SetUp() override {
    socklen_t size = sizeof self;
    self.sin6_family = AF_INET6;
    self.sin6_addr = in6addr_loopback;
    if (bind(fd.get(), address(), size) < 0) GTEST_SKIP() << "no IPv6 on this machine";
    ASSERT_EQ(getsockname(fd.get(), address(), &size), 0);
  }

  void ask_for_headers() {
    const int on = 1;
    ASSERT_EQ(setsockopt(fd.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on), 0);
    ASSERT_EQ(setsockopt(fd.get(), IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof on), 0);
  }
  void send(std::uint8_t from, std::uint8_t to) {
    for (std::uint8_t text = from; text < to; ++text)
      ASSERT_EQ(sendto(fd.get(), &text, 1, 0, address(), sizeof self), 1);
  }
  // What the next call brings; 255: one that is no datagram.
  std::vector<int> receive() {
    std::vector<int> texts;
    const std::size_t count = batch.receive(fd.get());
    for (std::size_t i = 0; i < count; ++i) {
      const auto datagram = batch.open(i);
      texts.push_back(datagram ? datagram->payload[0] : 255);
      if (!datagram) continue;
      EXPECT_EQ(datagram->envelope.source.text(), "::1");
      EXPECT_EQ(datagram->envelope.destination.text(), "::1");
      EXPECT_EQ(datagram->envelope.ttl, 64);
      EXPECT_EQ(datagram->envelope.length, 1u);
    }
    return texts;
  }

  sockaddr* address() { return reinterpret_cast<sockaddr*>(&self); }
  Fd fd{socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  sockaddr_in6 self{};
  DatagramBatch batch{proto::Family::ipv6};
};

std::vector<int> numbers(int from, int to) {
  std::vector<int> all;
  for (int i = from; i < to; ++i) all.push_back(i);
  return all;
}

TEST_F(Batches, AreFullAsLongAsMoreMayWait) {
  ask_for_headers();
  send(0, 20);
  EXPECT_EQ(receive(), numbers(0, 14));
  EXPECT_TRUE(batch.full());
  EXPECT_EQ(receive(), numbers(14, 20));
  EXPECT_FALSE(batch.full());
  EXPECT_EQ(receive(), std::vector<int>{});
}

// The kernel writes over the sizes of what it had room for.
TEST_F(Batches, HaveAllTheirRoomAgainAfterDatagramsThatTookLess) {
  send(0, 14);
  EXPECT_EQ(receive(), std::vector<int>(14, 255));
  ask_for_headers();
  send(14, 28);
  EXPECT_EQ(receive(), numbers(14, 28));
}

TEST_F(Batches, SayTheWholeSizeOfWhatIsCut) {
  ask_for_headers();
  const std::vector<std::uint8_t> large(5000, 7);
  ASSERT_EQ(sendto(fd.get(), large.data(), large.size(), 0, address(), sizeof self), 5000);
  ASSERT_EQ(batch.receive(fd.get()), 1u);
  const auto datagram = batch.open(0);
  ASSERT_TRUE(datagram);
  EXPECT_EQ(datagram->envelope.length, 5000u);
  EXPECT_EQ(datagram->payload.size(), 4608u);
}

}  // namespace
}  // namespace vrrp::sys
