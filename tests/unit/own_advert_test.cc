// Where our adverts leave from, and which addresses they list.
#include "stage/elect/own_advert.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

using proto::Address;
using proto::Family;
using proto::Prefix;

std::vector<Prefix> prefixes(std::initializer_list<std::string_view> texts) {
  std::vector<Prefix> all;
  for (const auto text : texts) all.push_back(*Prefix::parse(text));
  return all;
}
ElectorConfig router(Family family, std::initializer_list<std::string_view> vips = {}) {
  ElectorConfig config;
  config.router = {"eth0", family, std::uint8_t{50}, ""};
  for (const Prefix& vip : prefixes(vips)) config.vips.push_back({.address = vip});
  return config;
}
std::string source(const ElectorConfig& config, std::initializer_list<std::string_view> interface,
                   std::initializer_list<std::string_view> host = {}) {
  const auto found = choose_source(config, prefixes(interface), prefixes(host));
  return found ? found->text() : "none";
}

TEST(Source, OverIpv4IsTheFirstAddressThatIsNoVip) {
  const ElectorConfig config = router(Family::ipv4, {"10.0.0.3"});
  EXPECT_EQ(source(config, {"fe80::5/64", "10.0.0.3/24", "10.0.0.5/24", "10.0.0.6/24"}), "10.0.0.5");
  EXPECT_EQ(source(config, {"10.0.0.3/24"}), "none");
}

TEST(Source, OfAnOwnerMayBeItsVip) {
  ElectorConfig config = router(Family::ipv4, {"10.0.0.3"});
  config.priority = 255;
  EXPECT_EQ(source(config, {"10.0.0.3/24"}), "10.0.0.3");
}

TEST(Source, OfAnOwnerIsAnotherAddressWhereItHasOne) {
  ElectorConfig config = router(Family::ipv4, {"10.0.0.3"});
  config.priority = 255;
  EXPECT_EQ(source(config, {"10.0.0.3/24", "10.0.0.5/24"}), "10.0.0.5");
  ElectorConfig over_ipv6 = router(Family::ipv6, {"fe80::3"});
  over_ipv6.priority = 255;
  EXPECT_EQ(source(over_ipv6, {"fe80::3/64", "fe80::5/64"}), "fe80::5");
  config.source = ip("10.0.0.3");
  EXPECT_EQ(source(config, {"10.0.0.3/24", "10.0.0.5/24"}), "10.0.0.3");
}

TEST(Source, OverIpv6IsLinkLocal) {
  const ElectorConfig config = router(Family::ipv6, {"fe80::3", "fd00::3"});
  EXPECT_EQ(source(config, {"10.0.0.5/24", "fd00::5/64", "fe80::3/64", "fe80::5/64"}), "fe80::5");
  EXPECT_EQ(source(config, {"fd00::5/64"}), "none");
}

TEST(Source, TowardsIpv6PeersHasTheirScope) {
  ElectorConfig config = router(Family::ipv6, {"fd00::3"});
  config.peers = {ip("fd00::2")};
  EXPECT_EQ(source(config, {"fe80::5/64", "fd00::3/128", "fd00::5/64"}), "fd00::5");
  EXPECT_EQ(source(config, {"fe80::5/64"}), "none");
  config.peers = {ip("fe80::2")};
  EXPECT_EQ(source(config, {"fd00::5/64", "fe80::5/64"}), "fe80::5");
}

TEST(Source, ThatIsGivenMustBeThere) {
  ElectorConfig config = router(Family::ipv4);
  config.source = ip("192.0.2.1");
  EXPECT_EQ(source(config, {"10.0.0.5/24"}, {"10.0.0.5/24", "192.0.2.1/32"}), "none");
  EXPECT_EQ(source(config, {"10.0.0.5/24", "192.0.2.1/32"}), "192.0.2.1");
  config.peers = {ip("198.51.100.1")};
  EXPECT_EQ(source(config, {"10.0.0.5/24"}, {"10.0.0.5/24", "192.0.2.1/32"}), "192.0.2.1");
  EXPECT_EQ(source(config, {"10.0.0.5/24"}, {"10.0.0.5/24"}), "none");
}

