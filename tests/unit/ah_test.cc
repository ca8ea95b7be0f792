#include "proto/ah.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "capture_file.h"
#include "proto/digest.h"
#include "values.h"

namespace vrrp::proto {
namespace {

constexpr AuthData password{'1', '1', '1', '1'};
constexpr WallTime noon{1'795'345'896s};

Buffer advert_to(std::string_view destination) {
  const Advert advert{.version = 2, .vrid = 51, .auth_type = AuthType::ah, .addresses = {ip("10.0.0.100")}};
  const Address source = ip("10.0.0.1"), to = ip(destination);
  return encode_ah_datagram(source, to, 7, 3, password, encode_advert(advert, source, to, Dialect::message));
}

TEST(Ah, ByteForByteWhatKeepalivedSends) {
  for (const std::string name : {"ka227-v2-ah.pcap", "kahead-v2-ah.pcap"}) {
    const auto adverts = adverts_of(name);
    ASSERT_EQ(adverts.size(), 5u);
    for (const CapturedDatagram& captured : adverts) {
      EXPECT_TRUE(is_ah_sound(captured.bytes, password));
      const Datagram datagram = *parse_datagram(captured.bytes);
      const auto id = static_cast<std::uint16_t>(captured.bytes[4] << 8 | captured.bytes[5]);
      EXPECT_EQ(encode_ah_datagram(datagram.envelope.source, datagram.envelope.destination, id,
                                   datagram.ah->sequence, password, datagram.payload),
                captured.bytes);
    }
  }
}

// The fields that routers on the way may change, and the TTL only of what they forward.
bool is_mutable(std::size_t byte, bool unicast) {
  return byte == 1 || byte == 6 || byte == 7 || byte == 10 || byte == 11 || (unicast && byte == 8);
}

TEST(Ah, NoBitCanChangeThatNoRouterMayChange) {
  for (const std::string_view destination : {"224.0.0.18", "10.0.0.2"}) {
    const bool unicast = destination == "10.0.0.2";
    const Buffer sound = advert_to(destination);
    ASSERT_TRUE(is_ah_sound(sound, password));
    for (std::size_t bit = 0; bit < 8 * sound.size(); ++bit) {
      Buffer changed = sound;
      changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1u << bit % 8);
      if (changed[6] != 0 || changed[7] != 0) continue;  // a fragment is nothing to verify
      EXPECT_EQ(is_ah_sound(changed, password), is_mutable(bit / 8, unicast)) << destination << " " << bit;
    }
  }
}

TEST(Ah, AnotherPasswordOrACutDatagramIsUnsound) {
  const Buffer sound = advert_to("224.0.0.18");
  EXPECT_FALSE(is_ah_sound(sound, {'1', '1', '1', '2'}));
  for (std::size_t size = 0; size < sound.size(); ++size)
    EXPECT_FALSE(is_ah_sound(Bytes(sound).first(size), password)) << size;
}

TEST(Ah, TheSpiIsTheSource) {
  Buffer other = advert_to("224.0.0.18");
  other[27] ^= 1;
  Buffer counted =
      other;  // what the check value is over, as a list of bytes: TOS, checksum, the value itself
  for (const std::size_t at : {1, 10, 11}) counted[at] = 0;
  std::fill_n(counted.begin() + 32, 12, std::uint8_t{0});
  std::ranges::copy(hmac_md5_96(password, {counted}), other.begin() + 32);
  EXPECT_FALSE(is_ah_sound(other, password));
  other[15] ^= 1;  // the source follows
  counted[15] ^= 1;
  std::ranges::copy(hmac_md5_96(password, {counted}), other.begin() + 32);
  EXPECT_TRUE(is_ah_sound(other, password));
}

TEST(AhCounter, StartsAtTheClockAndGrows) {
  AhCounter counter;
  EXPECT_EQ(counter.next(noon), 1'795'345'896u);
  EXPECT_EQ(counter.next(noon), 1'795'345'897u);
  EXPECT_EQ(counter.next(noon + 10s), 1'795'345'906u);
  EXPECT_EQ(counter.next(noon - 1h), 1'795'345'907u);
}

TEST(AhCounter, GoesOnAboveWhatItHeard) {
  AhCounter counter;
  EXPECT_TRUE(counter.raise(2'000'000'000));
  EXPECT_EQ(counter.next(noon), 2'000'000'002u);
}

TEST(AhCounter, TakesOnlyWhatIsHigherThanAllItHeard) {
  AhCounter counter;
  counter.next(noon);
  EXPECT_FALSE(counter.raise(0));
  EXPECT_TRUE(counter.raise(1));  // a keepalived that has just begun, whatever we have sent
  EXPECT_FALSE(counter.raise(1));
  EXPECT_TRUE(counter.raise(5));
  EXPECT_FALSE(counter.raise(4));
}

TEST(AhCounter, NeverCycles) {
  AhCounter counter;
  EXPECT_EQ(counter.next(WallTime(-1s)), 2u);
  EXPECT_EQ(counter.next(WallTime(10'000'000'000s)), 0xf0000000u);
  EXPECT_TRUE(counter.raise(0xffffffff));
  EXPECT_EQ(counter.next(noon), 0xffffffffu);
  EXPECT_EQ(counter.next(noon), 0xffffffffu);
}

}  // namespace
}  // namespace vrrp::proto
