// In what another router is configured otherwise, told once; and that none of it makes two masters.
#include "elector_world.h"
#include "stage/elect/wire.h"

namespace vrrp::stage {
namespace {

using record::MismatchKind;

struct Other {
  proto::Advert advert{.vrid = 50, .priority = 150, .addresses = {ip("10.0.0.3")}};
  proto::Dialect dialect = proto::Dialect::pseudo;
  std::string from = "10.0.0.2";
  std::chrono::seconds clock{};  // how far it is ahead of ours

  Address to = proto::vrrp_group(proto::Family::ipv4);

  World& says(World& world, Time now) const {
    const Buffer wire = proto::encode_advert(advert, ip(from), to, dialect);
    const proto::Envelope envelope{.source = ip(from), .destination = to, .length = wire.size()};
    return world.give(now, Elector::Heard{proto::decode_advert(wire, envelope), envelope});
  }
  // Sealed as the one does, opened as the other does.
  void says(World& world, Time now, WireConfig theirs, WireConfig ours) const {
    for (WireConfig* config : {&theirs, &ours}) {
      config->version = advert.version;
      config->vrid = advert.vrid;
    }
    proto::Advert sent = advert;
    sent.auth_type = theirs.auth_type;
    sent.auth_data = theirs.auth_data;
    Wire sender(std::move(theirs)), receiver(std::move(ours));
    const auto packets = sender.seal(noon + clock, sent, ip(from), dialect);
    ASSERT_FALSE(packets.empty());
    const auto datagram = proto::parse_datagram(packets.front().datagram);
    ASSERT_TRUE(datagram);
    const auto opened = receiver.open(noon, *datagram);
    ASSERT_TRUE(opened);
    world.give(now, Elector::Heard{opened->advert, opened->envelope, opened->seal, opened->key_id,
                                   opened->off_clock});
  }

