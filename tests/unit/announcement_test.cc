// Gratuitous ARP and unsolicited NA, byte for byte as keepalived 2.2.7 and FRR 8.4.4 put them on the wire for
// the same address and MAC.
#include <gtest/gtest.h>

#include <string_view>

#include "proto/arp.h"
#include "proto/neighbor.h"

namespace vrrp::proto {
namespace {

Buffer bytes_of(std::string_view hex) {
  Buffer bytes;
  std::string digits;
  for (const char c : hex) {
    if (c == ' ') continue;
    digits += c;
    if (digits.size() < 2) continue;
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits, nullptr, 16)));
    digits.clear();
  }
  return bytes;
}

const Mac physical = *Mac::parse("02:00:00:00:00:01");
const Address vip4 = *Address::parse("10.0.0.100");
const Address vip6 = *Address::parse("fe80::100");

// keepalived 2.2.7, ka227-v2-garp-default.
const Buffer keepalived_arp = bytes_of(
    "ffffffffffff 020000000001 0806"
    "0001 0800 06 04 0001"
    "020000000001 0a000064"
    "ffffffffffff 0a000064");

// keepalived 2.2.7 on a host that forwards IPv6, ka227-v3-v6.
const Buffer keepalived_na = bytes_of(
    "333300000001 020000000001 86dd"
    "60000000 0020 3a ff"
    "fe800000000000000000000000000100"
    "ff020000000000000000000000000001"
    "88 00 d59c a0000000"
    "fe800000000000000000000000000100"
    "02 01 020000000001");

// FRR 8.4.4 from its virtual MAC, frr-v3-v6.
const Buffer frr_na = bytes_of(
    "333300000001 00005e000205 86dd"
    "60000000 0020 3a ff"
    "fd000000000000000000000000000100"
    "ff020000000000000000000000000001"
    "88 00 7a98 a0000000"
    "fd000000000000000000000000000100"
    "02 01 00005e000205");

constexpr std::size_t ethernet = 14;

Bytes after_ethernet(Bytes frame) {
  return frame.subspan(ethernet);
}

// ---- gratuitous ARP

TEST(GratuitousArp, IsKeepalivedsFrame) {
  EXPECT_EQ(gratuitous_arp(vip4, physical, ArpOperation::request), keepalived_arp);
}

TEST(GratuitousArp, AsAReplyDiffersInTheOperationAlone) {
  Buffer reply = keepalived_arp;
  reply[21] = 2;
  EXPECT_EQ(gratuitous_arp(vip4, physical, ArpOperation::reply), reply);
}

TEST(GratuitousArp, FromAVirtualMacLeavesWithItToo) {
  const Mac virtual_mac = *Mac::parse("00:00:5e:00:01:33");
  const Buffer frame = gratuitous_arp(vip4, virtual_mac, ArpOperation::request);
  EXPECT_EQ(frame, bytes_of("ffffffffffff 00005e000133 0806 0001 0800 06 04 0001"
                            "00005e000133 0a000064 ffffffffffff 0a000064"));
}

TEST(GratuitousArp, IsReadBack) {
  const auto arp = parse_gratuitous_arp(after_ethernet(keepalived_arp));
  ASSERT_TRUE(arp);
  EXPECT_EQ(arp->address, vip4);
  EXPECT_EQ(arp->mac, physical);
  EXPECT_EQ(arp->operation, ArpOperation::request);
}

TEST(GratuitousArp, IsReadWhateverTheTargetMacSays) {  // RFC 5227: zero; RFC 9568 erratum 7949: the MAC
  Buffer frame = keepalived_arp;
  std::fill_n(frame.begin() + 32, 6, std::uint8_t{0});
  EXPECT_TRUE(parse_gratuitous_arp(after_ethernet(frame)));
}

TEST(GratuitousArp, PaddingToTheShortestEthernetFrameIsIgnored) {
  Buffer frame = keepalived_arp;
  frame.resize(60);
  EXPECT_TRUE(parse_gratuitous_arp(after_ethernet(frame)));
}

TEST(GratuitousArp, AQuestionForAnotherAddressIsNone) {
  Buffer frame = keepalived_arp;
  frame.back() = 0x65;
  EXPECT_FALSE(parse_gratuitous_arp(after_ethernet(frame)));
}

TEST(GratuitousArp, OtherHardwareProtocolSizesAndOperationsAreNone) {
  for (const std::size_t offset : {15u, 17u, 18u, 19u, 21u}) {
    Buffer frame = keepalived_arp;
    frame[offset] = 9;
    EXPECT_FALSE(parse_gratuitous_arp(after_ethernet(frame))) << "byte " << offset;
  }
}

