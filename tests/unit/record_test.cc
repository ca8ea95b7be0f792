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

TEST(Json, AStatesReasonIsRead) {
  const std::string head =
      R"({"event":"state","state":"init","epoch":1,"interface":"eth0","vips":[],"interval_ms":1000)";
  const auto reason = [&](const std::string& rest) {
    return std::get<StateChange>(**parse_line(head + rest)).reason;
  };
  EXPECT_EQ(reason(R"(,"reason":"track_ended"})"), Reason::track_ended);
  EXPECT_EQ(reason(R"(,"reason":"of a later version"})"), Reason::shutdown);
  EXPECT_EQ(reason("}"), Reason::shutdown);
}

// ---- bounds

TEST(Bounds, ACheckOfALongNameIsRefused) {
  const auto of = [](std::size_t size) {
    return R"({"event":"check","status":"up","check":")" + std::string(size, 'x') + "\"}";
  };
  EXPECT_TRUE(parse_line(of(255)));
  EXPECT_EQ(parse_line(of(256)).error().message, "field \"check\" has 256 bytes, and must have 1 to 255");
  EXPECT_FALSE(parse_line(of(0)));
}

// A router's name is for people: no reason to miss a state.
TEST(Bounds, ALongNameOfARouterIsCut) {
  const auto incoming = parse_line(
      R"({"event":"state","state":"backup","epoch":1,"interface":"eth0","vips":[],"interval_ms":1000,"name":")" +
      std::string(60000, 'x') + "\"}");
  ASSERT_TRUE(incoming && *incoming);
  EXPECT_EQ(std::get<StateChange>(**incoming).router.name.size(), 255U);
}

// Names, lists and texts of any length, of bytes that are not UTF-8, and of those that JSON must escape: no
// line is longer than its reader takes, and each is one line of JSON.
TEST(Bounds, NoLineIsLongerThanItsReaderTakes) {
  const std::vector<std::string> pieces = {"x", "\x01", "\x7f", "\xc2\x9b", "\xff", "\"", "\xf0\x9f\x98\x80"};
  const proto::Address peer = *proto::Address::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  for (const std::string& piece : pieces) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{255}, std::size_t{70000}}) {
      std::string text;
      while (text.size() < size) text += piece;
      const Router its{
          .interface = "eth0", .family = proto::Family::ipv6, .vrid = std::uint8_t{50}, .name = text};
      const std::size_t count = std::min<std::size_t>(size, 260);
      Status status{.router = its, .check = text, .group = text};
      const std::string name = text.substr(0, 300);
      status.adjustments.assign(count, {name, -1, true});
      status.checks.assign(count, {.name = name, .age = 1s, .expires_in = 1s});
      status.interfaces.assign(count, {.name = name});
      status.missing.assign(count, name);
      status.mismatches.assign(count, {MismatchKind::auth, peer, name, name, 1s});
      status.rejects.assign(count, {"ttl", peer, 1});
      AdvertSeen seen;
      seen.advert.addresses.assign(count, peer);
      const Body bodies[] = {
          StateChange{.router = its,
                      .vips = std::vector<Vip>(count, {{peer, 128}, name, name, true}),
                      .check = text,
                      .group = text},
          Alive{.router = its},
          Priority{.router = its, .adjustments = status.adjustments},
          Contest{.router = its},
          Reject{.router = its, .reason = "ttl", .peer = {peer, {}}},
          Mismatch{.router = its, .peer = {peer, {}}, .ours = text, .theirs = text},
          status,
          Check{.check = text, .detail = text},
          VipEvent{.router = its, .interface = text, .detail = text},
          Announce{.router = its, .interface = text, .reason = "added"},
          seen,
          AnnouncementSeen{},
      };
      for (const Body& body : bodies) {
        const std::string line = to_line({{WallTime(0s), "vrrp-elect", text, 7}, body});
        EXPECT_LE(line.size(), std::holds_alternative<Check>(body) ? longest_check_line : longest_line)
            << body.index() << " of " << size << " times " << int(piece[0]);
        EXPECT_EQ(line.find('\n'), line.size() - 1);
        EXPECT_EQ(line.find('\x7f'), std::string::npos);
        EXPECT_EQ(line.find("\xc2\x9b"), std::string::npos);
        // Whoever writes a name that is too short to be cut reads it back.
        if (size == 255 && text.size() == 255 && !std::holds_alternative<Status>(body)) {
          EXPECT_TRUE(parse_line(line)) << line;
        }
      }
    }
  }
}

TEST(Bounds, WhatIsLeftOutIsCounted) {
  Priority priority{.router = router};
  priority.adjustments.assign(5000, {std::string(200, 'x'), -1});
  const std::string line = to_line({{WallTime(0s), "vrrp-elect", "n1", 1}, priority});
  EXPECT_GT(line.size(), longest_line / 2);
  EXPECT_NE(line.find("\"omitted\":"), std::string::npos);
}

TEST(Json, ControlsOfATerminalAreEscaped) {
  const Check check{.check = "a\x7f\xc2\x80\xc2\x9f\xc3\xbc", .detail = "\xc2"};
  const std::string line = to_line({{WallTime(0s), "vrrp-check", "n\xc2\x9b", 1}, check});
  EXPECT_NE(line.find("\"a\\u007f\\u0080\\u009f\xc3\xbc\""), std::string::npos) << line;
  EXPECT_NE(line.find("\"n\\u009b\""), std::string::npos) << line;
  EXPECT_EQ(std::get<Check>(**parse_line(line)).check, check.check);
  const std::string alive = to_line({{WallTime(0s), "vrrp-elect", "n\x7f", 1}, Alive{.router = router}});
  EXPECT_NE(alive.find("\"n\\u007f\""), std::string::npos) << alive;
}

// No line ends a program: each is read, or refused in words.
TEST(Json, NoLineIsAnException) {
  std::vector<std::string> lines = {
      "1e400",
      R"({"event":"check","check":"x","status":"up","weight":1e400})",
      R"({"event":"check","check":"x","status":"up","expires_us":1e400})",
      R"({"event":"check","check":"x","status":"up","weight":99999999999999999999})",
      R"({"event":"state","interval_ms":-1e400})",
      R"({"event":"alive","interface":"e","state":"init","epoch":18446744073709551616})",
      "{\"event\":\"\xff\"}",
      "{\"\xc2\":1}",
      "{\"event\":\"check\",\"check\":\"\\ud800\",\"status\":\"up\"}",
      std::string("{\"a\0b\":1}", 9),
      "{\"event\":7}",
      std::string(60000, '['),
      std::string(30000, '[') + std::string(30000, ']'),
      "{\"event\":" + std::string(30000, '[') + std::string(30000, ']') + "}"};
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "{\"a\":";
  lines.push_back(deep);
  lines.push_back(deep + "1" + std::string(10000, '}'));
  for (const std::string& line : lines) {
    EXPECT_NO_THROW({
      (void)parse_line(line);
      (void)parse_record(line);
      (void)parse_status(line);
      (void)parse_fields(line);
    }) << line.substr(0, 80);
  }
  EXPECT_EQ(parse_fields(R"({"vrid":1e400})").error().message, "a number in it is too large");
}

}  // namespace
}  // namespace vrrp::record
