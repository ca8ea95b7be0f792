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

struct Said {
  std::string_view from = "10.0.0.2";
  std::uint8_t priority = 90;
  std::uint8_t vrid = 50;
  Duration interval = 1s;
  proto::Dialect dialect = proto::Dialect::pseudo;
};

Spoken advert_of(const Said& said) {
  const proto::Advert advert{
      .vrid = said.vrid, .priority = said.priority, .interval = said.interval, .addresses = {ip("10.0.0.3")}};
  const auto group = proto::vrrp_group(proto::Family::ipv4);
  const Buffer wire = proto::encode_advert(advert, ip(said.from), group, said.dialect);
  const proto::Envelope envelope{.source = ip(said.from), .destination = group, .length = wire.size()};
  return {proto::decode_advert(wire, envelope), envelope};
}

auto hear(Ear& ear, const ElectorConfig& config, const Said& said,
          std::optional<proto::Address> source = ip("10.0.0.5")) {
  const Spoken spoken = advert_of(said);
  EXPECT_TRUE(ear.is_for_us(spoken.advert, spoken.envelope));
  EXPECT_FALSE(ear.error_of(spoken.advert, spoken.envelope, std::nullopt));
  return ear.accepted(now, config, 100, source, spoken.advert, spoken.envelope);
}

TEST(Ear, KnowsWhoSpokeLastAndWhoLeft) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  EXPECT_FALSE(ear.silent_from());
  hear(ear, config, {.from = "10.0.0.2", .priority = 0});
  hear(ear, config, {.from = "10.0.0.4", .interval = 2s});
  EXPECT_EQ(ear.peer(Reason::master_down)->address, ip("10.0.0.4"));
  EXPECT_EQ(ear.peer(Reason::priority_zero)->address, ip("10.0.0.2"));
  EXPECT_EQ(ear.since_last(now + 2s), 2s);
  EXPECT_EQ(ear.silent_from(), now + 2500ms) << "by the interval that it spoke of";
}

TEST(Ear, AnotherRoutersAdvertIsNotForUs) {
  const Ear ear(config_of_one());
  const Spoken spoken = advert_of({.vrid = 51});
  EXPECT_FALSE(ear.is_for_us(spoken.advert, spoken.envelope));
}

TEST(Ear, AnswersInTheDialectThatItHeardLastUnlessOneIsSet) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  hear(ear, config, {.dialect = proto::Dialect::message});
  EXPECT_EQ(ear.dialect(config), proto::Dialect::message);
  ElectorConfig fixed = config;
  fixed.dialect = proto::Dialect::pseudo;
  EXPECT_EQ(ear.dialect(fixed), proto::Dialect::pseudo);
}

TEST(Ear, ComparesNothingWithoutASourceOfItsOwn) {
  const ElectorConfig config = config_of_one();
  Ear mute(config), ear(config);
  EXPECT_TRUE(hear(mute, config, {.interval = 2s}, std::nullopt).empty());
  EXPECT_EQ(hear(ear, config, {.interval = 2s}).size(), 1U);
}

TEST(Ear, ARejectionIsCountedAndReportedOnceASecond) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  const Spoken spoken = advert_of({});
  const auto reject = [&](Time at) {
    return ear.rejected(at, config, {proto::AdvertError::checksum, spoken.advert, spoken.envelope}).count;
  };
  EXPECT_EQ(reject(now), 1U);
  EXPECT_FALSE(reject(now + 1ms));
  EXPECT_EQ(reject(now + 1s), 3U);
}

TEST(Ear, AContestIsReportedOnceAnInterval) {
  ElectorConfig config = config_of_one();
  config.interval = 2s;
  Ear ear(config);
  const proto::Election::Heard rival{90, ip("10.0.0.2"), 1s};
  EXPECT_TRUE(ear.contested(now, config, rival, 100, true).report);
  EXPECT_FALSE(ear.contested(now + 1999ms, config, rival, 100, true).report);
  EXPECT_TRUE(ear.contested(now + 2s, config, rival, 100, true).report);
}

// A rival that goes on for three seconds though it is outranked: what is said of it.
std::optional<std::string> advice_after_contests(bool we_are_heard) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  std::optional<std::string> advice;
  for (Time at = now; at <= now + 4s; at += 1s)
    if (auto told = ear.contested(at, config, {90, ip("10.0.0.2"), 1s}, 100, we_are_heard).advice)
      advice = told;
  return advice;
}

TEST(Ear, ARivalThatDoesNotHearUsIsNamedUnlessWeAreRefused) {
  EXPECT_TRUE(advice_after_contests(true));
  EXPECT_FALSE(advice_after_contests(false));
}

TEST(Ear, OurOwnAddressesCannotBeAPeers) {
  const ElectorConfig config = config_of_one();
  Ear ear(config);
  ear.addresses_changed(config, {prefix("10.0.0.6/24")}, ip("10.0.0.5"));
  for (const std::string_view from : {"10.0.0.5", "10.0.0.6"}) {
    const Spoken spoken = advert_of({.from = from});
    EXPECT_EQ(ear.error_of(spoken.advert, spoken.envelope, std::nullopt), proto::AdvertError::own_address)
        << from;
  }
}

}  // namespace
}  // namespace vrrp::stage