TEST(GratuitousArp, CutAnywhereIsNone) {
  const Bytes message = after_ethernet(keepalived_arp);
  for (std::size_t size = 0; size < message.size(); ++size)
    EXPECT_FALSE(parse_gratuitous_arp(message.first(size))) << size;
}

// ---- unsolicited neighbor advertisement

std::optional<NeighborAdvertisement> parse_na(Bytes frame) {
  const auto datagram = parse_datagram(after_ethernet(frame));
  return datagram ? parse_unsolicited_advertisement(*datagram) : std::nullopt;
}

// Sets one byte and makes the ICMPv6 checksum fit again.
Buffer na_with(std::size_t offset, std::uint8_t value) {
  Buffer frame = keepalived_na;
  frame[offset] = value;
  frame[56] = frame[57] = 0;
  const Bytes icmp = Bytes(frame).subspan(54);
  const std::uint16_t pseudo = pseudo_header_sum(vip6, *Address::parse("ff02::1"), 58, icmp.size());
  const auto sum = static_cast<std::uint16_t>(~ones_sum(icmp, pseudo));
  frame[56] = static_cast<std::uint8_t>(sum >> 8);
  frame[57] = static_cast<std::uint8_t>(sum & 0xff);
  return frame;
}

TEST(NeighborAdvertisement, IsKeepalivedsFrame) {
  EXPECT_EQ(neighbor_advertisement(vip6, physical, true), keepalived_na);
}

TEST(NeighborAdvertisement, IsFrrsFrame) {
  EXPECT_EQ(neighbor_advertisement(*Address::parse("fd00::100"), *Mac::parse("00:00:5e:00:02:05"), true),
            frr_na);
}

TEST(NeighborAdvertisement, OfAHostThatDoesNotForwardHasTheRouterFlagClear) {
  EXPECT_EQ(neighbor_advertisement(vip6, physical, false), na_with(58, 0x20));
}

TEST(NeighborAdvertisement, IsReadBack) {
  const auto na = parse_na(keepalived_na);
  ASSERT_TRUE(na);
  EXPECT_EQ(na->target, vip6);
  EXPECT_EQ(na->mac, physical);
  EXPECT_TRUE(na->router);
  EXPECT_TRUE(na->override_flag);
  EXPECT_FALSE(na->solicited);
}

TEST(NeighborAdvertisement, WithoutAMacIsReadWithoutOne) {
  const auto na = parse_na(na_with(78, 14));  // a nonce in place of the target link-layer address
  ASSERT_TRUE(na);
  EXPECT_EQ(na->mac, std::nullopt);
}

TEST(NeighborAdvertisement, AnAnswerToAQuestionIsNone) {
  EXPECT_FALSE(parse_na(na_with(58, 0xe0)));
}

TEST(NeighborAdvertisement, ASoundMessageOfAnotherTypeOrCodeIsNone) {
  EXPECT_FALSE(parse_na(na_with(54, 135)));
  EXPECT_FALSE(parse_na(na_with(55, 1)));
}

TEST(NeighborAdvertisement, ThatCrossedARouterIsNone) {  // RFC 4861 section 7.1.2
  Buffer frame = keepalived_na;
  frame[21] = 254;
  EXPECT_FALSE(parse_na(frame));
}

TEST(NeighborAdvertisement, WithABadChecksumIsNone) {
  Buffer frame = keepalived_na;
  frame[57] ^= 1;
  EXPECT_FALSE(parse_na(frame));
}

TEST(NeighborAdvertisement, WithAnOptionOfLengthZeroIsNone) {  // RFC 4861 section 7.1.2
  EXPECT_FALSE(parse_na(na_with(79, 0)));
}

TEST(NeighborAdvertisement, WithAnOptionPastTheEndIsNone) {
  EXPECT_FALSE(parse_na(na_with(79, 2)));
}

TEST(NeighborAdvertisement, ForAMulticastTargetIsNone) {  // RFC 4861 section 7.1.2
  EXPECT_FALSE(parse_na(na_with(62, 0xff)));
}

TEST(NeighborAdvertisement, CutAnywhereIsNone) {
  for (std::size_t size = ethernet; size < keepalived_na.size(); ++size)
    EXPECT_FALSE(parse_na(Bytes(keepalived_na).first(size))) << size;
}

}  // namespace
}  // namespace vrrp::proto
