// Several electors in one process, through whole turns of its loop.
#include "stage/elect/electors.h"

#include "elector_world.h"

namespace vrrp::stage {
namespace {

// The program around them, and a reader of stdout that reads (or not).
class Process final : private Electors::Surroundings {
 public:
  Process() : electors(*this) {}

  Process& add(ElectorConfig config = {}, std::string_view group = "") {
    config.group = group;
    config.vips_elsewhere = true;  // nobody places any here
    electors.add(World::prepared(std::move(config)));
    return *this;
  }
  Process& start(bool link = true) {
    electors.give_all(Elector::Link{link});
    electors.give_all(Elector::Addresses{{prefix("10.0.0.5/24")}, {prefix("10.0.0.5/24")}});
    electors.give_all(Elector::Start{});
    electors.finish_turn();
    return *this;
  }
  Process& turn(Time now) {
    clock = std::max(clock, now);
    electors.wake(clock);
    electors.tick();
    electors.finish_turn();
    return *this;
  }
  // Turns at each deadline until then, and one then.
  Process& run_until(Time end) {
    for (auto due = electors.deadline(); due && *due < end; due = electors.deadline()) turn(*due);
    return turn(end);
  }
  std::string did() { return std::exchange(log, ""); }

  Electors electors;
  Time clock = at(0s);
  std::uint64_t written = 0, read = 0;
  bool reads = true;
  bool lost = false;
  int looks = 0;
  Duration slow_send{};  // how long the next one takes
  std::string log;       // what was done, each with the number of the router

 private:
  Time now() override { return clock; }
  Elector::Sent send(std::size_t router, const Elector::Send& send) override {
    note(router, "send " + std::to_string(send.advert.priority));
    const Time before = clock;
    clock += std::exchange(slow_send, Duration{});
    return {.before = before, .priority = send.advert.priority, .accepted = true, .error = {}};
  }
  void write(std::size_t router, record::Body body) override {
    ++written;
    if (const auto* change = std::get_if<record::StateChange>(&body))
      note(router, std::string(to_word(change->state)));
    if (const auto* alive = std::get_if<record::Alive>(&body); alive && alive->yields) note(router, "yields");
  }
  void say(std::size_t router, const std::string&) override { note(router, "say"); }
  void say(const std::string& text) override { log += text + ", "; }
  void flush() override {}
  Elector::Output look() override {
    ++looks;
    if (reads) read = written;
    return {.lost = lost, .total = written, .unread = written - read};
  }
  std::uint64_t total() const override { return written; }

