#include <gtest/gtest.h>

#include "record/json.h"

namespace vrrp::record {
namespace {

const Router router{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}, .name = {}};

TEST(Json, AStateGoesOutAndComesBack) {
  StateChange change{.router = router,
                     .state = State::master,
                     .previous = State::backup,
                     .reason = Reason::master_down,
                     .priority = 150,
                     .vips = {{*proto::Prefix::parse("10.0.0.3"), "eth1", "web", true}},
                     .epoch = 3,
                     .interval = 100ms,
                     .expires = time_from_us(123456789),
                     .peer = {},
                     .last_advert = 3609375us,
                     .late = {},
                     .check = {},
                     .group = "gw"};
  const std::string line = to_line({{WallTime(0s), "vrrp-elect", "n1", 7}, change});
  EXPECT_EQ(
      line,
      "{\"event\":\"state\",\"time\":\"1970-01-01T00:00:00.000000Z\",\"tool\":\"vrrp-elect\",\"node\":\"n1\","
      "\"seq\":7,"
      "\"interface\":\"eth0\",\"family\":\"ipv4\",\"vrid\":50,\"state\":\"master\",\"previous\":\"backup\","
      "\"reason\":\"master_down\",\"priority\":150,\"vips\":[{\"address\":\"10.0.0.3/"
      "32\",\"interface\":\"eth1\","
      "\"label\":\"web\",\"excluded\":true}],\"epoch\":3,\"interval_ms\":100,\"expires_us\":123456789,"
      "\"last_advert_ms\":3609.375,\"group\":\"gw\"}\n");
  const auto incoming = parse_line(line);
  ASSERT_TRUE(incoming && *incoming);
  ASSERT_TRUE(std::holds_alternative<StateChange>(**incoming));
  const auto& heard = std::get<StateChange>(**incoming);
  EXPECT_EQ(heard.router, router);
  EXPECT_EQ(heard.vips, change.vips);
  EXPECT_EQ(heard.expires, change.expires);
}

TEST(Json, AMismatchNamesBothSides) {
  const std::string line = to_line({{WallTime(0s), "vrrp-elect", "n1", 7},
                                    Mismatch{.router = router,
                                             .kind = MismatchKind::interval,
                                             .peer = {*proto::Address::parse("10.0.0.2"), std::uint8_t{90}},
                                             .ours = "1s",
                                             .theirs = "2s"}});
  EXPECT_NE(
      line.find(
          R"("kind":"interval","peer":{"address":"10.0.0.2","priority":90},"ours":"1s","theirs":"2s"})"),
      std::string::npos)
      << line;
  for (const auto kind : {MismatchKind::checksum, MismatchKind::addresses, MismatchKind::priority})
    EXPECT_FALSE(to_word(kind).empty());
}

TEST(Json, AnotherElectorNeedsOnlySevenFields) {
  const auto incoming = parse_line(
      R"({"event":"state","state":"master","epoch":1,"interface":"eth0","vips":[],"interval_ms":1000,"expires_us":5})");
  ASSERT_TRUE(incoming && *incoming);
  ASSERT_TRUE(std::holds_alternative<StateChange>(**incoming));
  EXPECT_FALSE(std::get<StateChange>(**incoming).router.vrid);
}

TEST(Json, AnAliveIsReadAsItWasWritten) {
  const Alive alive{
      .router = {.interface = "eth0", .family = proto::Family::ipv6, .vrid = 50, .name = "a \"b\\\n\xff"},
      .state = State::master,
      .epoch = 7,
      .interval = 100ms,
      .expires = time_from_us(5),
      .yields = true};
  const std::string line = to_line({{WallTime(0s), "vrrp-elect", "n\"1", 3}, alive});
  EXPECT_EQ(
      line,
      R"({"event":"alive","time":"1970-01-01T00:00:00.000000Z","tool":"vrrp-elect","node":"n\"1","seq":3,)"
      R"("interface":"eth0","family":"ipv6","vrid":50,"name":"a \"b\\\n)"
      "\xef\xbf\xbd"
      R"(","state":"master","epoch":7,"interval_ms":100,"expires_us":5,"yields":true})"
      "\n");
  const auto incoming = parse_line(line);
  ASSERT_TRUE(incoming && *incoming && std::holds_alternative<Alive>(**incoming));
  const auto& back = std::get<Alive>(**incoming);
  EXPECT_EQ(back.router, alive.router);
  EXPECT_EQ(back.epoch, 7U);
  EXPECT_TRUE(back.yields);
  EXPECT_EQ(back.expires, alive.expires);
}

TEST(Json, WhatIsNotForAStageIsNothing) {
  for (const char* line : {"", "  ", R"({"event":"announce"})", R"({"hello":1})"}) {
    const auto incoming = parse_line(line);
    ASSERT_TRUE(incoming) << line;
    EXPECT_FALSE(*incoming) << line;
  }
}

std::string error_of(std::string_view line) {
  const auto incoming = parse_line(line);
  return incoming ? "none" : incoming.error().message;
}

TEST(Json, JunkIsNamed) {
  EXPECT_EQ(error_of("[1]"), "not a JSON object");
  EXPECT_EQ(error_of("{"), "not a JSON object");
  EXPECT_EQ(error_of(R"({"event":"alive","interface":"eth0","epoch":1,"interval_ms":10})"),
            "field \"state\" is missing");
  EXPECT_EQ(error_of(R"({"event":"alive","interface":"eth0","state":"master","epoch":1,"interval_ms":"1s"})"),
            "field \"interval_ms\" must be a positive number of milliseconds");
  EXPECT_EQ(error_of(R"({"event":"check","check":"x","status":"up","weight":1e99})"),
            "field \"weight\" must be a whole number from -253 to 253");
}

TEST(Json, ACheckLineFitsAPipeWhole) {
  Check check{.check = "x", .up = false, .detail = std::string(9000, '\x01')};
  const std::string line = to_line({{WallTime(0s), "vrrp-check", "n1", 1}, check});
  EXPECT_LE(line.size(), longest_check_line);
  EXPECT_TRUE(parse_line(line));
}

}  // namespace
}  // namespace vrrp::record
