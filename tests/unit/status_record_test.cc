#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "record/json.h"
#include "record/words.h"

namespace vrrp::record {
namespace {

Status sample() {
  Status status{
      .router = {.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}, .name = "web"},
      .state = State::backup,
      .reason = Reason::higher_priority,
      .since = 192'345'678us,
      .transitions = 4,
      .leaving = true,
      .group = "gw",
      .priority = 90,
      .base = 150,
      .interval = 100ms,
      .sent = 12,
      .received = 2300,
      .rejected = 3,
      .late = 412us};
  status.adjustments.push_back({"nginx", -60, true});
  status.vips.push_back({*proto::Prefix::parse("10.0.0.3"), "", Status::Vip::State::present});
  status.vips.push_back({*proto::Prefix::parse("10.0.9.4/24"), "eth1", Status::Vip::State::absent});
  status.vips.push_back({*proto::Prefix::parse("10.0.0.5"), "", Status::Vip::State::present});
  status.master = Peer{*proto::Address::parse("10.0.0.2"), std::uint8_t{100}};
  status.peers.push_back({*status.master, 3, proto::Dialect::pseudo, 820ms});
  status.checks.push_back({.name = "nginx", .weight = -60, .age = 3s, .expired = true});
  status.checks.push_back({.name = "dns", .up = true, .age = 320ms, .expires_in = 2680ms});
  status.checks.push_back({.name = "once", .up = true, .age = 2h});
  status.interfaces.push_back({.name = "eth1", .up = true, .weight = 20, .age = 90s});
  status.missing = {"disk"};
  status.rejects.push_back({"ttl", *proto::Address::parse("10.0.0.4"), 2});
  status.rejects.push_back({"checksum", {}, 1});
  status.mismatches.push_back(
      {MismatchKind::interval, *proto::Address::parse("10.0.0.2"), "100ms", "1s", 820ms});
  return status;
}

std::string line_of(const Status& status) {
  return to_line({{WallTime(0s), "vrrp-elect", "n1", 1}, status});
}

TEST(StatusRecord, GoesOutAndComesBack) {
  const std::string line = line_of(sample());
  EXPECT_EQ(
      line,
      R"({"event":"status","time":"1970-01-01T00:00:00.000000Z","tool":"vrrp-elect","node":"n1","seq":1,)"
      R"("interface":"eth0","family":"ipv4","vrid":50,"name":"web","state":"backup",)"
      R"("reason":"higher_priority","since_ms":192345.678,"transitions":4,"leaving":true,"group":"gw",)"
      R"("priority":90,"base":150,)"
      R"("adjustments":[{"check":"nginx","weight":-60,"expired":true}],)"
      R"("checks":[{"check":"nginx","status":"down","weight":-60,"age_ms":3000,"expired":true},)"
      R"({"check":"dns","status":"up","weight":0,"age_ms":320,"expires_in_ms":2680},)"
      R"({"check":"once","status":"up","weight":0,"age_ms":7200000}],)"
      R"("tracked_interfaces":[{"interface":"eth1","status":"up","weight":20,"age_ms":90000}],)"
      R"("missing":["disk"],"interval_ms":100,)"
      R"("vips":[{"address":"10.0.0.3/32","state":"present"},)"
      R"({"address":"10.0.9.4/24","interface":"eth1","state":"absent"},)"
      R"({"address":"10.0.0.5/32","state":"present"}],)"
      R"("master":{"address":"10.0.0.2","priority":100},)"
      R"("peers":[{"address":"10.0.0.2","priority":100,"version":3,"checksum_dialect":"pseudo",)"
      R"("last_advert_ms":820}],"adverts_sent":12,"adverts_received":2300,"adverts_rejected":3,)"
      R"("rejects":[{"reason":"ttl","count":2,"peer":{"address":"10.0.0.4"}},{"reason":"checksum","count":1}],)"
      R"("mismatches":[{"kind":"interval","peer":{"address":"10.0.0.2"},"ours":"100ms","theirs":"1s",)"
      R"("age_ms":820}],"late_ms":0.412})"
      "\n");
  const auto back = parse_status(line);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->header.node, "n1");
  ASSERT_TRUE(std::holds_alternative<Status>(back->body));
  EXPECT_EQ(line_of(std::get<Status>(back->body)), line);
}

// Whoever answers may be anything: every field is there and of its kind, or nothing is believed.
TEST(StatusRecord, EveryFieldMustBeThere) {
  const std::string line = line_of(sample());
  for (const char* key : {"event",
                          "tool",
                          "node",
                          "interface",
                          "family",
                          "vrid",
                          "state",
                          "reason",
                          "since_ms",
                          "priority",
                          "base",
                          "adjustments",
                          "interval_ms",
                          "vips",
                          "peers",
                          "adverts_sent",
                          "adverts_received",
                          "adverts_rejected",
                          "rejects",
                          "late_ms"}) {
    std::string without = line;
    const std::string quoted = "\"" + std::string(key) + "\":";
    // The first of that name is the router's own; those of its VIPs and peers come later.
    without.replace(without.find(quoted), quoted.size(), "\"x\":");
    EXPECT_FALSE(parse_status(without)) << key;
  }
}

