#include "proto/hmac.h"

#include <gtest/gtest.h>

#include "capture_file.h"
#include "values.h"

namespace vrrp::proto {
namespace {

Buffer text(std::string_view content) {
  return Buffer(content.begin(), content.end());
}

// 00 01 … 1f: the key of the draft's examples, and of the capture.
Buffer draft_secret() {
  Buffer secret;
  for (std::uint8_t i = 0; i < 32; ++i) secret.push_back(i);
  return secret;
}

HmacConfig one_key() {
  HmacConfig config;
  config.keys.push_back({.id = 1, .secret = draft_secret()});
  return config;
}

constexpr WallTime noon{1'795'345'896s};

Buffer plain_advert() {
  const Advert advert{.vrid = 51, .priority = 200, .addresses = {ip("10.0.0.100"), ip("10.0.0.101")}};
  return encode_advert(advert, ip("10.0.0.1"), vrrp_group(Family::ipv4), Dialect::pseudo);
}

// An advert, taken apart, and what a receiver says of it.
struct Signed {
  Buffer message = plain_advert();
  Buffer trailer{};
  Address source = ip("10.0.0.1");

  explicit Signed(const HmacKey& key = one_key().keys.front(), WallTime at = noon) {
    const Buffer whole = sign_advert(message, source, vrrp_group(Family::ipv4), key, sequence_at(at));
    trailer.assign(whole.begin() + static_cast<std::ptrdiff_t>(message.size()), whole.end());
  }
  std::optional<AdvertError> heard(const HmacConfig& config = one_key(), WallTime now = noon) const {
    const auto sequence = verify_hmac(config, now, message, trailer, source);
    return sequence ? std::nullopt : std::optional(sequence.error());
  }
};

TEST(Hmac, KeepalivedsTrailersAreOurs) {
  const auto adverts = adverts_of("kahead-v3-v4-hmac-mcast.pcap");
  ASSERT_EQ(adverts.size(), 5u);
  for (const CapturedDatagram& advert : adverts) {
    ASSERT_TRUE(parse_datagram(advert.bytes));
    const Datagram datagram = *parse_datagram(advert.bytes);
    const Bytes message = datagram.payload.first(16), trailer = datagram.payload.subspan(16);
    const auto sequence = verify_hmac(one_key(), advert.captured, message, trailer, datagram.envelope.source);
    ASSERT_TRUE(sequence);
    EXPECT_EQ(sign_advert(message, datagram.envelope.source, datagram.envelope.destination,
                          one_key().keys.front(), *sequence),
              Buffer(datagram.payload.begin(), datagram.payload.end()));
  }
}

TEST(Hmac, NoBitOfMessageTrailerOrSourceCanChange) {
  const Signed sound;
  ASSERT_EQ(sound.heard(), std::nullopt);
  const auto refused = [](const Signed& changed) { return changed.heard().has_value(); };
  for (std::size_t bit = 0; bit < 8 * sound.message.size(); ++bit) {
    Signed changed = sound;
    changed.message[bit / 8] = static_cast<std::uint8_t>(changed.message[bit / 8] ^ 1u << bit % 8);
    const bool in_checksum = bit / 8 == 6 || bit / 8 == 7;  // it is judged by itself
    EXPECT_EQ(refused(changed), !in_checksum) << "message, bit " << bit;
  }
  for (std::size_t bit = 0; bit < 8 * sound.trailer.size(); ++bit) {
    Signed changed = sound;
    changed.trailer[bit / 8] = static_cast<std::uint8_t>(changed.trailer[bit / 8] ^ 1u << bit % 8);
    EXPECT_TRUE(refused(changed)) << "trailer, bit " << bit;
  }
  for (std::size_t bit = 0; bit < 32; ++bit) {
    Signed changed = sound;
    Buffer octets(sound.source.bytes().begin(), sound.source.bytes().end());
    octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] ^ 1u << bit % 8);
    changed.source = Address(Family::ipv4, octets);
    EXPECT_EQ(changed.heard(), AdvertError::hmac) << "source, bit " << bit;
  }
}

TEST(Hmac, AnIpv4SenderIsNotTheIpv6SenderWithTheSameBytes) {
  Signed changed;
  changed.source = ip("a00:1::");
  EXPECT_EQ(changed.heard(), AdvertError::hmac);
}

TEST(Hmac, ATrailerOfAnotherLengthIsNone) {
  const Signed sound;
  for (std::size_t size = 0; size < hmac_trailer_size; ++size) {
    Signed cut = sound;
    cut.trailer.resize(size);
    EXPECT_EQ(cut.heard(), AdvertError::hmac) << size;
  }
  Signed longer = sound;
  longer.trailer.push_back(0);
  EXPECT_EQ(longer.heard(), AdvertError::hmac);
  Signed no_message = sound;
  no_message.message.clear();
  EXPECT_EQ(no_message.heard(), AdvertError::hmac);
}

TEST(Hmac, AKeyIsFoundByItsNumber) {
  HmacConfig config = one_key();
  config.keys.push_back({.id = 7, .secret = Buffer(64, 0xaa)});
  const Signed by_second(config.keys.back());
  EXPECT_EQ(by_second.heard(config), std::nullopt);
  EXPECT_EQ(by_second.heard(one_key()), AdvertError::hmac);
  config.keys.back().secret.back() = 0xab;
  EXPECT_EQ(by_second.heard(config), AdvertError::hmac);
  EXPECT_EQ(by_second.heard(HmacConfig{}), AdvertError::hmac);
}

TEST(Hmac, TheWindowIsAroundOurClock) {
  const Signed advert;
  HmacConfig config = one_key();
  EXPECT_EQ(advert.heard(config, noon + 5s), std::nullopt);
  EXPECT_EQ(advert.heard(config, noon - 5s), std::nullopt);
  EXPECT_EQ(advert.heard(config, noon + 6s), AdvertError::replay);
  EXPECT_EQ(advert.heard(config, noon - 6s), AdvertError::replay);
  config.replay = HmacReplay::monotonic;
  EXPECT_EQ(advert.heard(config, noon + 100h), std::nullopt);
}

TEST(Hmac, OutsideTheWindowNobodyLooksAtKeyAndDigest) {
  Signed forged;
  forged.trailer.back() = static_cast<std::uint8_t>(~forged.trailer.back());
  EXPECT_EQ(forged.heard(one_key(), noon + 6s), AdvertError::replay);
  EXPECT_EQ(forged.heard(), AdvertError::hmac);
}

TEST(HmacSecret, TextWithoutItsNewlineOrHexadecimal) {
  const std::string letters(32, 'k');
  EXPECT_EQ(parse_hmac_secret(text(letters)), text(letters));
  EXPECT_EQ(parse_hmac_secret(text(letters + "\n")), text(letters));
  EXPECT_EQ(parse_hmac_secret(text(letters + "\n\n")), text(letters + "\n"));
  EXPECT_EQ(parse_hmac_secret(text("hex:000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\n")),
            draft_secret());
  EXPECT_EQ(parse_hmac_secret(Buffer(64, 0xff)), Buffer(64, 0xff));
}

TEST(HmacSecret, WhatIsNoKeyIsSaidWithoutTellingIt) {
  const auto error = [](std::string_view content) {
    const auto secret = parse_hmac_secret(text(content));
    return secret ? "none" : secret.error().message;
  };
  EXPECT_EQ(error(""), "the key has 0 bytes; it must have 32 to 64");
  EXPECT_EQ(error("\n"), "the key has 0 bytes; it must have 32 to 64");
  EXPECT_EQ(error("hex:"), "the key has 0 bytes; it must have 32 to 64");
  EXPECT_EQ(error(std::string(31, 'k') + "\n"), "the key has 31 bytes; it must have 32 to 64");
  EXPECT_EQ(error(std::string(65, 'k')), "the key has 65 bytes; it must have 32 to 64");
  EXPECT_EQ(error("hex:" + std::string(62, 'a')), "the key has 31 bytes; it must have 32 to 64");
  EXPECT_EQ(error("hex:" + std::string(63, 'a')), "an odd number of hexadecimal digits follows \"hex:\"");
  EXPECT_EQ(error("hex:" + std::string(63, 'a') + "g"), "only hexadecimal digits may follow \"hex:\"");
  EXPECT_EQ(error("hex: " + std::string(63, 'a')), "only hexadecimal digits may follow \"hex:\"");
}

}  // namespace
}  // namespace vrrp::proto