TEST(OwnAddresses, AreThoseOfOurFamilyWithoutTheVips) {
  EXPECT_EQ(own_addresses(router(Family::ipv4, {"10.0.0.3"}),
                          prefixes({"10.0.0.5/24", "10.0.0.3/32", "fe80::5/64", "10.1.0.5/24"})),
            (std::vector{ip("10.0.0.5"), ip("10.1.0.5")}));
}

TEST(MartianSources, AreTheVipsThatABackupHolds) {
  ElectorConfig config = router(Family::ipv4, {"10.0.0.3", "10.0.0.4", "fd00::3"});
  const std::vector<Prefix> host = prefixes({"10.0.0.5/24", "10.0.0.3/32", "fd00::3/128"});
  EXPECT_EQ(martian_sources(config, host), std::vector{ip("10.0.0.3")});
  config.priority = 255;
  EXPECT_TRUE(martian_sources(config, host).empty());
  EXPECT_TRUE(martian_sources(router(Family::ipv6, {"fd00::3"}), host).empty());
}

TEST(Advertised, LinkLocalAddressesComeFirstAndTheOthersKeepTheirOrder) {
  ElectorConfig config =
      router(Family::ipv6, {"fd00::9", "fe80::3", "10.0.0.3", "fd00::1", "fe80::1", "fd00::7"});
  config.vips.back().excluded = true;
  EXPECT_EQ(advertised(config), (std::vector{ip("fe80::3"), ip("fe80::1"), ip("fd00::9"), ip("fd00::1")}));
}

TEST(OwnAdvert, WithoutAddressesNamesTheSenderInVersion3) {
  ElectorConfig config = router(Family::ipv4);
  EXPECT_EQ(own_advert(config, 90, {}, ip("10.0.0.5")).addresses, std::vector{ip("10.0.0.5")});
  config.version = 2;
  EXPECT_TRUE(own_advert(config, 90, {}, ip("10.0.0.5")).addresses.empty());
}

TEST(Source, ThatIsMissingIsNamed) {
  EXPECT_EQ(missing_source(router(Family::ipv4), {}),
            "eth0 has no IPv4 address besides the VIPs to send adverts from");
  ElectorConfig config = router(Family::ipv6);
  EXPECT_EQ(missing_source(config, {}), "eth0 has no link-local address to send adverts from");
  config.peers = {ip("fe80::2")};
  EXPECT_EQ(missing_source(config, {}), "eth0 has no link-local address to send adverts from");
  config.peers = {ip("fd00::2")};
  EXPECT_EQ(missing_source(config, {}),
            "eth0 has no IPv6 address besides link-local ones and the VIPs to send adverts from");
}

TEST(Source, ThatWasAskedForAndIsMissingIsNamed) {
  ElectorConfig config = router(Family::ipv4, {"10.0.0.3"});
  config.source = ip("10.0.0.5");
  EXPECT_EQ(missing_source(config, {}), "--source 10.0.0.5 is not on eth0");
  config.peers = {ip("10.0.0.2")};
  EXPECT_EQ(missing_source(config, {}), "--source 10.0.0.5 is not on this host");
  config.source = ip("10.0.0.3");
  EXPECT_EQ(missing_source(config, {}),
            "--source 10.0.0.3 is a --vip; only the owner, priority 255, can send from it");
}

TEST(Source, ThatIsAVipIsNamedAsTheReason) {
  const ElectorConfig config = router(Family::ipv4, {"10.0.0.3"});
  EXPECT_EQ(missing_source(config, prefixes({"fe80::5/64", "10.0.0.3/24"})),
            "10.0.0.3 on eth0 is a --vip and cannot be the source of adverts below priority 255; add another "
            "address to eth0, or set --priority 255 if this host owns 10.0.0.3");
  const ElectorConfig ipv6 = router(Family::ipv6, {"fe80::3", "fd00::3"});
  EXPECT_EQ(missing_source(ipv6, prefixes({"fd00::3/64"})),
            "eth0 has no link-local address to send adverts from");
  EXPECT_EQ(missing_source(ipv6, prefixes({"fd00::3/64", "fe80::3/64"})).substr(0, 16), "fe80::3 on eth0 ");
}

}  // namespace
}  // namespace vrrp::stage