std::string error_of(const std::string& line) {
  const auto back = parse_status(line);
  return back ? "none" : back.error().message;
}

TEST(StatusRecord, WhatIsNoneIsRefused) {
  for (const char* line : {"", "x", "[]", "{}", R"({"event":"state"})"})
    EXPECT_FALSE(parse_status(line)) << line;
  std::string wrong = line_of(sample());
  wrong.replace(wrong.find("\"backup\""), 8, "\"boss\"");
  EXPECT_EQ(error_of(wrong), "field \"state\" must be init, backup, master or fault");
  wrong = line_of(sample());
  wrong.replace(wrong.find("\"late_ms\":0"), 11, "\"late_ms\":-1");
  EXPECT_FALSE(parse_status(wrong));
  wrong = line_of(sample());
  wrong.replace(wrong.find("higher_priority"), 15, "because");
  EXPECT_EQ(error_of(wrong), "field \"reason\" must be a reason that a state has");
  wrong = line_of(sample());
  wrong.replace(wrong.find("present"), 7, "nowhere");
  EXPECT_EQ(error_of(wrong), "field \"state\" must be a state that a VIP has");
}

TEST(StatusRecord, AnAnswersPidIsNotBelieved) {
  Status status = sample();
  status.pid = 1;
  const auto back = parse_status(line_of(status));
  ASSERT_TRUE(back);
  ASSERT_TRUE(std::holds_alternative<Status>(back->body));
  EXPECT_FALSE(std::get<Status>(back->body).pid);
}

// Those that are not held are what one wants to know of.
TEST(StatusRecord, OfMoreVipsThanALineHasRoomForThoseThatAreHeldGoFirst) {
  Status status = sample();
  for (int i = 0; i < 3000; ++i)
    status.vips.insert(status.vips.begin(),
                       {*proto::Prefix::parse("10.1.0.1"), "", Status::Vip::State::held});
  const std::string line = line_of(status);
  EXPECT_LE(line.size(), longest_line);
  EXPECT_NE(line.find("10.0.9.4"), std::string::npos);
  EXPECT_NE(line.find("\"omitted\":"), std::string::npos);
}

TEST(StatusTable, HasALineForEachRouterAndEachPeer) {
  Status master = sample();
  master.router = {.interface = "eth1", .family = proto::Family::ipv6, .vrid = std::uint8_t{7}, .name = {}};
  master.state = State::master;
  master.reason = Reason::group;
  master.leaving = false;
  master.since = 5h + 3min;
  master.adjustments.clear();
  master.vips.clear();
  master.peers.clear();
  master.rejects.clear();
  master.checks.clear();
  master.interfaces.clear();
  master.missing.clear();
  master.mismatches.clear();
  master.rejected = 0;
  EXPECT_EQ(status_table({sample(), master}),
            "ROUTER            STATE   SINCE  CHANGES  WHY                       PRIORITY                    "
            "  MASTER  "
            "           SENT  RECEIVED  REJECTED  LATE\n"
            "eth0/50 ipv4 web  backup  3m12s  4        higher_priority, leaving  90 = 150 nginx -60 "
            "(expired)  10.0.0.2 "
            "100       12    2300      3         1ms\n"
            "    VIPs absent: 10.0.9.4/24 dev eth1\n"
            "    VIPs present: 10.0.0.3/32, 10.0.0.5/32\n"
            "    hears 10.0.0.2 priority 100, VRRPv3, checksum with a pseudo-header, 820ms ago\n"
            "    disk has not reported\n"
            "    check nginx down (expired), weight -60, 3s ago\n"
            "    check dns up, weight 0, 320ms ago, expires in 2s\n"
            "    check once up, weight 0, 2h00m ago, never expires\n"
            "    interface eth1 up, weight 20, for 1m30s\n"
            "    differs from 10.0.0.2 in interval: ours 100ms, theirs 1s, 820ms ago\n"
            "    rejected 2 of 10.0.0.4: ttl\n"
            "    rejected 1: checksum\n"
            "eth1/7 ipv6       master  5h03m  4        group gw                  90                          "
            "  10.0.0.2 "
            "(itself)  12    2300      0         1ms\n");
}

TEST(StatusTable, NamesTheSourceThatIsStandardInput) {
  Status status = sample();
  status.missing = {"-"};
  EXPECT_NE(status_table({status}).find("    --track - has not reported\n"), std::string::npos);
}

TEST(StatusTable, LetsNothingReachTheTerminal) {
  Status status = sample();
  status.router.name = status.group = "\x1b[2J";
  status.reason = Reason::group;
  status.adjustments[0].check = status.checks[0].name = status.missing[0] = "a\nb";
  status.vips[1].interface = "a\nb";
  status.mismatches[0].theirs = status.rejects[0].reason = "\n";
  const std::string table = status_table({status});
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 13);
}

}  // namespace
}  // namespace vrrp::record
