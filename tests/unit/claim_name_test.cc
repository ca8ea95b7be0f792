#include "record/claim_name.h"

#include <gtest/gtest.h>

namespace vrrp::record {
namespace {

const Router router{
    .interface = "eth0.7", .family = proto::Family::ipv6, .vrid = std::uint8_t{50}, .name = "web"};

TEST(ClaimName, IsTheIdentityOfTheRouter) {
  EXPECT_EQ(claim_name(router), "vrrp-tools/elect/eth0.7/ipv6/50");
  EXPECT_EQ(router_of(claim_name(router)), router);
}

TEST(ClaimName, ASpareOneIsOfTheSameRouter) {
  EXPECT_EQ(spare_name(router, 0x2a), "vrrp-tools/elect/eth0.7/ipv6/50/000000000000002a");
  EXPECT_EQ(router_of(spare_name(router, 0x2a)), router);
}

TEST(ClaimName, FitsIntoASocketsAddress) {
  const Router longest{
      .interface = "abcdefghijklmno", .family = proto::Family::ipv4, .vrid = std::uint8_t{255}, .name = {}};
  EXPECT_LT(spare_name(longest, UINT64_MAX).size(), 107U);
}

TEST(ClaimName, AnythingElseIsNone) {
  for (const char* name :
       {"", "vrrp-tools/elect/", "vrrp-tools/elect/eth0", "vrrp-tools/elect/eth0/ipv4", "eth0/ipv4/50",
        "vrrp-tools/elect/eth0/ipv5/50", "vrrp-tools/elect/eth0/ipv4/0", "vrrp-tools/elect/eth0/ipv4/256",
        "vrrp-tools/elect/eth0/ipv4/050", "vrrp-tools/elect//ipv4/50", "vrrp-tools/elect/eth0/ipv4/50/",
        "vrrp-tools/elect/eth0/ipv4/50/1", "vrrp-tools/elect/eth0/ipv4/50/000000000000002g",
        "vrrp-tools/elect/eth0/ipv4/50/000000000000002a/1", "vrrp-tools/elect/abcdefghijklmnop/ipv4/50"})
    EXPECT_FALSE(router_of(name)) << name;
}

}  // namespace
}  // namespace vrrp::record
