// Which adverts a router takes: each reason to refuse one, and which of two reasons is given.
#include "proto/receive.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::proto {
namespace {

// An advert from 10.0.0.2 as it comes in.
struct Packet {
  Advert advert{.vrid = 50, .priority = 100, .addresses = {ip("10.0.0.3")}};
  Address destination = vrrp_group(Family::ipv4);
  std::uint8_t ttl = 255;
  std::optional<AdvertError> seal{};
  Address source = ip("10.0.0.2");

  std::optional<AdvertError> to(const ReceiveConfig& config) const {
    const Buffer wire = encode_advert(advert, source, destination, Dialect::pseudo);
    const Envelope envelope{.source = source, .destination = destination, .ttl = ttl, .length = wire.size()};
    return refusal(decode_advert(wire, envelope), envelope, config, seal);
  }
};

const ReceiveConfig multicast{.vrid = 50};
const ReceiveConfig unicast{.vrid = 50, .unicast = true};

TEST(Receive, AGoodAdvertIsTaken) {
  EXPECT_EQ(Packet{}.to(multicast), std::nullopt);
}

TEST(Receive, OfAnotherVridOrFamilyItIsNotOurs) {
  DecodedAdvert advert;
  advert.vrid = 50;
  EXPECT_TRUE(is_ours(advert, {}, multicast));
  EXPECT_FALSE(is_ours(advert, {.family = Family::ipv6}, multicast));
  advert.vrid = 51;
  EXPECT_FALSE(is_ours(advert, {}, multicast));
}

TEST(Receive, OurOwnCameBack) {
  EXPECT_EQ(Packet{}.to({.vrid = 50, .own_addresses = {ip("10.0.0.9"), ip("10.0.0.2")}}),
            AdvertError::own_address);
}

TEST(Receive, ASourceThatIsNotARoutersIsRefused) {
  for (const auto source : {"0.0.0.0", "224.0.0.18", "255.255.255.255", "127.0.0.1"})
    EXPECT_EQ(Packet{.source = ip(source)}.to(multicast), AdvertError::source) << source;
  for (const auto source : {"::", "ff02::12", "::1"}) {
    const Envelope envelope{.family = Family::ipv6, .source = ip(source)};
    EXPECT_EQ(refusal({}, envelope, {.family = Family::ipv6, .vrid = 50}), AdvertError::source) << source;
  }
}

TEST(Receive, ARouterWithPeersTakesNothingFromTheGroup) {
  EXPECT_EQ(Packet{}.to(unicast), AdvertError::not_unicast);
  EXPECT_EQ((Packet{.destination = ip("10.0.0.1")}.to(unicast)), std::nullopt);
}

TEST(Receive, ARouterWithoutPeersTakesNothingElse) {
  EXPECT_EQ((Packet{.destination = ip("10.0.0.1")}.to(multicast)), AdvertError::not_multicast);
}

// RFC 9568 section 5.2.5: version 3 has at least one. keepalived sends version 2 without any when all of its
// addresses are excluded ones.
TEST(Receive, R1_15_AnAdvertWithoutAddressesIsForARouterWithoutAddresses) {
  const Packet none{.advert = {.version = 2, .vrid = 50, .priority = 100}};
  EXPECT_EQ(none.to({.version = 2, .vrid = 50, .has_vips = true}), AdvertError::count);
  EXPECT_EQ(none.to({.version = 2, .vrid = 50, .has_vips = false}), std::nullopt);
}

TEST(Receive, R8_1_OnlyTheGroupDemandsATtl) {
  EXPECT_EQ(Packet{.ttl = 64}.to(multicast), AdvertError::ttl);
  EXPECT_EQ((Packet{.destination = ip("10.0.0.1"), .ttl = 64}.to(unicast)), std::nullopt);
}

TEST(Receive, R3_5_ASealIsJudgedAfterWhatNeedsNone) {
  EXPECT_EQ(Packet{.seal = AdvertError::hmac}.to(multicast), AdvertError::hmac);
  EXPECT_EQ((Packet{.ttl = 1, .seal = AdvertError::hmac}.to(multicast)), AdvertError::ttl);
  EXPECT_EQ(Packet{.seal = AdvertError::hmac}.to({.version = 2, .vrid = 50}), AdvertError::version);
}

TEST(Receive, R3_5_AndBeforeWhatTheMessageSays) {
  Packet empty{.seal = AdvertError::replay};
  empty.advert.addresses.clear();
  EXPECT_EQ(empty.to(multicast), AdvertError::replay);
  EXPECT_EQ((Packet{.destination = ip("10.0.0.1"), .seal = AdvertError::hmac}.to(multicast)),
            AdvertError::hmac);
}

TEST(Receive, InVersion2AnEmptyListIsForARouterWithoutVips) {
  Packet empty{.advert = {.version = 2, .vrid = 50, .priority = 100}};
  EXPECT_EQ(empty.to({.version = 2, .vrid = 50}), AdvertError::count);
  EXPECT_EQ(empty.to({.version = 2, .vrid = 50, .has_vips = false}), std::nullopt);
  empty.advert.addresses = {ip("10.0.0.3")};
  EXPECT_EQ(empty.to({.version = 2, .vrid = 50}), std::nullopt);
}

TEST(Receive, EveryFaultHasAWord) {
  EXPECT_EQ(to_word(AdvertError::truncated), "truncated");
  EXPECT_EQ(to_word(AdvertError::not_multicast), "not_multicast");
  EXPECT_EQ(to_word(AdvertError::not_unicast), "not_unicast");
  EXPECT_EQ(to_word(AdvertError::source), "source");
  EXPECT_EQ(to_word(AdvertError::replay), "replay");
}

}  // namespace
}  // namespace vrrp::proto
