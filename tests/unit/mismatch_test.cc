// In what another router is configured otherwise, told once; and that none of it makes two masters.
#include "elector_world.h"

namespace vrrp::stage {
namespace {

using record::MismatchKind;

struct Other {
  proto::Advert advert{.vrid = 50, .priority = 150, .addresses = {ip("10.0.0.3")}};
  proto::Dialect dialect = proto::Dialect::pseudo;
  std::string from = "10.0.0.2";

  void says(World& world, Time now) const {
    const Address group = proto::vrrp_group(proto::Family::ipv4);
    const Buffer wire = proto::encode_advert(advert, ip(from), group, dialect);
    const proto::Envelope envelope{.source = ip(from), .destination = group, .length = wire.size()};
    world.give(now, Elector::Heard{proto::decode_advert(wire, envelope), envelope});
  }
};

World backup(ElectorConfig config = {}) {
  World world(std::move(config));
  world.start();
  world.did();
  return world;
}

// "interval 1s/2s 10.0.0.2", of all that were told since.
std::string told(World& world) {
  std::string text;
  for (const record::Mismatch& each : std::exchange(world.mismatches, {}))
    text += (text.empty() ? "" : ", ") + std::string(to_word(each.kind)) + " " + each.ours + "/" +
            each.theirs + " " + each.peer.address.text();
  return text;
}

TEST(Mismatch, TwoRoutersAlikeDifferInNothing) {
  World world = backup();
  Other{}.says(world, at(1s));
  EXPECT_EQ(told(world), "");
}

TEST(Mismatch, IsToldOnceForEachKindAndPeer) {
  World world = backup();
  Other other;
  other.advert.interval = 2s;
  other.says(world, at(1s));
  EXPECT_EQ(told(world), "interval 1s/2s 10.0.0.2");
  other.says(world, at(3s));
  EXPECT_EQ(told(world), "");
  other.from = "10.0.0.7";
  other.says(world, at(4s));
  EXPECT_EQ(told(world), "interval 1s/2s 10.0.0.7");
}

TEST(Mismatch, OfTheAddressesNamesThoseOfOneSideOnly) {
  World world = backup({.vips = {{prefix("10.0.0.3")}, {prefix("10.0.0.4")}, {prefix("10.0.0.6")}}});
  Other other;
  other.advert.addresses = {ip("10.0.0.6"), ip("10.0.0.9")};
  other.says(world, at(1s));
  EXPECT_EQ(told(world), "addresses 10.0.0.3 10.0.0.4/10.0.0.9 10.0.0.2");
  EXPECT_EQ(world.said,
            "10.0.0.2 advertises other addresses for VRID 50 than our --vip: 10.0.0.9 is not ours, and "
            "10.0.0.3 is not its");
}

TEST(Mismatch, OfTheAddressesIsNoMatterOfOrder) {
  World world = backup({.vips = {{prefix("10.0.0.3")}, {prefix("10.0.0.4")}}});
  Other other;
  other.advert.addresses = {ip("10.0.0.4"), ip("10.0.0.3")};
  other.says(world, at(1s));
  EXPECT_EQ(told(world), "");
}

TEST(Mismatch, OfTheAddressesIsNoneForARouterWithoutAny) {
  World::leader_only = true;
  World world = backup();
  Other{}.says(world, at(1s));
  EXPECT_EQ(told(world), "");
  World::leader_only = false;
}

TEST(Mismatch, OfTheAddressesNeverMakesASecondMaster) {
  for (const std::uint8_t version : {std::uint8_t{2}, std::uint8_t{3}}) {
    World world = backup({.version = version});
    Other other;
    other.advert.version = version;
    other.advert.addresses = {ip("10.0.0.9")};
    for (Duration t = 1s; t < 10s; t += 1s) {
      world.run_until(at(t));
      other.says(world, at(t));
    }
    EXPECT_EQ(world.state, State::backup) << int{version};
  }
}

TEST(Mismatch, OfTheChecksumNamesBothDialects) {
  World world = backup({.dialect = proto::Dialect::pseudo});
  Other other{.dialect = proto::Dialect::message};
  other.says(world, at(1s));
  EXPECT_EQ(told(world), "checksum pseudo/message 10.0.0.2");
  EXPECT_EQ(world.did(), "say");
  EXPECT_EQ(world.said,
            "10.0.0.2 computes checksums without a pseudo-header for VRID 50, we with one: to be understood, "
            "--checksum rfc9568");
}

TEST(Mismatch, OfTheChecksumNeedsNoAdviceWhereWeFollow) {
  World world = backup();
  Other{.dialect = proto::Dialect::message}.says(world, at(1s));
  EXPECT_EQ(told(world), "checksum pseudo/message 10.0.0.2");
  EXPECT_EQ(world.did(), "");
}

TEST(Mismatch, OfTheVersion) {
  World world = backup({.version = 2});
  Other{}.says(world, at(1s));
  EXPECT_EQ(told(world), "version 2/3 10.0.0.2");
}

TEST(Mismatch, OfTheIntervalInVersion2) {
  World world = backup({.version = 2});
  Other other;
  other.advert.version = 2;
  other.advert.interval = 3s;
  other.says(world, at(1s));
  EXPECT_EQ(told(world), "interval 1s/3s 10.0.0.2");
}

TEST(Mismatch, OfTheAuthenticationTellsNoPassword) {
  World world = backup({.version = 2, .auth_type = proto::AuthType::pass, .auth_data = {'s', 'e'}});
  Other other;
  other.advert.version = 2;
  other.says(world, at(1s));
  EXPECT_EQ(told(world), "auth pass/none 10.0.0.2");
  other.from = "10.0.0.7";
  other.advert.auth_type = proto::AuthType::pass;
  other.says(world, at(2s));
  EXPECT_EQ(told(world), "auth pass/another password 10.0.0.7");
}

TEST(Mismatch, OfThePriorityIsThatThereIsNone) {
  World world = backup();
  Other other;
  other.advert.priority = 100;
  other.says(world, at(1s));
  EXPECT_EQ(told(world), "priority 100 at 10.0.0.5/100 at 10.0.0.2 10.0.0.2");
}

TEST(Mismatch, SendersWithoutEndAreNotToldWithoutEnd) {
  World world = backup();
  Other other;
  other.advert.interval = 2s;
  for (int i = 10; i < 250; ++i) {
    other.from = "10.0.1." + std::to_string(i);
    other.says(world, at(1s));
  }
  EXPECT_EQ(world.mismatches.size(), 16u);
}

// ---- the dialect of our own adverts

TEST(Dialect, IsTheOneHeardLastWhoeverSentIt) {
  World world = master();
  EXPECT_EQ(world.dialect, proto::Dialect::pseudo);
  Other worse{.dialect = proto::Dialect::message};
  worse.advert.priority = 50;
  worse.says(world, at(500ms));
  EXPECT_EQ(world.did(), "contest 10.0.0.2, send 100, alive");
  EXPECT_EQ(world.dialect, proto::Dialect::message);
  worse.dialect = proto::Dialect::pseudo;
  worse.says(world, at(600ms));
  world.run_until(at(1500ms));
  EXPECT_EQ(world.dialect, proto::Dialect::pseudo);
}

TEST(Dialect, StaysTheOneThatWasAskedFor) {
  World world = master({.dialect = proto::Dialect::message});
  EXPECT_EQ(world.dialect, proto::Dialect::message);
  Other worse;
  worse.advert.priority = 50;
  worse.says(world, at(500ms));
  EXPECT_EQ(world.dialect, proto::Dialect::message);
}

TEST(Dialect, OfAnAdvertThatWasRefusedTeachesNothing) {
  World world = backup();
  Other other{.dialect = proto::Dialect::message};
  other.from = "10.0.0.5";  // our own address
  other.says(world, at(1s));
  world.run_until(at(5s));
  EXPECT_EQ(world.dialect, proto::Dialect::pseudo);
}

}  // namespace
}  // namespace vrrp::stage
