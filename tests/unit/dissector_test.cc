#include "stage/dump/dissector.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "proto/arp.h"
#include "proto/neighbor.h"
#include "values.h"

namespace vrrp::stage {
namespace {

using namespace proto;
using record::AdvertSeen;
using record::AnnouncementSeen;

Buffer version_2_advert(std::uint8_t vrid = 51) {
  return encode_advert({.version = 2, .vrid = vrid, .addresses = {ip("10.0.0.3"), ip("10.0.0.4")}},
                       ip("10.0.0.1"), vrrp_group(Family::ipv4), Dialect::message);
}

struct Ipv4 {
  std::uint8_t protocol = vrrp_protocol;
  std::uint16_t fragment = 0;   // flags and offset, as in the header
  std::uint16_t announced = 0;  // total length; 0: what is there
};

Buffer in_ipv4(Bytes payload, const Ipv4& header = {}) {
  Writer out;
  out.u16(0x45c0);
  out.u16(header.announced != 0 ? header.announced : static_cast<std::uint16_t>(20 + payload.size()));
  out.u16(1);
  out.u16(header.fragment);
  out.u8(255);
  out.u8(header.protocol);
  out.u16(0);
  out.bytes(ip("10.0.0.1").bytes());
  out.bytes(vrrp_group(Family::ipv4).bytes());
  out.bytes(payload);
  return out.take();
}

Buffer in_ipv6(std::uint8_t next, Bytes payload) {
  Writer out;
  out.u32(0x60000000);
  out.u16(static_cast<std::uint16_t>(payload.size()));
  out.u8(next);
  out.u8(255);
  out.bytes(ip("fe80::1").bytes());
  out.bytes(vrrp_group(Family::ipv6).bytes());
  out.bytes(payload);
  return out.take();
}

// RFC 4302 section 2, with a check value of `icv` bytes.
Buffer in_authentication_header(Bytes payload, std::size_t icv = 12) {
  Writer out;
  out.u8(vrrp_protocol);
  out.u8(static_cast<std::uint8_t>((12 + icv) / 4 - 2));
  out.u16(0);
  out.u32(0x0a000001);
  out.u32(1);
  for (std::size_t i = 0; i < icv; ++i) out.u8(0x11);
  out.bytes(payload);
  return out.take();
}

Sight see(Bytes datagram) {
  return dissect(LinkType::raw_ip, {.number = 7, .captured = WallTime(5s), .bytes = datagram});
}

AdvertSeen advert_in(Bytes datagram) {
  const Sight sight = see(datagram);
  EXPECT_TRUE(std::holds_alternative<AdvertSeen>(sight));
  return std::holds_alternative<AdvertSeen>(sight) ? std::get<AdvertSeen>(sight) : AdvertSeen{};
}

bool no_record(Bytes datagram) {
  return std::holds_alternative<NoRecord>(see(datagram));
}

TEST(Dissector, TellsAnAdvertWithItsFrameAndTime) {
  const AdvertSeen seen = advert_in(in_ipv4(version_2_advert()));
  EXPECT_EQ(seen.frame, 7u);
  EXPECT_EQ(seen.captured, WallTime(5s));
  EXPECT_EQ(seen.length, 24u);
  EXPECT_EQ(seen.advert.faults, AdvertErrors{});
  EXPECT_EQ(seen.advert.vrid, 51);
}

TEST(Dissector, AFirstFragmentIsTruncatedAndNotJudged) {
  const Buffer message = version_2_advert();
  for (const std::size_t size : {std::size_t{8}, std::size_t{16}, message.size()}) {
    const AdvertSeen seen = advert_in(in_ipv4(Bytes(message).first(size), {.fragment = 0x2000}));
    EXPECT_EQ(seen.advert.faults, AdvertErrors{AdvertError::truncated}) << size;
    EXPECT_EQ(seen.advert.checksum, ChecksumVerdict::unverified);
    EXPECT_EQ(seen.advert.addresses.size(), (std::min<std::size_t>(size, 16) - 8) / 4);
  }
}

TEST(Dissector, ALaterFragmentIsNoAdvert) {
  EXPECT_TRUE(no_record(in_ipv4(version_2_advert(), {.fragment = 0x0001})));
  EXPECT_TRUE(no_record(in_ipv4(version_2_advert(), {.fragment = 0x2001})));
  Writer later;  // RFC 8200 section 4.5: offset 8
  later.u16(0x7000);
  later.u16(0x0008);
  later.u32(1);
  later.bytes(version_2_advert());
  EXPECT_TRUE(no_record(in_ipv6(44, later.view())));
}

TEST(Dissector, AnAuthenticationHeaderIsOpenedInBothFamilies) {
  const Buffer message =
      encode_advert({.version = 2, .vrid = 51, .auth_type = AuthType::ah, .addresses = {ip("10.0.0.3")}},
                    ip("10.0.0.1"), vrrp_group(Family::ipv4), Dialect::message);
  const AdvertSeen seen = advert_in(in_ipv4(in_authentication_header(message), {.protocol = ah_protocol}));
  EXPECT_EQ(seen.advert.faults, AdvertErrors{});
  EXPECT_EQ(seen.advert.auth_type, 2);
  EXPECT_EQ(seen.length, 20u);

  const Buffer version_3 =
      encode_advert({.addresses = {ip("fe80::3")}}, ip("fe80::1"), vrrp_group(Family::ipv6), Dialect::pseudo);
  const AdvertSeen over_ipv6 = advert_in(in_ipv6(ah_protocol, in_authentication_header(version_3)));
  EXPECT_EQ(over_ipv6.advert.checksum, ChecksumVerdict::good);
  EXPECT_EQ(over_ipv6.advert.addresses, std::vector{ip("fe80::3")});
  EXPECT_EQ(over_ipv6.advert.faults, AdvertErrors{AdvertError::auth});  // version 3 has no authentication
}

TEST(Dissector, AnAuthenticationHeaderOfAnotherAlgorithmIsSteppedOver) {
  const Buffer message = version_2_advert();
  const AdvertSeen seen =
      advert_in(in_ipv4(in_authentication_header(message, 16), {.protocol = ah_protocol}));
  EXPECT_EQ(seen.advert.checksum, ChecksumVerdict::good);
  EXPECT_EQ(seen.length, 24u);
}

TEST(Dissector, NothingIsReadBehindAnAuthenticationHeaderThatIsTooShort) {
  const AdvertSeen seen =
      advert_in(in_ipv4(in_authentication_header(version_2_advert(), 0), {.protocol = ah_protocol}));
  EXPECT_EQ(seen.advert.faults, AdvertErrors{AdvertError::auth});
  EXPECT_FALSE(seen.advert.version);
  EXPECT_FALSE(seen.length);
}

TEST(Dissector, EveryCutOfAnAuthenticatedAdvertIsToldFromWhereItIsOneOn) {
  const Buffer whole = in_ipv4(in_authentication_header(version_2_advert()), {.protocol = ah_protocol});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Sight sight = see(Bytes(whole).first(size));
    const auto* seen = std::get_if<AdvertSeen>(&sight);
    EXPECT_EQ(seen != nullptr, size >= 22) << size;  // the AH's next header and length
    if (!seen) continue;
    EXPECT_EQ(seen->length, 24u) << size;
    EXPECT_EQ(std::ranges::count(seen->advert.faults, AdvertError::truncated), 1) << size;
    EXPECT_EQ(std::ranges::count(seen->advert.faults, AdvertError::length), 0) << size;
  }
}

TEST(Dissector, Ipv6ExtensionHeadersAreSteppedOver) {
  const Buffer message =
      encode_advert({.addresses = {ip("fe80::3")}}, ip("fe80::1"), vrrp_group(Family::ipv6), Dialect::pseudo);
  Writer chain;
  chain.u16(0x3c00);  // hop-by-hop; next: destination options
  chain.zeros(6);
  chain.u16(0x2c01);  // destination options of 16 bytes; next: fragment
  chain.zeros(14);
  chain.u16(0x7000);  // an atomic fragment (RFC 6946); next: VRRP
  chain.zeros(6);
  chain.bytes(message);
  const AdvertSeen seen = advert_in(in_ipv6(0, chain.view()));
  EXPECT_EQ(seen.advert.faults, AdvertErrors{});
  EXPECT_EQ(seen.length, message.size());
}

TEST(Dissector, Version2OverIpv6IsReadButNotJudged) {
  const Buffer message = encode_advert({.version = 2, .addresses = {ip("fe80::3")}}, ip("fe80::1"),
                                       vrrp_group(Family::ipv6), {});
  const AdvertSeen seen = advert_in(in_ipv6(vrrp_protocol, message));
  EXPECT_EQ(seen.advert.faults, (AdvertErrors{AdvertError::version, AdvertError::family}));
  EXPECT_EQ(seen.advert.addresses, std::vector{ip("fe80::3")});
  EXPECT_EQ(seen.advert.checksum, ChecksumVerdict::unverified);
}

TEST(Dissector, AnIpLengthThatPromisesMoreThanThereIs) {
  const AdvertSeen seen = advert_in(in_ipv4(version_2_advert(), {.announced = 100}));
  EXPECT_EQ(seen.length, 80u);
  EXPECT_EQ(seen.advert.faults, (AdvertErrors{AdvertError::truncated, AdvertError::length}));
  EXPECT_EQ(seen.advert.checksum, ChecksumVerdict::unverified);
}

TEST(Dissector, AnIpLengthShorterThanItsOwnHeader) {
  const AdvertSeen seen = advert_in(in_ipv4(version_2_advert(), {.announced = 10}));
  EXPECT_EQ(seen.length, 0u);
  EXPECT_EQ(seen.advert.faults, (AdvertErrors{AdvertError::truncated, AdvertError::length}));
}

TEST(Dissector, TellsGratuitousArpAndUnsolicitedAdvertisements) {
  const Mac mac{{2, 0, 0, 0, 0, 1}};
  const Sight garp =
      dissect(LinkType::ethernet, {.bytes = gratuitous_arp(ip("10.0.0.3"), mac, ArpOperation::request)});
  ASSERT_TRUE(std::holds_alternative<AnnouncementSeen>(garp));
  EXPECT_FALSE(std::get<AnnouncementSeen>(garp).na);
  EXPECT_EQ(std::get<AnnouncementSeen>(garp).address, ip("10.0.0.3"));
  EXPECT_EQ(std::get<AnnouncementSeen>(garp).source_mac, mac);
  const Sight na = dissect(LinkType::ethernet, {.bytes = neighbor_advertisement(ip("fe80::3"), mac, true)});
  ASSERT_TRUE(std::holds_alternative<AnnouncementSeen>(na));
  EXPECT_TRUE(std::get<AnnouncementSeen>(na).na);
  EXPECT_EQ(std::get<AnnouncementSeen>(na).mac, mac);
}

Sight announcement(std::string_view address, const Mac& mac) {
  return AnnouncementSeen{.address = ip(address), .mac = mac};
}

TEST(RouterFilter, KeepsTheAnnouncementsOfTheAddressesThatItsRouterAdvertised) {
  const Mac physical{{2, 0, 0, 0, 0, 1}};
  RouterFilter filter(51);
  EXPECT_FALSE(filter.passes(announcement("10.0.0.3", physical)));
  EXPECT_FALSE(filter.passes(see(in_ipv4(version_2_advert(52)))));
  EXPECT_TRUE(filter.passes(see(in_ipv4(version_2_advert(51)))));
  EXPECT_TRUE(filter.passes(announcement("10.0.0.3", physical)));
  EXPECT_FALSE(filter.passes(announcement("10.0.0.5", physical)));
}

TEST(RouterFilter, KnowsTheVirtualMac) {
  RouterFilter filter(51);
  EXPECT_TRUE(filter.passes(announcement("10.0.0.9", {{0, 0, 0x5e, 0, 1, 51}})));
  EXPECT_TRUE(filter.passes(announcement("fe80::9", {{0, 0, 0x5e, 0, 2, 51}})));
  EXPECT_FALSE(filter.passes(announcement("fe80::9", {{0, 0, 0x5e, 0, 1, 51}})));
  EXPECT_FALSE(filter.passes(announcement("10.0.0.9", {{0, 0, 0x5e, 0, 1, 52}})));
}

TEST(RouterFilter, WithoutAVridEverythingPasses) {
  RouterFilter filter(std::nullopt);
  EXPECT_TRUE(filter.passes(announcement("10.0.0.3", {})));
  EXPECT_TRUE(filter.passes(see(in_ipv4(version_2_advert(52)))));
}

TEST(RouterFilter, ForgetsRatherThanGrowsWithoutEnd) {
  RouterFilter filter(51);
  for (std::uint32_t n = 0; n < 5000; ++n) {
    AdvertSeen seen;
    seen.advert.vrid = 51;
    Writer octets;
    octets.u32(n);
    seen.advert.addresses = {Address(Family::ipv4, octets.view())};
    EXPECT_TRUE(filter.passes(seen));
  }
  EXPECT_TRUE(filter.passes(announcement("0.0.19.135", {})));  // the last one
  EXPECT_FALSE(filter.passes(announcement("0.0.0.0", {})));
}

}  // namespace
}  // namespace vrrp::stage
