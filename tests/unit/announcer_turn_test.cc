// Whole turns of `garp-send`: what is done, in which order, and which records go on.
#include "stage/announce/announcer_turn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace vrrp::stage {
namespace {

using record::Incoming;
using record::State;
using record::VipAction;

const record::Router r50{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
constexpr int eth0 = 2;

Time at(Duration d) {
  return Time(100s + d);
}
host::AddressChange has(std::string_view address, bool gone = false) {
  return {.address = {.link = eth0, .prefix = *proto::Prefix::parse(address)}, .gone = gone};
}
record::StateChange state(State to) {
  record::StateChange change{.router = r50, .state = to, .reason = record::Reason::shutdown};
  change.vips = {{.address = *proto::Prefix::parse("10.0.0.3")},
                 {.address = *proto::Prefix::parse("10.0.0.4")}};
  return change;
}
record::VipEvent added(std::string_view address) {
  return {.router = r50,
          .action = VipAction::added,
          .address = *proto::Prefix::parse(address),
          .interface = "eth0"};
}

// The program around it. What it did reads as words, in order.
class Program final : private AnnouncerTurn::Surroundings {
 public:
  explicit Program(Announcer::Settings settings = {.refresh = std::nullopt}) : turn(*this, settings) {
    turn.give(host::LinkChange{
        .link = {.index = eth0, .name = "eth0", .mac = *proto::Mac::parse("02:00:00:00:00:01"), .up = true}});
    for (const auto address : {"10.0.0.3", "10.0.0.4"}) turn.give(has(address));
    turn.tick();
  }
  void master_with_its_vips() {
    turn.hear(Incoming(state(State::master)));
    for (const auto address : {"10.0.0.3", "10.0.0.4"}) turn.hear(Incoming(added(address)));
  }
  void tick(Duration when) {
    clock = at(when);
    turn.tick();
  }
  std::string did() { return std::exchange(log_, ""); }

  AnnouncerTurn turn;
  Time clock = at(0s);
  std::vector<Announcer::Input> news;        // of the kernel, waiting to be read
  std::vector<Announcer::Input> next_round;  // comes while packets are sent
  bool refuses = false;

 private:
  Time now() override { return clock; }
  void read_kernel() override {
    for (const Announcer::Input& one : std::exchange(news, {})) turn.give(one);
  }
  bool send(const Announcer::Send& send) override {
    note("send " + send.address.text());
    std::ranges::move(std::exchange(next_round, {}), std::back_inserter(news));
    return !refuses;
  }
  void withhold(const Announcer::Withhold& withhold) override { note("withhold " + withhold.address.text()); }
  void pass_on() override { note("pass on"); }
  void write(const record::Announce& announce) override {
    note(announce.address.text() + " " + std::to_string(announce.packets) + " times");
  }
  void note(const std::string& what) { log_ += (log_.empty() ? "" : ", ") + what; }

  std::string log_;
};

TEST(AnnouncerTurn, EveryRecordGoesOn) {
  Program program;
  program.turn.hear(std::nullopt);
  program.turn.hear(Incoming(record::Check{}));
  program.turn.hear(Incoming(record::Alive{.router = r50, .state = State::master, .yields = true}));
  EXPECT_EQ(program.did(), "pass on, pass on, pass on");
}

TEST(AnnouncerTurn, NothingIsSentBeforeAllIsRead) {
  Program program;
  program.master_with_its_vips();
  EXPECT_EQ(program.did(), "pass on, pass on, pass on");
  program.turn.hear(Incoming(state(State::backup)));
  program.did();
  program.tick(0s);
  EXPECT_EQ(program.did(), "");
}

TEST(AnnouncerTurn, ABurstGoesRoundTheAddresses) {
  Program program({.count = 2, .interval = 0s, .refresh = std::nullopt});
  program.master_with_its_vips();
  program.did();
  program.tick(0s);
  EXPECT_EQ(program.did(),
            "send 10.0.0.3, send 10.0.0.4, send 10.0.0.3, send 10.0.0.4, 10.0.0.3 2 times, 10.0.0.4 2 times");
}

// It may be on another host by then.
TEST(AnnouncerTurn, AnAddressThatWentWhileRecordsWereReadIsNotAnnounced) {
  Program program;
  program.master_with_its_vips();
  program.did();
  program.news = {has("10.0.0.3", true)};
  program.tick(0s);
  EXPECT_EQ(program.did(), "withhold 10.0.0.3, send 10.0.0.4");
}

TEST(AnnouncerTurn, AnAddressThatWentDuringARoundIsNotInTheNextOne) {
  Program program({.count = 2, .interval = 0s, .refresh = std::nullopt});
  program.master_with_its_vips();
  program.did();
  program.next_round = {has("10.0.0.4", true)};
  program.tick(0s);
  EXPECT_EQ(
      program.did(),
      "send 10.0.0.3, send 10.0.0.4, send 10.0.0.3, withhold 10.0.0.4, 10.0.0.4 1 times, 10.0.0.3 2 times");
}

TEST(AnnouncerTurn, WhatDidNotLeaveIsNotCounted) {
  Program program({.count = 2, .interval = 0s, .refresh = std::nullopt});
  program.refuses = true;
  program.turn.give(
      Announcer::Command{.address = *proto::Address::parse("10.0.0.3"), .interface = "eth0", .mac = {}});
  program.turn.give(Announcer::EndOfInput{});
  program.tick(0s);
  EXPECT_EQ(program.did(), "send 10.0.0.3, send 10.0.0.3");
  EXPECT_EQ(program.turn.exit_status(), 1);
}

TEST(AnnouncerTurn, AMasterThatYieldsIsSilentAtOnce) {
  Program program(Announcer::Settings{.refresh = std::nullopt}.following());
  program.master_with_its_vips();
  program.tick(0s);
  program.did();
  program.turn.hear(Incoming(record::Alive{.router = r50, .state = State::master, .yields = true}));
  program.tick(10ms);
  EXPECT_EQ(program.did(), "pass on, 10.0.0.3 1 times, 10.0.0.4 1 times");
  EXPECT_FALSE(program.turn.deadline());
}

TEST(AnnouncerTurn, ForFollowTheSecondPacketComesAfterTheGrace) {
  const auto settings = Announcer::Settings{.interval = 200ms}.following();
  EXPECT_EQ(settings.second, 25ms);
  EXPECT_EQ(Announcer::Settings{.interval = 10ms}.following().second, 10ms);
}

TEST(AnnouncerTurn, TheEndOfInputEndsItInTheSameTurn) {
  Program program({.count = 2, .interval = 200ms, .refresh = std::nullopt});
  program.master_with_its_vips();
  program.tick(0s);
  program.did();
  program.turn.give(Announcer::Signal{});
  program.turn.give(Announcer::EndOfInput{});
  program.tick(100ms);
  EXPECT_EQ(program.did(), "10.0.0.3 1 times, 10.0.0.4 1 times");
  EXPECT_EQ(program.turn.exit_status(), 0);
}

}  // namespace
}  // namespace vrrp::stage
