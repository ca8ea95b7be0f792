// The link that an address belongs on.
#include "stage/hold/subnet_link.h"

#include <gtest/gtest.h>

#include "record/vip_text.h"

namespace vrrp::stage {
namespace {

using host::HostAddress;

HostAddress on(int link, const char* prefix) {
  return {.link = link, .prefix = *proto::Prefix::parse(prefix)};
}
std::optional<int> link(const char* address, const std::vector<HostAddress>& there,
                        std::optional<int> preferred = {}) {
  const auto found = link_for(*proto::Address::parse(address), there, preferred);
  return found ? std::optional(found->link) : std::nullopt;
}

TEST(SubnetLink, IsTheOneWhoseSubnetHasTheAddress) {
  const std::vector<HostAddress> there{on(1, "127.0.0.1/8"), on(2, "10.0.0.1/24"), on(3, "10.0.1.1/24"),
                                       on(3, "fd00:1::1/64")};
  EXPECT_EQ(link("10.0.0.3", there), 2);
  EXPECT_EQ(link("10.0.1.3", there), 3);
  EXPECT_EQ(link("fd00:1::3", there), 3);
  EXPECT_EQ(link("10.0.2.3", there), std::nullopt);
}

TEST(SubnetLink, TheLongestPrefixCounts) {
  EXPECT_EQ(link("10.0.0.3", {on(2, "10.0.0.1/8"), on(3, "10.0.0.1/29"), on(4, "10.0.0.1/16")}), 3);
}

TEST(SubnetLink, TheAddressItselfCountsMost) {
  EXPECT_EQ(link("10.0.0.3", {on(2, "10.0.0.1/24"), on(3, "10.0.0.3/32")}), 3);
  EXPECT_EQ(link("10.0.0.3", {on(2, "10.0.0.1/24"), on(3, "10.0.0.3/16")}), 3);
}

TEST(SubnetLink, OfSeveralThePreferredOneOrTheFirst) {
  const std::vector<HostAddress> there{on(2, "fe80::1/64"), on(3, "fe80::2/64"), on(4, "fe80::3/64")};
  EXPECT_EQ(link("fe80::9", there), 2);
  EXPECT_EQ(link("fe80::9", there, 3), 3);
  EXPECT_EQ(link("fe80::9", there, 9), 2);
}

TEST(LinkAndLabel, AColonEndsTheLinksName) {
  EXPECT_EQ(record::link_and_label("eth0:1").link, "eth0");
  EXPECT_EQ(record::link_and_label("eth0:1").label, "eth0:1");
  EXPECT_EQ(record::link_and_label("eth0").link, "eth0");
  EXPECT_EQ(record::link_and_label("eth0").label, "");
}

TEST(MayBeVirtual, WhatTwoHostsCanTakeTurnsIn) {
  for (const char* text : {"10.0.0.3", "fd00::3", "fe80::3", "10.0.0.3/24", "fd00::3/64"})
    EXPECT_TRUE(record::may_be_virtual(*proto::Prefix::parse(text))) << text;
  for (const char* text :
       {"127.0.0.1", "127.1.2.3", "0.0.0.0", "224.0.0.18", "255.255.255.255", "::1", "::", "ff02::12"})
    EXPECT_FALSE(record::may_be_virtual(*proto::Prefix::parse(text))) << text;
}

TEST(MayBeVirtual, IsNotWhatMeansAWholeSubnet) {
  for (const char* text : {"10.0.0.0/24", "10.0.0.255/24", "10.0.0.4/30", "10.0.0.7/30", "10.0.1.255/23",
                           "10.255.255.255/8", "10.0.0.128/25", "fd00::/64", "fd00::4/126"})
    EXPECT_FALSE(record::may_be_virtual(*proto::Prefix::parse(text))) << text;
}

TEST(MayBeVirtual, IsTheSameAddressInALargerSubnetAloneOrInOneOfTwo) {
  for (const char* text : {"10.0.0.255/23", "10.0.1.0/23", "10.0.0.0", "10.0.0.255/32", "10.0.0.0/31",
                           "10.0.0.1/31", "fd00::/127", "fd00::ffff/112", "fd00::/128"})
    EXPECT_TRUE(record::may_be_virtual(*proto::Prefix::parse(text))) << text;
}

TEST(MayBeVirtual, AnErrorSaysWhatIsRight) {
  EXPECT_EQ(
      record::may_be_virtual(*proto::Prefix::parse("10.0.0.255/24")).error().message,
      "10.0.0.255/24 cannot be a virtual address: it is the broadcast address of its subnet; use another "
      "of 10.0.0.0/24, or 10.0.0.255/32 if the subnet is a larger one");
}

}  // namespace
}  // namespace vrrp::stage
