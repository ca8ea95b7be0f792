// What a router makes of the adverts that it hears: lib/stage/elect/ear.h.
#include "stage/elect/ear.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

using record::Reason;

constexpr Time now(1000s);

ElectorConfig config_of_one() {
  ElectorConfig config;
  config.router = {.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
  config.vips = {{prefix("10.0.0.3")}};
  return config;
}

struct Spoken {
  proto::DecodedAdvert advert;
  proto::Envelope envelope;
};

Spoken advert_of(std::string_view from, std::uint8_t priority, std::uint8_t vrid = 50,
                 proto::Dialect dialect = proto::Dialect::pseudo) {
  const proto::Advert advert{
      .vrid = vrid, .priority = priority, .interval = 1s, .addresses = {ip("10.0.0.3")}};
  const auto group = proto::vrrp_group(proto::Family::ipv4);
  const Buffer wire = proto::encode_advert(advert, ip(from), group, dialect);
  const proto::Envelope envelope{.source = ip(from), .destination = group, .length = wire.size()};
  return {proto::decode_advert(wire, envelope), envelope};
}

TEST(Ear, KnowsWhoSpokeLastAndWhoLeft) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  EXPECT_FALSE(ear.silent_from());
  for (const auto& [from, priority] : {std::pair("10.0.0.2", 0), std::pair("10.0.0.4", 90)}) {
    const Spoken spoken = advert_of(from, static_cast<std::uint8_t>(priority));
    EXPECT_TRUE(ear.is_for_us(spoken.advert, spoken.envelope));
    EXPECT_FALSE(ear.refusal(spoken.advert, spoken.envelope, std::nullopt));
    ear.accepted(now, config, 100, ip("10.0.0.5"), spoken.advert, spoken.envelope);
  }
  EXPECT_EQ(ear.peer(Reason::master_down)->address, ip("10.0.0.4"));
  EXPECT_EQ(ear.peer(Reason::priority_zero)->address, ip("10.0.0.2"));
  EXPECT_EQ(ear.since_last(now + 2s), 2s);
  EXPECT_EQ(ear.silent_from(), now + 1250ms);
}

TEST(Ear, AnotherRoutersAdvertIsNotForUs) {
  const Ear ear(config_of_one());
  const Spoken spoken = advert_of("10.0.0.2", 100, 51);
  EXPECT_FALSE(ear.is_for_us(spoken.advert, spoken.envelope));
}

TEST(Ear, AnswersInTheDialectThatItHeardLast) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  EXPECT_EQ(ear.dialect(config), proto::Dialect::pseudo);
  const Spoken spoken = advert_of("10.0.0.2", 90, 50, proto::Dialect::message);
  ear.accepted(now, config, 100, ip("10.0.0.5"), spoken.advert, spoken.envelope);
  EXPECT_EQ(ear.dialect(config), proto::Dialect::message);
  ElectorConfig fixed = config;
  fixed.dialect = proto::Dialect::pseudo;
  EXPECT_EQ(ear.dialect(fixed), proto::Dialect::pseudo);
}

TEST(Ear, AContestIsReportedOnceASecond) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  const proto::Election::Heard rival{90, ip("10.0.0.2"), 1s};
  EXPECT_TRUE(ear.contested(now, config, rival, 100, true).report);
  EXPECT_FALSE(ear.contested(now + 999ms, config, rival, 100, true).report);
  EXPECT_TRUE(ear.contested(now + 1s, config, rival, 100, true).report);
}

TEST(Ear, OurOwnAddressesCannotBeAPeers) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  const Spoken spoken = advert_of("10.0.0.5", 90);
  EXPECT_FALSE(ear.refusal(spoken.advert, spoken.envelope, std::nullopt));
  ear.addresses_changed(config, {prefix("10.0.0.5/24")}, ip("10.0.0.5"));
  EXPECT_TRUE(!ear.is_for_us(spoken.advert, spoken.envelope) ||
              ear.refusal(spoken.advert, spoken.envelope, std::nullopt));
}

}  // namespace
}  // namespace vrrp::stage
