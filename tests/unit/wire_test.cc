#include "stage/elect/wire.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "capture_file.h"
#include "proto/checksum.h"
#include "values.h"

namespace vrrp::stage {
namespace {

using proto::Address;
using proto::AdvertError;
using proto::AuthType;
using proto::Dialect;
using proto::Family;
using proto::HmacMode;
using proto::HmacReplay;

constexpr WallTime noon{1'795'345'896s};

proto::HmacConfig signing(HmacMode mode = HmacMode::enforce) {
  Buffer secret;
  for (std::uint8_t i = 0; i < 32; ++i) secret.push_back(i);
  proto::HmacConfig config{.mode = mode};
  config.keys.push_back({.id = 1, .secret = secret});
  return config;
}

// A virtual router of each kind, and its advert.
struct Kind {
  WireConfig config{};
  Address source = ip("10.0.0.1");
  proto::Advert advert{};

  std::vector<Wire::Packet> seal(Wire& wire, WallTime now = noon) const {
    return wire.seal(now, advert, source, Dialect::pseudo);
  }
  // The first packet; empty, and a failure, when there is none.
  Buffer datagram(Wire& wire, WallTime now = noon) const {
    auto packets = seal(wire, now);
    EXPECT_FALSE(packets.empty());
    return packets.empty() ? Buffer{} : std::move(packets.front().datagram);
  }
};

Kind version3() {
  return {.config = {.vrid = 51}, .advert = {.vrid = 51, .addresses = {ip("10.0.0.100"), ip("10.0.0.101")}}};
}

Kind version2() {
  Kind kind = version3();
  kind.config.version = kind.advert.version = 2;
  return kind;
}

Kind over_ipv6() {
  return {.config = {.family = Family::ipv6, .vrid = 51},
          .source = ip("fe80::1"),
          .advert = {.vrid = 51, .addresses = {ip("fe80::50"), ip("2001:db8::50")}}};
}

Kind with_ah() {
  Kind kind = version2();
  kind.config.auth_type = kind.advert.auth_type = AuthType::ah;
  kind.config.auth_data = {'1', '1', '1', '1'};
  return kind;
}

Kind is_signed(Kind kind, HmacMode mode = HmacMode::enforce) {
  kind.config.hmac = signing(mode);
  return kind;
}

Kind to_peers(Kind kind, std::vector<Address> peers) {
  kind.config.peers = std::move(peers);
  return kind;
}

std::optional<Wire::Opened> heard(Wire& wire, Bytes datagram, WallTime now = noon) {
  const auto parsed = proto::parse_datagram(datagram);
  return parsed ? wire.open(now, *parsed) : std::nullopt;
}

// What an elector would give as its reason; "" where it takes the advert.
std::string verdict(Wire& wire, Bytes datagram, WallTime now = noon) {
  const auto opened = heard(wire, datagram, now);
  if (!opened) return "nothing of ours";
  if (!opened->advert.faults.empty()) return std::string(to_word(opened->advert.faults.front()));
  return opened->seal ? std::string(to_word(*opened->seal)) : "";
}

std::string verdict_of(const Kind& receiver, const Kind& sender) {
  Wire from(sender.config), to(receiver.config);
  return verdict(to, sender.datagram(from));
}

TEST(Wire, AnAdvertOfEveryKindArrives) {
  for (const Kind& kind : {version3(), version2(), over_ipv6(), with_ah(), is_signed(version3()),
                           is_signed(version2()), is_signed(over_ipv6())}) {
    Wire from(kind.config), to(kind.config);
    const auto packets = kind.seal(from);
    ASSERT_EQ(packets.size(), 1u);
    EXPECT_EQ(packets.front().destination, proto::vrrp_group(kind.config.family));
    const auto opened = heard(to, packets.front().datagram);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->advert.faults, proto::AdvertErrors{});
    EXPECT_EQ(opened->seal, std::nullopt);
    EXPECT_EQ(opened->advert.addresses, kind.advert.addresses);
    EXPECT_EQ(opened->envelope.source, kind.source);
    EXPECT_EQ(opened->envelope.destination, proto::vrrp_group(kind.config.family));
    EXPECT_EQ(opened->envelope.ttl, 255);
  }
}

TEST(Wire, TheIpv4HeaderIsWhole) {
  const Kind kind = is_signed(version3());
  Wire wire(kind.config);
  const Buffer datagram = kind.datagram(wire);
  ASSERT_EQ(datagram.size(), 64u);
  const Buffer until_id{0x45, 0xc0, 0x00, 0x40, 0x00, 0x01};
  EXPECT_EQ(Buffer(datagram.begin(), datagram.begin() + 6), until_id);
  const Buffer until_checksum{0x00, 0x00, 0xff, 0x70};
  EXPECT_EQ(Buffer(datagram.begin() + 6, datagram.begin() + 10), until_checksum);
  EXPECT_EQ(proto::ones_sum(Bytes(datagram).first(20)), 0xffff);
}

TEST(Wire, TheIpv6HeaderIsWhole) {
  const Kind kind = is_signed(over_ipv6());
  Wire wire(kind.config);
  const Buffer datagram = kind.datagram(wire);
  ASSERT_EQ(datagram.size(), 40u + 8 + 32 + 28);
  const Buffer until_source{0x6c, 0x00, 0x00, 0x00, 0x00, 68, 112, 255};
  EXPECT_EQ(Buffer(datagram.begin(), datagram.begin() + 8), until_source);
}

TEST(Wire, TheKernelHasNoIdToPutIn) {
  const Kind kind = with_ah();
  Wire wire(kind.config);
  for (int i = 0; i < 65'536; ++i) {
    const Buffer datagram = kind.datagram(wire);
    ASSERT_GE(datagram.size(), 20u);
    ASSERT_NE(datagram[4] << 8 | datagram[5], 0) << i;
  }
}

TEST(Wire, WhatIsNotOfThisVirtualRouterIsNothing) {
  Wire wire(version3().config);
  Kind other = version3();
  other.advert.vrid = 52;
  EXPECT_EQ(verdict_of(version3(), other), "nothing of ours");
  EXPECT_EQ(verdict_of(version3(), over_ipv6()), "nothing of ours");
  const Buffer udp = proto::encode_datagram(ip("10.0.0.1"), ip("10.0.0.2"), 17, 1, Buffer(20, 51));
  EXPECT_EQ(verdict(wire, udp), "nothing of ours");
  EXPECT_EQ(verdict(wire, proto::encode_datagram(ip("10.0.0.1"), ip("10.0.0.2"), 112, 1, {})),
            "nothing of ours");
}

// ---- signatures

TEST(Wire, KeepalivedsSignedAdvertsAreTakenOnce) {
  Wire wire(is_signed(version3()).config);
  for (const CapturedDatagram& advert : adverts_of("kahead-v3-v4-hmac-mcast.pcap")) {
    EXPECT_EQ(verdict(wire, advert.bytes, advert.captured), "");
    EXPECT_EQ(verdict(wire, advert.bytes, advert.captured), "replay");
  }
}

TEST(Wire, TheChecksumCoversTheTrailerOverIpv6Alone) {
  for (const Kind& kind : {is_signed(version3()), is_signed(over_ipv6())}) {
    Wire wire(kind.config);
    const Buffer datagram = kind.datagram(wire);
    ASSERT_TRUE(proto::parse_datagram(datagram));
    const proto::Datagram parsed = *proto::parse_datagram(datagram);
    const bool ipv6 = kind.config.family == Family::ipv6;
    const Bytes covered = ipv6 ? parsed.payload : parsed.payload.first(parsed.payload.size() - 28);
    EXPECT_EQ(
        proto::ones_sum(covered, proto::pseudo_header_sum(kind.source, proto::vrrp_group(kind.config.family),
                                                          112, covered.size())),
        0xffff);
  }
}

TEST(Wire, NoBitOfASignedAdvertOrItsSourceCanChange) {
  for (const Kind& kind : {is_signed(version3()), is_signed(version2()), is_signed(over_ipv6())}) {
    const bool ipv6 = kind.config.family == Family::ipv6;
    Wire from(kind.config);
    const Buffer sound = kind.datagram(from);
    const std::size_t source_at = ipv6 ? 8 : 12, source_end = ipv6 ? 24 : 16, payload_at = ipv6 ? 40 : 20;
    for (std::size_t byte = source_at; byte < sound.size(); ++byte) {
      if (byte >= source_end && byte < payload_at) continue;
      for (unsigned bit = 0; bit < 8; ++bit) {
        Wire to(kind.config);
        Buffer changed = sound;
        changed[byte] = static_cast<std::uint8_t>(changed[byte] ^ 1u << bit);
        EXPECT_NE(verdict(to, changed), "") << byte << ", bit " << bit;
        EXPECT_EQ(verdict(to, sound), "") << "and leaves no mark: " << byte << ", bit " << bit;
      }
    }
  }
}

TEST(Wire, NoCutSignedAdvertIsTaken) {
  for (const HmacMode mode : {HmacMode::enforce, HmacMode::permissive, HmacMode::receive_only}) {
    const Kind kind = is_signed(version3());
    Wire from(kind.config), to(is_signed(version3(), mode).config);
    const Buffer sound = kind.datagram(from);
    ASSERT_TRUE(proto::parse_datagram(sound));
    const proto::Datagram parsed = *proto::parse_datagram(sound);
    for (std::size_t size = 0; size < sound.size(); ++size)
      EXPECT_NE(verdict(to, Bytes(sound).first(size)), "") << size;
    // Cut by who sends it, so that the IP header knows: down to the bare message, which is not signed.
    for (std::size_t size = 17; size < parsed.payload.size(); ++size)
      EXPECT_NE(verdict(to, proto::encode_datagram(kind.source, proto::vrrp_group(Family::ipv4), 112, 1,
                                                   parsed.payload.first(size))),
                "")
          << size;
  }
}

TEST(Wire, ModesOfAMigration) {
  const Kind plain = version3();
  const Kind receive_only = is_signed(version3(), HmacMode::receive_only);
  const Kind permissive = is_signed(version3(), HmacMode::permissive);
  const Kind enforce = is_signed(version3());
  const auto expect = [](const Kind& receiver, const std::array<std::string, 4>& verdicts) {
    const Kind senders[] = {version3(), is_signed(version3(), HmacMode::receive_only),
                            is_signed(version3(), HmacMode::permissive), is_signed(version3())};
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(verdict_of(receiver, senders[i]), verdicts[i]) << i;
  };
  expect(plain, {"", "", "length", "length"});
  expect(receive_only, {"", "", "", ""});
  expect(permissive, {"", "", "", ""});
  expect(enforce, {"hmac", "hmac", "", ""});
}

TEST(Wire, WhatIsSignedMustBeSignedWellInEveryMode) {
  Kind stranger = is_signed(version3());
  stranger.config.hmac->keys.front().secret.front() ^= 1;
  for (const HmacMode mode : {HmacMode::enforce, HmacMode::permissive, HmacMode::receive_only})
    EXPECT_EQ(verdict_of(is_signed(version3(), mode), stranger), "hmac");
}

TEST(Wire, WithoutAKeyNothingLeavesThatShouldBeSigned) {
  Kind kind = is_signed(version3());
  kind.config.hmac->keys.clear();
  Wire wire(kind.config);
  EXPECT_TRUE(kind.seal(wire).empty());
  EXPECT_EQ(verdict_of(kind, is_signed(version3())), "hmac");
  EXPECT_EQ(verdict_of(kind, version3()), "hmac");
}

TEST(Wire, AReplayIsRefusedInBothModes) {
  for (const HmacReplay mode : {HmacReplay::time, HmacReplay::monotonic}) {
    Kind kind = is_signed(version3());
    kind.config.hmac->replay = mode;
    Wire from(kind.config), to(kind.config);
    const Buffer first = kind.datagram(from);
    const Buffer second = kind.datagram(from, noon + 1s);
    EXPECT_EQ(verdict(to, second, noon + 1s), "");
    EXPECT_EQ(verdict(to, second, noon + 1s), "replay");
    EXPECT_EQ(verdict(to, first, noon + 1s), "replay");
  }
}

TEST(Wire, AnOldAdvertIsRefusedByWhoHearsItFirst) {
  const Kind kind = is_signed(version3());
  Wire from(kind.config), to(kind.config);
  const Buffer advert = kind.datagram(from);
  EXPECT_EQ(verdict(to, advert, noon + 6s), "replay");
}

TEST(Wire, AForgedSenderPushesNoMarkOut) {
  const Kind kind = is_signed(version3());
  Wire from(kind.config), to(kind.config);
  const Buffer advert = kind.datagram(from);
  ASSERT_EQ(verdict(to, advert), "");
  Kind stranger = kind;
  stranger.config.hmac->keys.front().secret.front() ^= 1;
  Wire forger(stranger.config);
  for (int host = 10; host < 30; ++host) {
    stranger.source = ip("10.0.0." + std::to_string(host));
    ASSERT_EQ(verdict(to, stranger.datagram(forger)), "hmac");
  }
  EXPECT_EQ(verdict(to, advert), "replay");
}

TEST(Wire, EveryPeerHasAMark) {
  std::vector<Address> peers;
  for (int host = 2; host < 12; ++host) peers.push_back(ip("10.0.0." + std::to_string(host)));
  Wire to(to_peers(is_signed(version3()), peers).config);
  std::vector<Buffer> adverts;
  for (const Address& peer : peers) {
    Kind kind = to_peers(is_signed(version3()), {ip("10.0.0.1")});
    kind.source = peer;
    Wire from(kind.config);
    adverts.push_back(kind.datagram(from));
    EXPECT_EQ(verdict(to, adverts.back()), "");
  }
  for (const Buffer& advert : adverts) EXPECT_EQ(verdict(to, advert), "replay");
}

// ---- unicast

TEST(Wire, OnePacketForEachPeer) {
  for (const bool with_signature : {false, true}) {
    const std::vector<Address> peers{ip("10.0.0.2"), ip("10.0.0.3")};
    Kind kind = to_peers(version3(), peers);
    if (with_signature) kind = is_signed(kind);
    Wire from(kind.config);
    const auto packets = kind.seal(from);
    ASSERT_EQ(packets.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(packets[i].destination, peers[i]);
      Wire to(kind.config);
      const auto opened = heard(to, packets[i].datagram);
      ASSERT_TRUE(opened);
      EXPECT_EQ(opened->envelope.destination, peers[i]);
      EXPECT_EQ(opened->advert.checksum, proto::ChecksumVerdict::good);
      EXPECT_EQ(opened->seal, std::nullopt);
    }
  }
}

TEST(Wire, APeerMayCountTheGroupInItsChecksum) {
  const Kind kind = to_peers(version3(), {ip("10.0.0.2")});
  const Buffer message =
      encode_advert(kind.advert, kind.source, proto::vrrp_group(Family::ipv4), Dialect::pseudo);
  const Buffer old = proto::encode_datagram(kind.source, ip("10.0.0.2"), 112, 1, message);
  Wire unicast(kind.config), multicast(version3().config);
  EXPECT_EQ(verdict(unicast, old), "");
  const auto opened = heard(unicast, old);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->envelope.destination, ip("10.0.0.2"));
  EXPECT_EQ(verdict(multicast, old), "checksum");
}

// ---- AH

TEST(Wire, KeepalivedsAhIsTakenOnce) {
  for (const std::string name : {"ka227-v2-ah.pcap", "kahead-v2-ah.pcap"}) {
    Wire wire(with_ah().config);
    for (const CapturedDatagram& advert : adverts_of(name)) {
      EXPECT_EQ(verdict(wire, advert.bytes), "");
      EXPECT_EQ(verdict(wire, advert.bytes), "replay");
    }
  }
}

TEST(Wire, AhIsTakenWithOurPasswordAndIfWeHaveOne) {
  Kind other = with_ah();
  other.config.auth_data = {'1', '1', '1', '2'};
  EXPECT_EQ(verdict_of(other, with_ah()), "auth_mismatch");
  Wire from(with_ah().config), without(version2().config), with(with_ah().config);
  const Kind kind = with_ah();
  const auto unasked = heard(without, kind.datagram(from));
  ASSERT_TRUE(unasked);
  EXPECT_EQ(unasked->seal, AdvertError::auth);
  Wire plain(version2().config);
  const auto unsigned_one = heard(with, version2().datagram(plain));
  ASSERT_TRUE(unsigned_one);
  EXPECT_EQ(unsigned_one->seal, AdvertError::auth_mismatch);
}

TEST(Wire, ASpoiledCopyOfAnAhMakesNoReplayOfIt) {
  const Kind kind = with_ah();
  Wire from(kind.config), to(kind.config);
  const Buffer sound = kind.datagram(from);
  ASSERT_GE(sound.size(), 20u);
  Buffer fragment = sound;
  fragment[6] = 0x20;  // "more fragments": routers may set it, so no check value counts it
  EXPECT_NE(verdict(to, fragment), "");
  EXPECT_EQ(verdict(to, sound), "");
}

TEST(Wire, OurAhGoesOnAboveWhatWasHeard) {
  const Kind ours = with_ah();
  Kind theirs = with_ah();
  theirs.source = ip("10.0.0.2");
  Wire here(ours.config), there(theirs.config);
  const auto sequence = [](Bytes datagram) -> std::uint32_t {
    const auto parsed = proto::parse_datagram(datagram);
    EXPECT_TRUE(parsed && parsed->ah);
    return parsed && parsed->ah ? parsed->ah->sequence : 0;
  };
  const Buffer ahead = theirs.datagram(there, noon + 1h);
  ASSERT_EQ(verdict(here, ahead), "");
  const Buffer answer = ours.datagram(here);
  EXPECT_GT(sequence(answer), sequence(ahead));
  EXPECT_EQ(verdict(there, answer), "");
}

TEST(Wire, ARestartedRouterIsHeardAtOnce) {
  const Kind kind = with_ah();
  Wire before(kind.config), peer(kind.config);
  for (int second = 0; second < 100; ++second)
    ASSERT_EQ(verdict(peer, kind.datagram(before, noon + second * 1s)), "");
  Wire after(kind.config);
  EXPECT_EQ(verdict(peer, kind.datagram(after, noon + 100s)), "");
}

}  // namespace
}  // namespace vrrp::stage
