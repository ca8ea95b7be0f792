#include "proto/advert.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "proto/datagram.h"
#include "values.h"

namespace vrrp::proto {
namespace {

Envelope multicast_envelope(std::string_view source, std::size_t length) {
  const Address from = ip(source);
  return {.family = from.family(),
          .source = from,
          .destination = vrrp_group(from.family()),
          .ttl = 255,
          .length = length};
}

DecodedAdvert sent_and_heard(const Advert& advert, std::string_view source,
                             Dialect dialect = Dialect::pseudo) {
  const Address from = ip(source);
  const Buffer wire = encode_advert(advert, from, vrrp_group(from.family()), dialect);
  return decode_advert(wire, multicast_envelope(source, wire.size()));
}

// Frame 1 of a keepalived 2.2.7 election with PASS "1111": VRID 51, priority 150, 1 s, 10.0.0.100.
constexpr std::uint8_t keepalived_v2_pass[] = {0x21, 0x33, 0x96, 0x01, 0x01, 0x01, 0x6a, 0x65, 0x0a, 0x00,
                                               0x00, 0x64, 0x31, 0x31, 0x31, 0x31, 0x00, 0x00, 0x00, 0x00};

TEST(Advert, Version2CarriesSecondsAndAuthenticationData) {
  Advert advert{.version = 2,
                .vrid = 51,
                .priority = 150,
                .interval = 1s,
                .auth_type = AuthType::pass,
                .auth_data = {'1', '1', '1', '1'},
                .addresses = {ip("10.0.0.100")}};
  const Buffer wire = encode_advert(advert, ip("10.0.0.1"), vrrp_group(Family::ipv4), Dialect::pseudo);
  ASSERT_EQ(wire.size(), 20u);
  EXPECT_EQ(Buffer(wire.begin(), wire.begin() + 6), Buffer(keepalived_v2_pass, keepalived_v2_pass + 6));
  const DecodedAdvert heard = sent_and_heard(advert, "10.0.0.1");
  EXPECT_EQ(heard.faults, AdvertErrors{});
  EXPECT_EQ(heard.interval, 1s);
  EXPECT_EQ(heard.auth_type, 1);
  EXPECT_EQ(heard.auth_data, advert.auth_data);
  EXPECT_EQ(heard.dialect, Dialect::message);
}

TEST(Advert, Version3UnderstandsBothIpv4Dialects) {
  const Advert advert{.version = 3, .interval = 100ms, .addresses = {ip("10.0.0.3")}};
  EXPECT_EQ(sent_and_heard(advert, "10.0.0.1", Dialect::pseudo).dialect, Dialect::pseudo);
  EXPECT_EQ(sent_and_heard(advert, "10.0.0.1", Dialect::message).dialect, Dialect::message);
  EXPECT_EQ(sent_and_heard(advert, "10.0.0.1").interval, 100ms);
}

TEST(Advert, Version3OverIpv6NeedsThePseudoHeader) {
  const Advert advert{.version = 3, .addresses = {ip("fe80::100"), ip("fd00::101")}};
  const DecodedAdvert heard = sent_and_heard(advert, "fe80::1", Dialect::message);
  EXPECT_EQ(heard.faults, AdvertErrors{});
  EXPECT_EQ(heard.dialect, Dialect::pseudo);
  EXPECT_EQ(heard.addresses, advert.addresses);
}

TEST(Advert, ReservedNibbleIsIgnored) {
  Writer out;
  out.u32(0x31330001 | 100u << 8);
  out.u16(0xf064);
  out.u16(0);
  out.bytes(ip("10.0.0.3").bytes());
  out.put_u16(6, static_cast<std::uint16_t>(~ones_sum(out.view())));
  const DecodedAdvert heard = decode_advert(out.view(), multicast_envelope("10.0.0.1", out.size()));
  EXPECT_EQ(heard.faults, AdvertErrors{});
  EXPECT_EQ(heard.interval, 1s);
}

TEST(Advert, EveryTruncationIsToldAndReadsNothingBeyond) {
  const Advert advert{.version = 2, .addresses = {ip("10.0.0.100"), ip("10.0.0.101")}};
  const Buffer wire = encode_advert(advert, ip("10.0.0.1"), vrrp_group(Family::ipv4), Dialect::message);
  for (std::size_t size = 0; size < wire.size(); ++size) {
    const Buffer cut(wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(size));
    const DecodedAdvert heard = decode_advert(cut, multicast_envelope("10.0.0.1", size));
    EXPECT_TRUE(std::ranges::count(heard.faults, AdvertError::truncated) == 1) << size;
    EXPECT_EQ(heard.version.has_value(), size >= 1) << size;
    EXPECT_EQ(heard.addresses.size(), size < 12 ? 0u : size < 16 ? 1u : 2u) << size;
    EXPECT_FALSE(heard.auth_data) << size;
  }
}

TEST(Advert, ACaptureCutShortIsNotJudged) {
  const Advert advert{.addresses = {ip("10.0.0.3")}};
  const Buffer wire = encode_advert(advert, ip("10.0.0.1"), vrrp_group(Family::ipv4), Dialect::pseudo);
  const DecodedAdvert heard =
      decode_advert(Bytes(wire).first(8), multicast_envelope("10.0.0.1", wire.size()));
  EXPECT_EQ(heard.checksum, ChecksumVerdict::unverified);
  EXPECT_EQ(heard.faults, AdvertErrors{AdvertError::truncated});
}

TEST(Advert, FaultsOfSingleFields) {
  const auto faults = [](std::size_t at, std::uint8_t value, std::uint8_t ttl = 255) {
    const Advert advert{.addresses = {ip("10.0.0.3")}};
    Buffer wire = encode_advert(advert, ip("10.0.0.1"), vrrp_group(Family::ipv4), Dialect::message);
    wire[at] = value;
    wire[6] = wire[7] = 0;
    const std::uint16_t sum = static_cast<std::uint16_t>(~ones_sum(wire));
    wire[6] = static_cast<std::uint8_t>(sum >> 8);
    wire[7] = static_cast<std::uint8_t>(sum & 0xff);
    Envelope envelope = multicast_envelope("10.0.0.1", wire.size());
    envelope.ttl = ttl;
    return decode_advert(wire, envelope).faults;
  };
  EXPECT_EQ(faults(1, 1), AdvertErrors{});
  EXPECT_EQ(faults(0, 0x41), AdvertErrors{AdvertError::version});
  EXPECT_EQ(faults(0, 0x32), AdvertErrors{AdvertError::type});
  EXPECT_EQ(faults(1, 0), AdvertErrors{AdvertError::vrid});
  EXPECT_EQ(faults(5, 0), AdvertErrors{AdvertError::interval});
  EXPECT_EQ(faults(3, 2), (AdvertErrors{AdvertError::truncated, AdvertError::length}));
  EXPECT_EQ(faults(3, 0), (AdvertErrors{AdvertError::length, AdvertError::count}));
  EXPECT_EQ(faults(1, 1, 1), AdvertErrors{AdvertError::ttl});
}

TEST(Address, ComparesAsUnsignedBigEndianIntegers_T7) {
  EXPECT_GT(ip("200.0.0.1"), ip("100.0.0.1"));
  EXPECT_GT(ip("fe80::ff"), ip("fe80::1"));
  EXPECT_GT(ip("10.0.0.10"), ip("10.0.0.9"));
}

TEST(Prefix, DefaultsToTheWholeAddress) {
  EXPECT_EQ(Prefix::parse("10.0.0.3")->text(), "10.0.0.3/32");
  EXPECT_EQ(Prefix::parse("fd00::3")->text(), "fd00::3/128");
  EXPECT_FALSE(Prefix::parse("10.0.0.3/33"));
  EXPECT_FALSE(Prefix::parse("10.0.0.3/"));
  EXPECT_FALSE(Prefix::parse("10.0.0.3 "));
}

TEST(Datagram, SkipsIpv4OptionsAndPadding) {
  Writer out;
  out.u32(0x46c0001c);  // header of 24 bytes, 28 in all
  out.u32(0);
  out.u32(0xff700000);
  out.u32(0x0a000001);
  out.u32(0xe0000012);
  out.u32(0x94040000);  // router alert
  out.u32(0x31330a01);
  out.zeros(10);  // Ethernet padding
  const auto datagram = parse_datagram(out.view());
  ASSERT_TRUE(datagram);
  EXPECT_EQ(datagram->protocol, vrrp_protocol);
  EXPECT_EQ(datagram->payload.size(), 4u);
  EXPECT_EQ(datagram->envelope.length, 4u);
  EXPECT_EQ(datagram->envelope.source, ip("10.0.0.1"));
}

}  // namespace
}  // namespace vrrp::proto
