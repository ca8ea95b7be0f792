// Whole turns of `vip-ctl follow`: what is done, in which order, and which records go on.
#include "stage/hold/holder_turn.h"
#include "host_changes.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace vrrp::stage {
namespace {

using Input = Holder::Input;
using Put = Holder::Put;
using Remove = Holder::Remove;
using EndOfInput = Holder::EndOfInput;
using record::Incoming;
using record::State;

const record::Router r50{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};

Time at(Duration d) {
  return Time(100s + d);
}
Place on_eth0(std::string_view address) {
  return {"eth0", *proto::Prefix::parse(address)};
}

// The program around it. What it did reads as words, in order; each line of stdout counts as one byte.
class Program final : private HolderTurn::Surroundings {
 public:
  Program() : turn(*this) {
    turn.give(host::Snapshot{.links = {host::link("eth0", true, *proto::Mac::parse("02:00:00:00:00:01"))}});
    turn.finish_turn();
  }

  void hear(std::optional<Incoming> record) { turn.hear(record); }
  void hear_master(std::vector<std::string_view> vips = {"10.0.0.3"}, Duration expires = 3s) {
    record::StateChange state{.router = r50, .state = State::master, .epoch = 1, .interval = 1s};
    state.expires = at(expires);
    for (const auto vip : vips) state.vips.push_back({.address = *proto::Prefix::parse(vip)});
    hear(Incoming(state));
  }
  void hear_alive(Duration expires, bool yields = false) {
    record::Alive alive{.router = r50, .state = State::master, .epoch = 1, .interval = 1s, .yields = yields};
    alive.expires = at(expires);
    hear(Incoming(alive));
  }
  void judge(Duration when) {
    clock = at(when);
    turn.tick();
    turn.finish_turn();
  }
  std::string did() { return std::exchange(log_, ""); }

  HolderTurn turn;
  Time clock = at(0s);
  std::vector<Input> news;  // of the kernel, waiting to be read
  std::string refusal;      // of the kernel; empty: it takes each address
  Duration slow_put{};      // how long each takes
  bool lost = false;
  std::optional<std::uint64_t> unread = 0;

 private:
  Time now() override { return clock; }
  void read_kernel() override {
    for (const Input& one : std::exchange(news, {})) turn.give(one);
  }
  Result<> put(const Put& put, std::chrono::seconds valid) override {
    note("put " + put.place.address.address.text() + " for " + std::to_string(valid.count()) + "s");
    clock += slow_put;
    if (!refusal.empty()) return fail(refusal);
    return {};
  }
  void remove(const Remove& remove) override { note("remove " + remove.place.address.address.text()); }
  void settle() override { note("settle"); }
  void say(const std::string& text) override { note("say " + text); }
  void pass_on() override {
    ++written_;
    note("pass on");
  }
  void write(const record::VipEvent& event) override {
    ++waiting_;
    note(std::string(to_word(event.action)) + (event.detail.empty() ? "" : ": " + event.detail));
  }
  void flush() override {
    written_ += std::exchange(waiting_, 0);
    note("flush");
  }
  HolderTurn::Reader look() override { return {.lost = lost, .unread = unread}; }
  std::uint64_t total() const override { return written_; }

  void note(const std::string& what) { log_ += (log_.empty() ? "" : ", ") + what; }

