// The addresses of a host, through IPv6's duplicate address detection (RFC 4862 section 5.4).
#include "sys/host_addresses.h"

#include <gtest/gtest.h>
#include <linux/if_addr.h>

namespace vrrp::sys {
namespace {

AddressChange address(std::uint32_t flags, bool gone = false) {
  return {.address = {.link = 2, .prefix = *proto::Prefix::parse("fd00::3"), .flags = flags}, .gone = gone};
}

TEST(HostAddresses, ARenewalIsNoChange) {
  HostAddresses addresses;
  EXPECT_TRUE(addresses.apply(address(0)));
  EXPECT_FALSE(addresses.apply(address(0)));
  EXPECT_TRUE(addresses.apply(address(0, true)));
  EXPECT_TRUE(addresses.all().empty());
}

TEST(HostAddresses, TheEndOfDoubtIsAChangeForBetterAndForWorse) {
  HostAddresses addresses;
  EXPECT_TRUE(addresses.apply(address(IFA_F_TENTATIVE)));
  EXPECT_FALSE(is_duplicate(addresses.all()[0]));
  EXPECT_TRUE(addresses.apply(address(IFA_F_TENTATIVE | IFA_F_DADFAILED)));
  EXPECT_TRUE(is_duplicate(addresses.all()[0]));
  EXPECT_FALSE(is_usable(addresses.all()[0]));
  EXPECT_TRUE(addresses.apply(address(0)));
  EXPECT_TRUE(is_usable(addresses.all()[0]));
}

}  // namespace
}  // namespace vrrp::sys