  static constexpr WallTime noon{std::chrono::seconds(1'700'000'000)};
};

WireConfig with_key(std::uint8_t id, std::uint8_t fill) {
  return {.hmac = proto::HmacConfig{.keys = {{id, Buffer(32, fill)}}}};
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
  World world = begun();
  EXPECT_EQ(told(Other{}.says(world, at(1s))), "");
}

TEST(Mismatch, IsToldOnceForEachKindAndPeer) {
  World world = begun();
  Other other;
  other.advert.interval = 2s;
  EXPECT_EQ(told(other.says(world, at(1s))), "interval 1s/2s 10.0.0.2");
  EXPECT_EQ(told(other.says(world, at(3s))), "");
  other.from = "10.0.0.7";
  EXPECT_EQ(told(other.says(world, at(4s))), "interval 1s/2s 10.0.0.7");
}

TEST(Mismatch, OfTheAddressesNamesThoseOfOneSideOnly) {
  World world = begun({.vips = {{prefix("10.0.0.3")}, {prefix("10.0.0.4")}, {prefix("10.0.0.6")}}});
  Other other;
  other.advert.addresses = {ip("10.0.0.6"), ip("10.0.0.9")};
  EXPECT_EQ(told(other.says(world, at(1s))), "addresses 10.0.0.3 10.0.0.4/10.0.0.9 10.0.0.2");
  EXPECT_EQ(world.said,
            "10.0.0.2 advertises other addresses for VRID 50 than the --vip of this router: 10.0.0.9 is not "
            "a --vip here, and 10.0.0.3 is not in its list");
}

TEST(Mismatch, OfTheAddressesIsNoMatterOfOrder) {
  World world = begun({.vips = {{prefix("10.0.0.3")}, {prefix("10.0.0.4")}}});
  Other other;
  other.advert.addresses = {ip("10.0.0.4"), ip("10.0.0.3")};
  EXPECT_EQ(told(other.says(world, at(1s))), "");
}

TEST(Mismatch, OfTheAddressesIsNoneForARouterWithoutAny) {
  World::leader_only = true;
  World world = begun();
  EXPECT_EQ(told(Other{}.says(world, at(1s))), "");
  World::leader_only = false;
}

TEST(Mismatch, OfTheAddressesNeverMakesASecondMaster) {
  for (const std::uint8_t version : {std::uint8_t{2}, std::uint8_t{3}}) {
    World world = begun({.version = version});
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
  World world = begun({.dialect = proto::Dialect::pseudo});
  Other other{.dialect = proto::Dialect::message};
  EXPECT_EQ(told(other.says(world, at(1s))), "checksum pseudo/message 10.0.0.2");
  EXPECT_EQ(world.did(), "say");
  EXPECT_EQ(world.said,
            "10.0.0.2 computes checksums without a pseudo-header for VRID 50, but this router with one; set "
            "--checksum rfc9568 to be understood");
}

TEST(Mismatch, OfTheChecksumNeedsNoAdviceWhereWeFollow) {
  World world = begun();
  EXPECT_EQ(told(Other{.dialect = proto::Dialect::message}.says(world, at(1s))),
            "checksum pseudo/message 10.0.0.2");
  EXPECT_EQ(world.did(), "");
}

TEST(Mismatch, OfTheVersion) {
  World world = begun({.version = 2});
  EXPECT_EQ(told(Other{}.says(world, at(1s))), "version 2/3 10.0.0.2");
}

TEST(Mismatch, OfTheIntervalInVersion2) {
  World world = begun({.version = 2});
  Other other;
  other.advert.version = 2;
  other.advert.interval = 3s;
  EXPECT_EQ(told(other.says(world, at(1s))), "interval 1s/3s 10.0.0.2");
}

TEST(Mismatch, OfTheAuthenticationTellsNoPassword) {
  World world = begun({.version = 2, .auth_type = proto::AuthType::pass, .auth_data = {'s', 'e'}});
  Other other;
  other.advert.version = 2;
  EXPECT_EQ(told(other.says(world, at(1s))), "auth pass/none 10.0.0.2");
  other.from = "10.0.0.7";
  other.advert.auth_type = proto::AuthType::pass;
  EXPECT_EQ(told(other.says(world, at(2s))), "auth pass/another password 10.0.0.7");
}

TEST(Mismatch, OfTheAuthenticationSaysWhatWouldJoinThem) {
  struct Case {
    proto::AuthType ours, theirs;
    std::string_view told, advice;
  };
  using enum proto::AuthType;
  const Case cases[] = {
      {pass, pass, "pass/another password",
       "has another password for VRID 50; set the same --auth-pass to join it"},
      {pass, none, "pass/none",
       "has no password for VRID 50, but this router has one; remove --auth-pass to join it"},
      {none, pass, "none/pass",
       "has a password for VRID 50, but this router has none; set --auth-type pass and the same --auth-pass "
       "to join it"},
      {none, ah, "none/ah",
       "has a password for VRID 50, but this router has none; set --auth-type ah and the same --auth-pass to "
       "join it"},
      {pass, ah, "pass/ah",
       "authenticates VRID 50 with ah, but this router uses pass; set the same --auth-type to join it"},
      {ah, pass, "ah/pass",
       "authenticates VRID 50 with pass, but this router uses ah; set the same --auth-type to join it"},
      {ah, ah, "ah/another password",
       "has another password for VRID 50; set the same --auth-pass to join it"},
  };
  for (const Case& each : cases) {
    const proto::AuthData ours{'o'}, theirs{'t'};
    World world = begun({.version = 2, .auth_type = each.ours, .auth_data = ours});
    Other other;
    other.advert.version = 2;
    other.says(world, at(1s), {.auth_type = each.theirs, .auth_data = theirs},
               {.auth_type = each.ours, .auth_data = ours});
    EXPECT_EQ(told(world), "auth " + std::string(each.told) + " 10.0.0.2");
    EXPECT_EQ(world.said, "10.0.0.2 " + std::string(each.advice));
  }
}

TEST(Mismatch, OfTheSignatureWithAnotherKey) {
  World world = begun();
  const Other other;
  other.says(world, at(1s), with_key(2, 'a'), with_key(2, 'b'));
  EXPECT_EQ(told(world), "auth hmac/another key 10.0.0.2");
  EXPECT_EQ(world.said,
            "10.0.0.2's signature for VRID 50 (key ID 2) does not match this router's --hmac-key; set the "
            "same key under the same ID to join it");
  EXPECT_EQ(world.did(), "say, reject hmac 1");
  other.says(world, at(2s), with_key(2, 'a'), with_key(2, 'b'));
  EXPECT_EQ(told(world), "");
  EXPECT_EQ(world.did(), "reject hmac 2");
  Other{.from = "10.0.0.7"}.says(world, at(3s), {}, with_key(2, 'b'));
  EXPECT_EQ(told(world), "auth hmac/none 10.0.0.7");
  EXPECT_EQ(world.did(), "say, reject hmac 1");
}

TEST(Mismatch, OfTheSignatureThatIsMissing) {
  World world = begun();
  Other{}.says(world, at(1s), {}, with_key(1, 'a'));
  EXPECT_EQ(told(world), "auth hmac/none 10.0.0.2");
  EXPECT_EQ(world.said,
            "10.0.0.2 does not sign its adverts for VRID 50; give it this router's --hmac-key, or set "
            "--hmac-mode permissive to join it unsigned");
}

TEST(Mismatch, OfTheSignatureThatWeHaveNoKeyFor) {
  for (const std::uint8_t version : {std::uint8_t{2}, std::uint8_t{3}}) {
    World world = begun({.version = version});
    Other other;
    other.advert.version = version;
    other.says(world, at(1s), with_key(7, 'a'), {});
    EXPECT_EQ(told(world), "auth none/hmac 10.0.0.2");
    EXPECT_EQ(world.said,
              "10.0.0.2 signs its adverts for VRID 50 (key ID 7), but this router has no key; set the same "
              "--hmac-key to join it");
    EXPECT_EQ(world.did(), "say, reject length 1");
  }
}

TEST(Mismatch, OfNoSignatureIsAnAdvertThatIsTooLongOtherwise) {
  World world = begun();
  const Address group = proto::vrrp_group(proto::Family::ipv4);
  Buffer wire = proto::encode_advert(Other{}.advert, ip("10.0.0.2"), group, proto::Dialect::pseudo);
  wire.resize(wire.size() + 27);
  const Buffer datagram = proto::encode_datagram(ip("10.0.0.2"), group, proto::vrrp_protocol, 1, wire);
  Wire receiver({.vrid = 50});
  const auto parsed = proto::parse_datagram(datagram);
  ASSERT_TRUE(parsed);
  const auto opened = receiver.open(Other::noon, *parsed);
  ASSERT_TRUE(opened);
  world.give(at(1s), Elector::Heard{opened->advert, opened->envelope, opened->seal, opened->key_id});
  EXPECT_EQ(told(world), "");
  EXPECT_EQ(world.did(), "reject length 1");
}

TEST(Mismatch, OfTheClocksIsSaidOnceToEachPeerAndHasNoRecord) {
  World world = begun();
  Other other{.clock = -7s};
  other.says(world, at(1s), with_key(1, 7), with_key(1, 7));
  EXPECT_EQ(told(world), "");
  EXPECT_EQ(world.said,
            "10.0.0.2's signature for VRID 50 is 7 s behind this router's clock; set both clocks to the same "
            "time, unless it is an old advert that is sent again");
  EXPECT_EQ(world.did(), "say, reject replay 1");
  other.says(world, at(3s), with_key(1, 7), with_key(1, 7));
  EXPECT_EQ(world.did(), "reject replay 2");
  other.from = "10.0.0.7";
  other.clock = 60s;
  other.says(world, at(4s), with_key(1, 7), with_key(1, 7));
  EXPECT_TRUE(
      world.said.starts_with("10.0.0.7's signature for VRID 50 is 60 s ahead of this router's clock"));
  EXPECT_EQ(world.did(), "say, reject replay 1");
}

TEST(Mismatch, OfTheClocksIsNoneWithinTheWindowOrWhereNoClockIsAsked) {
  World world = begun();
  Other other{.clock = -5s};
  other.says(world, at(1s), with_key(1, 7), with_key(1, 7));
  EXPECT_EQ(world.said, "");
  other.clock = -7s;
  WireConfig ours = with_key(1, 7);
  ours.hmac->replay = proto::HmacReplay::monotonic;
  other.says(world, at(2s), with_key(1, 7), ours);
  EXPECT_EQ(world.said, "");
}

TEST(Mismatch, OfUnicastAndMulticastIsSaidOnceToEachPeerAndHasNoRecord) {
  World world = begun({.peers = {ip("10.0.0.2")}});
  Other other;
  EXPECT_EQ(told(other.says(world, at(1s))), "");
  EXPECT_EQ(world.said,
            "10.0.0.2 sends its adverts for VRID 50 to the group 224.0.0.18, but this router uses unicast; "
            "remove --peer to join it");
  EXPECT_EQ(world.did(), "say, reject not_unicast 1");
  other.says(world, at(3s));
  EXPECT_EQ(world.did(), "reject not_unicast 2");
  other.from = "10.0.0.7";
  other.says(world, at(4s));
  EXPECT_EQ(world.did(), "say, reject not_unicast 1");
}

TEST(Mismatch, OfMulticastAndUnicastNamesThePeerToGive) {
  World world = begun();
  Other other;
  other.to = ip("10.0.0.5");
  other.says(world, at(1s));
  EXPECT_EQ(world.said,
            "10.0.0.2 sends its adverts for VRID 50 by unicast, but this router uses multicast; set --peer "
            "10.0.0.2 to join it");
  EXPECT_EQ(world.did(), "say, reject not_multicast 1");
  other.from = "10.0.0.7";
  other.to = ip("224.0.0.99");
  other.says(world, at(2s));
  EXPECT_EQ(world.did(), "reject not_multicast 1");
}

TEST(Mismatch, OfThePriorityIsThatThereIsNone) {
  World world = begun();
  Other other;
  other.advert.priority = 100;
  EXPECT_EQ(told(other.says(world, at(1s))), "priority 100 at 10.0.0.5/100 at 10.0.0.2 10.0.0.2");
}

TEST(Mismatch, SendersWithoutEndAreNotToldWithoutEnd) {
  World world = begun();
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
  EXPECT_EQ(world.run_until(at(1500ms)).dialect, proto::Dialect::pseudo);
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
  World world = begun();
  Other other{.dialect = proto::Dialect::message};
  other.from = "10.0.0.5";  // our own address
  other.says(world, at(1s));
  EXPECT_EQ(world.run_until(at(5s)).dialect, proto::Dialect::pseudo);
}

}  // namespace
}  // namespace vrrp::stage