  std::string log_;
  std::uint64_t written_ = 0, waiting_ = 0;
};

TEST(HolderTurn, RecordsArePassedOnBeforeWhatFollowsFromThem) {
  Program program;
  program.hear_master();
  program.judge(0s);
  EXPECT_EQ(program.did(), "pass on, put 10.0.0.3 for 2s, added, settle, flush");
}

TEST(HolderTurn, AnAliveEndsHereUnlessItYields) {
  Program program;
  program.hear_master();
  program.judge(0s);
  program.did();
  program.hear_alive(3s);
  EXPECT_EQ(program.did(), "");
  program.hear_alive(1s, true);
  EXPECT_EQ(program.did(), "pass on");
  program.judge(1s);
  EXPECT_EQ(program.did(), "remove 10.0.0.3, expired: lease, settle, flush");
}

TEST(HolderTurn, WhatItDoesNotKnowGoesOn) {
  Program program;
  program.hear(std::nullopt);
  program.hear(Incoming(record::Check{}));
  EXPECT_EQ(program.did(), "pass on, pass on");
}

// Records that wait may be old: all are read before the first address is put anywhere.
TEST(HolderTurn, OnlyTheTickJudges) {
  Program program;
  program.hear_master();
  program.hear(Incoming(record::StateChange{.router = r50, .state = State::backup, .epoch = 2}));
  program.judge(0s);
  EXPECT_EQ(program.did(), "pass on, pass on, settle");
}

// A renewal would bring it back, and nobody would learn that it was gone.
TEST(HolderTurn, ADeletionThatCameWhileRecordsWereReadIsReported) {
  Program program;
  program.hear_master();
  program.judge(0s);
  program.news = {host::is_there(host::leased(on_eth0("10.0.0.3/32")))};
  program.judge(100ms);
  program.did();
  program.clock = at(1s);
  program.hear_alive(4s);
  program.news = {host::is_gone(on_eth0("10.0.0.3/32"))};
  program.judge(1s);
  EXPECT_EQ(program.did(), "put 10.0.0.3 for 2s, restored: deleted by somebody, settle, flush");
}

// The kernel's lifetime counts from when it is asked, not from when the turn began.
TEST(HolderTurn, PutsThatTakeLongBuyLess) {
  Program program;
  program.slow_put = 1s;
  program.hear_master({"10.0.0.3", "10.0.0.4"}, 3s);
  program.judge(0s);
  EXPECT_EQ(program.did(), "pass on, put 10.0.0.3 for 2s, added, put 10.0.0.4 for 1s, added, settle, flush");
}

TEST(HolderTurn, TheKernelIsNotAskedForALeaseThatHasEnded) {
  Program program;
  program.slow_put = 4s;
  program.hear_master({"10.0.0.3", "10.0.0.4"}, 3s);
  program.judge(0s);
  const std::string obstacle =
      "10.0.0.4/32 was not put on eth0: its lease ended 1s ago, before its turn came";
  EXPECT_EQ(program.did(), "pass on, put 10.0.0.3 for 2s, added, failed: " + obstacle + ", say " + obstacle +
                               ", settle, flush");
}

TEST(HolderTurn, AnAddressThatCannotBeVirtualIsNotAskedFor) {
  Program program;
  program.hear_master({"127.0.0.1"});
  program.judge(0s);
  EXPECT_EQ(program.did().find("put "), std::string::npos);
}

TEST(HolderTurn, ARefusalIsReported) {
  Program program;
  program.refusal = "Operation not permitted";
  program.hear_master();
  program.judge(0s);
  EXPECT_EQ(program.did(),
            "pass on, put 10.0.0.3 for 2s, failed: Operation not permitted, say Operation not permitted, "
            "settle, flush");
}

TEST(HolderTurn, AReaderThatIsGoneEndsIt) {
  Program program;
  program.hear_master();
  program.judge(0s);
  program.did();
  program.lost = true;
  program.judge(500ms);
  EXPECT_TRUE(program.did().starts_with("remove 10.0.0.3, removed: reader_lost, "));
  EXPECT_EQ(program.turn.exit_status(), 3);
}

// That an address came is for garp-send; that a router is backup is for the log.
TEST(HolderTurn, OnlyAnAnnouncementThatStaysUnreadIsAStalledReader) {
  Program program;
  program.hear(Incoming(record::StateChange{.router = r50, .state = State::backup, .epoch = 1}));
  program.unread = 1;
  program.judge(0s);
  program.judge(1200ms);
  EXPECT_FALSE(program.turn.exit_status());

  program.unread = 2;
  program.hear(Incoming(record::Contest{.router = r50}));
  program.judge(1300ms);
  EXPECT_FALSE(program.turn.exit_status());
  program.judge(2300ms);
  EXPECT_EQ(program.turn.exit_status(), 3);
}

TEST(HolderTurn, SoIsARecordOfItsOwnThatStaysUnread) {
  Program program;
  program.unread = 2;
  program.hear_master();
  program.judge(0s);
  program.judge(900ms);
  EXPECT_FALSE(program.turn.exit_status());
  program.judge(1s);
  EXPECT_EQ(program.turn.exit_status(), 3);
}

TEST(HolderTurn, WhereNobodyKnowsWhatIsUnreadTheReaderIsNotJudged) {
  Program program;
  program.unread = std::nullopt;
  program.hear_master({"10.0.0.3"}, 3s);
  program.judge(0s);
  program.judge(2500ms);
  EXPECT_FALSE(program.turn.exit_status());
}

TEST(HolderTurn, TheEndOfInputEndsItInTheSameTurn) {
  Program program;
  program.hear_master();
  program.judge(0s);
  program.did();
  program.turn.give(EndOfInput{});
  program.judge(100ms);
  EXPECT_EQ(program.did().substr(0, 15), "remove 10.0.0.3");
  EXPECT_EQ(program.turn.exit_status(), 3);
}

}  // namespace
}  // namespace vrrp::stage
