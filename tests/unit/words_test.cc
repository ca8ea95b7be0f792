#include "record/words.h"

#include <gtest/gtest.h>

namespace vrrp::record {
namespace {

constexpr WallTime at{Duration(3'661'234'567)};  // 1970-01-01 01:01:01.234567
const Router router{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
const proto::Mac mac{{2, 0, 0, 0, 0, 1}};

proto::Address address(std::string_view text) {
  return *proto::Address::parse(text);
}

std::string said(const Body& body) {
  return in_words(body, at);
}

TEST(Words, AStateChangeSaysWhatExplainsIt) {
  EXPECT_EQ(
      said(StateChange{.router = router,
                       .state = State::master,
                       .previous = State::backup,
                       .reason = Reason::master_down,
                       .priority = 150,
                       .last_advert = Duration(3'609'375)}),
      "01:01:01.234 eth0/50 ipv4 backup -> master (master_down) priority 150, nothing heard for 3.609s");
  EXPECT_EQ(said(StateChange{.router = router, .reason = Reason::startup}),
            "01:01:01.234 eth0/50 ipv4 init (startup) priority 100");
  EXPECT_EQ(said(StateChange{.router = router,
                             .state = State::backup,
                             .previous = State::master,
                             .reason = Reason::higher_priority,
                             .peer = Peer{address("10.0.0.2"), std::uint8_t{200}}}),
            "01:01:01.234 eth0/50 ipv4 master -> backup (higher_priority) priority 100, heard 10.0.0.2 "
            "priority 200");
  EXPECT_EQ(said(StateChange{.router = router,
                             .state = State::fault,
                             .previous = State::backup,
                             .reason = Reason::check_down,
                             .late = 12ms,
                             .check = "nginx"}),
            "01:01:01.234 eth0/50 ipv4 backup -> fault (check_down) priority 100, late by 12ms, check nginx");
  EXPECT_EQ(said(StateChange{.router = router,
                             .state = State::fault,
                             .previous = State::master,
                             .reason = Reason::group,
                             .group = "gw"}),
            "01:01:01.234 eth0/50 ipv4 master -> fault (group) priority 100, group gw");
}

TEST(Words, EachRecordIsOneLine) {
  EXPECT_EQ(said(Alive{.router = router, .state = State::master, .epoch = 3}),
            "01:01:01.234 eth0/50 ipv4 is master, epoch 3");
  EXPECT_EQ(said(Priority{.router = router, .priority = 90, .base = 150, .adjustments = {{"nginx", -60}}}),
            "01:01:01.234 eth0/50 ipv4 priority 90, base 150, nginx -60");
  EXPECT_EQ(said(Contest{.router = router, .peer = {address("10.0.0.2"), std::uint8_t{100}}}),
            "01:01:01.234 eth0/50 ipv4 contested by 10.0.0.2 priority 100");
  EXPECT_EQ(said(Reject{.router = router, .reason = "ttl", .peer = {address("10.0.0.2"), {}}, .count = 4}),
            "01:01:01.234 eth0/50 ipv4 rejected 10.0.0.2: ttl, 4 so far");
  EXPECT_EQ(said(Mismatch{.router = router,
                          .kind = MismatchKind::addresses,
                          .peer = {address("10.0.0.2"), std::uint8_t{90}},
                          .theirs = "10.0.0.9"}),
            "01:01:01.234 eth0/50 ipv4 10.0.0.2 priority 90 differs in addresses: ours nothing more, theirs "
            "10.0.0.9");
  EXPECT_EQ(said(Check{.check = "nginx", .weight = -60, .detail = "exit 1"}),
            "01:01:01.234 check nginx down (exit 1), weight -60");
  EXPECT_EQ(said(Check{.check = "nginx", .up = true}), "01:01:01.234 check nginx up");
  EXPECT_EQ(said(VipEvent{.address = *proto::Prefix::parse("10.0.0.3"), .interface = "eth0", .lease = 3s}),
            "01:01:01.234 10.0.0.3/32 added on eth0, lease 3s");
  EXPECT_EQ(said(VipEvent{.action = VipAction::kept,
                          .address = *proto::Prefix::parse("fd00::3"),
                          .interface = "eth0",
                          .detail = "foreign"}),
            "01:01:01.234 fd00::3/128 kept on eth0 (foreign)");
  EXPECT_EQ(
      said(Announce{
          .address = address("10.0.0.3"), .interface = "eth0", .mac = mac, .packets = 1, .reason = "added"}),
      "01:01:01.234 10.0.0.3 announced on eth0: is at 02:00:00:00:00:01, 1 packet (added)");
}

TEST(Words, WhatWasCapturedCarriesTheTimeOfTheCapture) {
  const WallTime captured = at + 1s;
  AdvertSeen advert{.captured = captured,
                    .envelope = {.source = address("10.0.0.1"), .destination = address("224.0.0.18")}};
  advert.advert = {.version = std::uint8_t{2},
                   .type = std::uint8_t{1},
                   .vrid = std::uint8_t{50},
                   .priority = std::uint8_t{150},
                   .count = std::uint8_t{1},
                   .interval = 1s,
                   .auth_type = std::uint8_t{1},
                   .addresses = {address("10.0.0.3")},
                   .checksum = proto::ChecksumVerdict::good};
  EXPECT_EQ(
      said(advert),
      "01:01:02.234 advert 10.0.0.1 > 224.0.0.18 vrid 50 priority 150 v2 1s pass 10.0.0.3 checksum good");
  advert.envelope.ttl = 1;
  advert.advert.checksum = proto::ChecksumVerdict::bad;
  advert.advert.faults = {proto::AdvertError::ttl, proto::AdvertError::checksum};
  EXPECT_EQ(
      said(advert),
      "01:01:02.234 advert 10.0.0.1 > 224.0.0.18 ttl 1 vrid 50 priority 150 v2 1s pass 10.0.0.3 checksum "
      "bad, wrong: ttl checksum");
  EXPECT_EQ(said(AnnouncementSeen{.captured = captured, .address = address("10.0.0.3"), .mac = mac}),
            "01:01:02.234 garp 10.0.0.3 is at 02:00:00:00:00:01");
}

TEST(Words, NoByteFromOutsideReachesATerminal) {
  const std::string line = said(Check{.check = "a\x1b[2J", .detail = "b\nc\x9b"});
  EXPECT_EQ(line, "01:01:01.234 check a\\x1b[2J down (b\\x0ac\\x9b)");
}

}  // namespace
}  // namespace vrrp::record
