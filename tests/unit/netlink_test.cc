// What of the kernel's answers can be judged without a kernel.
#include "sys/netlink.h"

#include <linux/if_arp.h>

#include <gtest/gtest.h>

namespace vrrp::sys {
namespace {

const proto::Mac mac = *proto::Mac::parse("02:00:00:00:00:01");

TEST(EthernetMac, IsTheSixBytesOfAnEthernetLink) {
  EXPECT_EQ(ethernet_mac(ARPHRD_ETHER, mac.octets), mac);
}

TEST(EthernetMac, IsNotTheBeginningOfALongerAddress) {
  Buffer infiniband(20, 0xa0), tunnel6(16, 0xfd);
  EXPECT_EQ(ethernet_mac(ARPHRD_INFINIBAND, infiniband), proto::Mac{});
  EXPECT_EQ(ethernet_mac(ARPHRD_TUNNEL6, tunnel6), proto::Mac{});
  EXPECT_EQ(ethernet_mac(ARPHRD_IP6GRE, tunnel6), proto::Mac{});
}

TEST(EthernetMac, IsNotAShorterAddressNorNone) {
  Buffer tunnel{10, 0, 0, 1};
  EXPECT_EQ(ethernet_mac(ARPHRD_TUNNEL, tunnel), proto::Mac{});
  EXPECT_EQ(ethernet_mac(ARPHRD_SIT, tunnel), proto::Mac{});
  EXPECT_EQ(ethernet_mac(ARPHRD_IPGRE, tunnel), proto::Mac{});
  EXPECT_EQ(ethernet_mac(ARPHRD_NONE, {}), proto::Mac{});
}

TEST(EthernetMac, IsNotSixBytesOfAnotherKindOfLink) {
  EXPECT_EQ(ethernet_mac(ARPHRD_IEEE1394, mac.octets), proto::Mac{});
}

}  // namespace
}  // namespace vrrp::sys