  void note(std::size_t router, const std::string& what) {
    log += std::to_string(router) + " " + what + ", ";
  }
};

TEST(Electors, EachHasItsOwnTime) {
  Process process;
  EXPECT_EQ(process.add({.priority = 100}).add({.priority = 200}).start().did(), "0 backup, 1 backup, ");
  EXPECT_EQ(process.run_until(at(3500ms)).did(), "1 send 200, 1 master, ");
  EXPECT_EQ(process.run_until(at(3700ms)).did(), "0 send 100, 0 master, ");
}

// A send may take so long that it ends the mastership: what the record says of it is written before.
TEST(Electors, WhatFollowsASendComesAfterWhatWentWithIt) {
  Process process;
  process.add({.priority = 100});
  process.start().run_until(at(4s));
  process.did();
  process.slow_send = 10s;
  process.electors.give(0, World::heard(200, "10.0.0.2", 1s));
  EXPECT_EQ(process.did(), "0 send 100, 0 yields, 0 backup, ");
}

TEST(Electors, OneThatOversleptIsNoMasterBeforeItReadsAnything) {
  Process process;
  process.add({.priority = 200});
  process.start().run_until(at(5s));
  process.did();
  process.electors.wake(at(20s));
  EXPECT_EQ(process.did(), "0 backup, ");
}

TEST(Electors, MembersOfAGroupMoveInOneTurn) {
  Process process;
  process.add({.priority = 200}, "gateway");
  process.add({.priority = 200}, "gateway");
  process.add({.priority = 200});
  process.start().run_until(at(4s));
  process.did();
  process.electors.give(0, Elector::Link{false});
  EXPECT_EQ(process.turn(at(4s)).electors[0].state(), State::fault);
  EXPECT_EQ(process.electors[1].state(), State::fault);
  EXPECT_EQ(process.electors[2].state(), State::master);
}

// The first one neither writes nor hears anything: its `alive` has its turn much later.
TEST(Electors, AllLearnOfASlowReader) {
  Process process;
  process.add({.priority = 1, .interval = 40s, .alive_turn = {500, 1000}});
  process.add({.priority = 1, .interval = 40s});
  process.start().run_until(at(1s));
  process.reads = false;
  EXPECT_EQ(process.run_until(at(130s)).electors[0].state(), State::fault);
}

TEST(Electors, AllLearnThatTheReaderIsGoneAndTheWorstExitStatusCounts) {
  Process process;
  for (int i = 0; i < 3; ++i) process.add({.alive_turn = {500, 1000}});
  process.start();
  process.turn(at(1s));
  process.electors.give(2, Elector::Signal{});
  process.turn(at(1s));
  process.lost = true;
  EXPECT_EQ(process.turn(at(2s)).electors.exit_status(), 3);
}

// Its link is back, and its reader gone: it has nothing to say.
TEST(Electors, AnOwnerThatThawsWithoutItsReaderSaysNothing) {
  Process process;
  process.add({.priority = 255});
  process.start(false).did();
  process.lost = true;
  process.clock = at(2s);
  process.electors.wake(at(2s));
  process.electors.reader_gone();
  process.electors.give_all(Elector::Link{true});
  process.electors.tick();
  process.electors.finish_turn();
  EXPECT_EQ(process.did().find("send"), std::string::npos);
  EXPECT_EQ(process.electors.exit_status(), 3);
}

// An address that is gone may be the reader's doing: what was known of it may be old.
TEST(Electors, AddressesComeWithTheNewestWordOnTheReader) {
  Process process;
  process.add();
  process.start();
  const int before = process.looks;
  process.electors.give(0, Elector::Addresses{});
  EXPECT_EQ(process.looks, before + 1);
}

TEST(Electors, WhatOtherHostsPromptIsWrittenThirtyTwoTimesASecond) {
  Process process;
  for (int i = 0; i < 40; ++i) process.add({.priority = 100});
  process.start();
  const auto written = process.written;
  for (std::size_t router = 0; router < 40; ++router)
    process.electors.give(router, World::heard(150, "0.0.0.0", 1s));
  EXPECT_EQ(process.written, written + 32) << "one reject of each router";
  process.did();
  process.run_until(at(59s));
  EXPECT_EQ(process.did().find("were not written"), std::string::npos);
  process.run_until(at(61s));
  EXPECT_NE(process.did().find("8 records and messages about other hosts' adverts were not written"),
            std::string::npos);
}

TEST(Electors, AGroupTakesOverInOneTurn) {
  Process process;
  process.add({.priority = 100}, "gateway");
  process.add({.priority = 200}, "gateway");
  process.start().run_until(at(3600ms));
  process.did();
  ASSERT_TRUE(process.electors.deadline());
  EXPECT_EQ(process.turn(*process.electors.deadline()).did(), "0 send 100, 0 master, 1 send 200, 1 master, ");
}

TEST(Electors, TheProcessEndsWithTheLastOfThem) {
  Process process;
  process.add();
  process.add();
  process.start();
  process.electors.give(0, Elector::Signal{});
  EXPECT_TRUE(process.turn(at(1s)).electors[0].has_left());
  EXPECT_FALSE(process.electors.exit_status());
  process.electors.give(1, Elector::Signal{});
  EXPECT_EQ(process.turn(at(2s)).electors.exit_status(), 0);
  EXPECT_FALSE(process.electors.deadline());
}

TEST(Deadlines, TheEarliestFirst) {
  Deadlines deadlines;
  for (int i = 0; i < 4; ++i) deadlines.add();
  EXPECT_FALSE(deadlines.earliest());
  deadlines.set(0, at(3s));
  deadlines.set(1, at(1s));
  deadlines.set(3, at(3s));
  EXPECT_EQ(deadlines.earliest(), at(1s));
  EXPECT_EQ(deadlines.passed(at(2s)), std::vector<std::size_t>({1}));
  EXPECT_EQ(deadlines.passed(at(3s)), std::vector<std::size_t>({1, 0, 3}));
  deadlines.set(1, std::nullopt);
  EXPECT_EQ(deadlines.earliest(), at(3s));
  EXPECT_TRUE(deadlines.passed(at(2s)).empty());
}

}  // namespace
}  // namespace vrrp::stage
