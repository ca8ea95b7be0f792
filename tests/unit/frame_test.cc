#include "proto/frame.h"

#include <gtest/gtest.h>

namespace vrrp::proto {
namespace {

using Content = Frame::Content;

// "aa bb cc" -> three bytes.
Buffer wire(std::string_view hex) {
  Buffer bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 3)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return bytes;
}

// What matters of a datagram here is where it begins: its first byte.
constexpr std::string_view ipv4 = "45 00 00 14";
constexpr std::string_view ipv6 = "60 00 00 00";

std::string joined(std::string_view header, std::string_view payload) {
  return header.empty() ? std::string(payload) : std::string(header) + " " + std::string(payload);
}

// The header is stepped over exactly, and every cut within it is told.
void expect_inside(LinkType type, std::string_view header, std::string_view payload, Content content) {
  const Buffer bytes = wire(joined(header, payload));
  const std::size_t header_size = bytes.size() - wire(payload).size();
  const Frame frame = open_frame(type, bytes);
  EXPECT_EQ(frame.content, content) << header;
  EXPECT_EQ(Buffer(frame.payload.begin(), frame.payload.end()), wire(payload)) << header;
  for (std::size_t size = 0; size < header_size; ++size)
    EXPECT_EQ(open_frame(type, Bytes(bytes).first(size)).content, Content::truncated)
        << header << " cut to " << size;
}

constexpr std::string_view ethernet_addresses = "01 00 5e 00 00 12 02 00 00 00 00 01";

void expect_in_ethernet(std::string_view rest_of_header, std::string_view payload,
                        Content content = Content::ip) {
  expect_inside(LinkType::ethernet, joined(ethernet_addresses, rest_of_header), payload, content);
}

TEST(Frame, Ethernet) {
  expect_in_ethernet("08 00", ipv4);
  expect_in_ethernet("86 dd", ipv6);
  expect_in_ethernet("08 06", "00 01 08 00", Content::arp);
}

TEST(Frame, TheSenderIsToldOfEthernetAndLinuxCookedCaptures) {
  const Mac sender{{2, 0, 0, 0, 0, 1}};
  EXPECT_EQ(open_frame(LinkType::ethernet, wire(joined(ethernet_addresses, "08 00 45"))).source, sender);
  EXPECT_EQ(open_frame(LinkType::ethernet, wire(ethernet_addresses)).source, sender);
  EXPECT_EQ(
      open_frame(LinkType::linux_cooked, wire("00 02 00 01 00 06 02 00 00 00 00 01 00 00 08 00 45")).source,
      sender);
  EXPECT_EQ(open_frame(LinkType::linux_cooked_2,
                       wire("08 00 00 00 00 00 00 02 00 01 02 06 02 00 00 00 00 01 00 00 45"))
                .source,
            sender);
  EXPECT_FALSE(
      open_frame(LinkType::linux_cooked, wire("00 02 02 00 00 00 00 00 00 00 00 00 00 00 08 00 45")).source);
  EXPECT_FALSE(open_frame(LinkType::raw_ip, wire(ipv4)).source);
}

TEST(Frame, VlanTagsInAnyNumberAndOrder) {
  expect_in_ethernet("81 00 e0 00 08 00", ipv4);
  expect_in_ethernet("88 a8 00 64 81 00 00 0a 86 dd", ipv6);
  expect_in_ethernet("91 00 00 01 81 00 00 02 81 00 00 03 08 06", "00 01", Content::arp);
}

TEST(Frame, LlcAndSnapInsideAnIeee8023Frame) {
  expect_in_ethernet("00 34 aa aa 03 00 00 00 08 00", ipv4);
  expect_in_ethernet("00 34 aa aa 03 00 00 f8 86 dd", ipv6);
  expect_in_ethernet("00 34 06 06 03", ipv4);
  expect_in_ethernet("81 00 00 01 00 34 aa aa 03 00 00 00 81 00 00 02 08 00", ipv4);
  expect_in_ethernet("00 34 aa aa 03 00 00 0c 20 00", "", Content::other);  // Cisco CDP
}

TEST(Frame, ASnapLengthInsideSnapLeadsNowhere) {
  std::string nested(ethernet_addresses);
  for (int i = 0; i < 1000; ++i) nested += " 00 34 aa aa 03 00 00 00";
  EXPECT_EQ(open_frame(LinkType::ethernet, wire(nested)).content, Content::other);
}

TEST(Frame, MplsLabelsUpToTheLast) {
  expect_in_ethernet("88 47 00 01 01 ff", ipv4);
  expect_in_ethernet("88 48 00 01 00 ff 00 02 01 ff", ipv6);
}

TEST(Frame, Pppoe) {
  expect_in_ethernet("88 64 11 00 00 01 00 2e 00 21", ipv4);
  expect_in_ethernet("88 64 11 00 00 01 00 2e 00 57", ipv6);
}

TEST(Frame, Ppp) {
  expect_inside(LinkType::ppp, "ff 03 00 21", ipv4, Content::ip);
  expect_inside(LinkType::ppp, "00 57", ipv6, Content::ip);
  expect_inside(LinkType::ppp, "21", ipv4, Content::ip);
  expect_inside(LinkType::ppp, "c0 21", "", Content::other);  // LCP
}

TEST(Frame, LinuxCooked) {
  expect_inside(LinkType::linux_cooked, "00 02 00 01 00 06 02 00 00 00 00 01 00 00 08 00", ipv4, Content::ip);
  expect_inside(LinkType::linux_cooked, "00 02 00 01 00 06 02 00 00 00 00 01 00 00 81 00 00 05 86 dd", ipv6,
                Content::ip);
  expect_inside(LinkType::linux_cooked,
                "00 02 00 01 00 06 02 00 00 00 00 01 00 00 00 04 aa aa 03 00 00 00 08 00", ipv4, Content::ip);
  expect_inside(LinkType::linux_cooked_2, "08 06 00 00 00 00 00 02 00 01 02 06 02 00 00 00 00 01 00 00",
                "00 01", Content::arp);
  expect_inside(LinkType::linux_cooked_2,
                "88 a8 00 00 00 00 00 02 00 01 02 06 02 00 00 00 00 01 00 00 00 05 08 00", ipv4, Content::ip);
}

TEST(Frame, BsdLoopbackInEitherByteOrderAndWithEverySystemsFamilies) {
  for (const LinkType type : {LinkType::bsd_null, LinkType::bsd_loop}) {
    expect_inside(type, "00 00 00 02", ipv4, Content::ip);
    expect_inside(type, "02 00 00 00", ipv4, Content::ip);
    for (const std::string_view family : {"0a", "17", "18", "1c", "1e"}) {
      expect_inside(type, std::string(family) + " 00 00 00", ipv6, Content::ip);
      expect_inside(type, "00 00 00 " + std::string(family), ipv6, Content::ip);
    }
    expect_inside(type, "07 00 00 00", "", Content::other);
  }
}

TEST(Frame, RawIp) {
  expect_inside(LinkType::raw_ip, "", ipv4, Content::ip);
  expect_inside(LinkType::raw_ip, "", ipv6, Content::ip);
  expect_inside(LinkType::raw_ipv4, "", ipv4, Content::ip);
  expect_inside(LinkType::raw_ipv6, "", ipv6, Content::ip);
  EXPECT_EQ(open_frame(LinkType::raw_ip, {}).content, Content::truncated);
}

TEST(Frame, CiscoHdlcAndFrameRelay) {
  expect_inside(LinkType::cisco_hdlc, "0f 00 08 00", ipv4, Content::ip);
  expect_inside(LinkType::frame_relay, "18 41 03 cc", ipv4, Content::ip);
  expect_inside(LinkType::frame_relay, "18 41 03 00 8e", ipv6, Content::ip);
  expect_inside(LinkType::frame_relay, "80 ea 9d 08 00", ipv4, Content::ip);
}

TEST(Frame, AnIpVersionOtherThanAnnouncedIsNoIp) {
  EXPECT_EQ(open_frame(LinkType::raw_ipv4, wire(ipv6)).content, Content::other);
  EXPECT_EQ(open_frame(LinkType::raw_ipv6, wire(ipv4)).content, Content::other);
  EXPECT_EQ(open_frame(LinkType::raw_ip, wire("55 00")).content, Content::other);
  EXPECT_EQ(open_frame(LinkType::ethernet, wire(joined(ethernet_addresses, "86 dd 45 00"))).content,
            Content::other);
}

TEST(Frame, UnknownLinkTypesAreRefused) {
  EXPECT_EQ(known_link_type(1), LinkType::ethernet);
  EXPECT_EQ(known_link_type(276), LinkType::linux_cooked_2);
  EXPECT_FALSE(known_link_type(127));
  EXPECT_FALSE(known_link_type(-1));
}

}  // namespace
}  // namespace vrrp::proto
