// The connected route to a wide VIP's subnet: exactly one.
#include "stage/hold/subnet_route.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

using host::ConnectedRoute;

constexpr int eth0 = 2, eth1 = 3;

proto::Prefix prefix(const char* text) {
  return *proto::Prefix::parse(text);
}
WideVip leased(const char* vip) {
  return {.link = eth0, .vip = prefix(vip), .leased = true};
}
WideVip lasting(const char* vip) {
  return {.link = eth0, .vip = prefix(vip)};
}
WideVip renewed(WideVip vip) {
  vip.renewed = true;
  return vip;
}
ConnectedRoute hosts(const char* subnet, int link = eth0) {
  return {.link = link, .subnet = prefix(subnet)};
}
ConnectedRoute ours(const char* subnet, const char* source) {
  return {
      .link = eth0, .subnet = prefix(subnet), .source = *proto::Address::parse(source), .tag = host::our_tag};
}
ConnectedRoute ours6(const char* subnet, bool leased) {
  return {.link = eth0, .subnet = prefix(subnet), .tag = host::our_tag, .leased = leased};
}

// "+10.0.0.3/24" for a route that is made or renewed, "-10.0.0.0/24" for one that is removed.
std::vector<std::string> steps(const std::vector<WideVip>& held, const std::vector<ConnectedRoute>& there,
                               const std::vector<WideVip>& released = {}) {
  const RouteSteps all = subnet_routes(held, released, there);
  std::vector<std::string> lines;
  for (const ConnectedRoute& route : all.remove) lines.push_back("-" + route.subnet.text());
  for (const WideVip& vip : all.put) lines.push_back("+" + vip.vip.text());
  return lines;
}
using Lines = std::vector<std::string>;

TEST(SubnetRoute, AVipAloneInItsSubnetGetsOne) {
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {hosts("10.0.0.0/24")}), Lines{"+10.90.0.100/24"});
  EXPECT_EQ(steps({leased("fd09::100/64")}, {hosts("fe80::/64")}), Lines{"+fd09::100/64"});
}

TEST(SubnetRoute, OnlyOnce) {
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {ours("10.90.0.0/24", "10.90.0.100")}), Lines{});
  EXPECT_EQ(steps({leased("fd09::100/64")}, {ours6("fd09::/64", true)}), Lines{});
}

TEST(SubnetRoute, NotBesideTheHostsOwn) {
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {hosts("10.90.0.0/24")}), Lines{});
  EXPECT_EQ(steps({leased("fd09::100/64")}, {hosts("fd09::/64")}), Lines{});
}

TEST(SubnetRoute, NorBesideAWiderOneOfItsLink) {
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {hosts("10.90.0.0/16")}), Lines{});
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {hosts("10.90.0.0/25")}), Lines{"+10.90.0.100/24"});
}

TEST(SubnetRoute, OnAnotherLinkTheSameSubnetCountsAndAWiderOneDoesNot) {
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {hosts("10.90.0.0/24", eth1)}), Lines{});
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {hosts("10.90.0.0/16", eth1)}), Lines{"+10.90.0.100/24"});
}

TEST(SubnetRoute, OursGoesWhenTheHostsOwnComes) {
  EXPECT_EQ(steps({leased("10.90.0.100/24")}, {ours("10.90.0.0/24", "10.90.0.100"), hosts("10.90.0.0/24")}),
            Lines{"-10.90.0.0/24"});
  EXPECT_EQ(steps({renewed(leased("fd09::100/64"))}, {hosts("fd09::/64"), ours6("fd09::/64", true)}),
            Lines{"-fd09::/64"});
}

TEST(SubnetRoute, AnIpv6RouteIsRenewedWithTheLease) {
  EXPECT_EQ(steps({renewed(leased("fd09::100/64"))}, {ours6("fd09::/64", true)}), Lines{"+fd09::100/64"});
  EXPECT_EQ(steps({leased("fd09::100/64"), renewed(leased("fd09::101/64"))}, {ours6("fd09::/64", true)}),
            Lines{"+fd09::100/64"});
  EXPECT_EQ(steps({renewed(leased("10.90.0.100/24"))}, {ours("10.90.0.0/24", "10.90.0.100")}), Lines{});
}

TEST(SubnetRoute, TwoVipsOfASubnetShareIt) {
  EXPECT_EQ(steps({leased("10.90.0.100/24"), leased("10.90.0.101/24")}, {}), Lines{"+10.90.0.100/24"});
  EXPECT_EQ(
      steps({leased("10.90.0.100/24"), leased("10.90.0.101/24")}, {ours("10.90.0.0/24", "10.90.0.101")}),
      Lines{});
}

TEST(SubnetRoute, TheOtherGetsItsOwnWhenTheFirstGoes) {  // the IPv4 route went with its source
  EXPECT_EQ(steps({leased("10.90.0.101/24")}, {}, {leased("10.90.0.100/24")}), Lines{"+10.90.0.101/24"});
  EXPECT_EQ(steps({leased("fd09::101/64")}, {ours6("fd09::/64", true)}, {leased("fd09::100/64")}), Lines{});
}

TEST(SubnetRoute, AnIpv6RouteGoesWithItsVip) {
  EXPECT_EQ(steps({}, {ours6("fd09::/64", true), hosts("fd09:1::/64")}, {leased("fd09::100/64")}),
            Lines{"-fd09::/64"});
  EXPECT_EQ(steps({}, {ours6("fd09::/64", false)}, {lasting("fd09::100/64")}), Lines{"-fd09::/64"});
}

TEST(SubnetRoute, TheHostsOwnStaysWhateverGoes) {
  EXPECT_EQ(steps({}, {hosts("fd09::/64"), hosts("10.90.0.0/24")},
                  {leased("fd09::100/64"), leased("10.90.0.100/24")}),
            Lines{});
}

TEST(SubnetRoute, OneThatAnotherRunMadeForEverServesAndStays) {
  EXPECT_EQ(steps({renewed(leased("fd09::101/64"))}, {ours6("fd09::/64", false)}), Lines{});
  EXPECT_EQ(steps({}, {ours6("fd09::/64", false)}, {leased("fd09::101/64")}), Lines{});
  EXPECT_EQ(steps({leased("10.90.0.101/24")}, {ours("10.90.0.0/24", "10.90.0.100")}), Lines{});
  EXPECT_EQ(steps({}, {ours("10.90.0.0/24", "10.90.0.100")}, {leased("10.90.0.101/24")}), Lines{});
}

TEST(SubnetRoute, ALeasedOneIsMadeToLastForAVipThatDoes) {
  EXPECT_EQ(steps({lasting("fd09::100/64")}, {ours6("fd09::/64", true)}), Lines{"+fd09::100/64"});
}

}  // namespace
}  // namespace vrrp::stage
