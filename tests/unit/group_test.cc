// A sync group over real electors: what one member sees moves all.
#include "stage/elect/group.h"

#include "elector_world.h"

namespace vrrp::stage {
namespace {

// Two members on wires of their own; after each event the group is settled, as the program does.
class Pair {
 public:
  explicit Pair(ElectorConfig config = {}) : left(in_group(config)), right(in_group(config)) {
    group.add(left.elector);
    group.add(right.elector);
  }

  static ElectorConfig in_group(ElectorConfig config) {
    config.group = "gw";
    config.vips_elsewhere = true;  // nobody places any here
    return config;
  }

  Pair& start() {
    left.start();
    right.start();
    return settle(at(0s));
  }
  Pair& settle(Time now) {
    for (auto wishes = group.settle(now); !wishes.empty(); wishes = group.settle(now))
      for (const auto& [member, input] : wishes) {
        World& its = member == 0 ? left : right;
        its.give(now, input);
        its.report(now);
      }
    return *this;
  }
  Pair& run_until(Time end) {
    while (true) {
      std::optional<Time> next = group.deadline();
      for (const World* world : {&left, &right})
        if (const auto due = world->elector.deadline(); due && (!next || *due < *next)) next = due;
      if (!next || *next > end) break;
      left.run_until(*next);
      right.run_until(*next);
      settle(*next + late);
    }
    left.run_until(end);
    right.run_until(end);
    return *this;
  }
  // The states of both.
  std::string states() const {
    return std::string(to_word(left.state)) + " " + std::string(to_word(right.state));
  }
  // Both hear a better master every second, up to `last`.
  void hear_masters(Time last) {
    for (Time now = at(100ms); now <= last; now += 1s) {
      run_until(now);
      left.hear(now, 150);
      right.hear(now, 150);
      settle(now);
    }
  }
  void become_masters() {
    start();
    run_until(at(4s));
    left.did();
    right.did();
  }

  World left, right;
  Group group;
  Duration late{};  // how long after its deadline a turn of the loop settles the group
};

TEST(Group, BecomesMasterWhenBothWould) {
  Pair pair;
  EXPECT_EQ(pair.start().run_until(at(4s)).left.did(), "backup startup, send 100, master master_down");
  EXPECT_EQ(pair.states(), "master master");
}

TEST(Group, WaitsWhileOneHearsABetterMaster) {
  Pair pair;
  pair.start();
  for (int second = 1; second <= 10; ++second) {
    pair.run_until(at(second * 1s));
    pair.right.hear(at(second * 1s), 150);
    pair.settle(at(second * 1s));
  }
  EXPECT_EQ(pair.states(), "backup backup");
  pair.run_until(at(14s));  // and then it does not any more
  EXPECT_EQ(pair.states(), "master master");
}

TEST(Group, AFaultOfOneIsAFaultOfBoth) {
  Pair pair;
  pair.become_masters();
  pair.left.give(at(5s), Elector::Link{false});
  EXPECT_EQ(pair.settle(at(5s)).right.state, State::fault);
  EXPECT_EQ(pair.right.change.reason, Reason::group);
  pair.run_until(at(6s));
  pair.left.give(at(6s), Elector::Link{true});
  EXPECT_EQ(pair.settle(at(6s)).states(), "backup backup");
  EXPECT_EQ(pair.right.change.reason, Reason::group);
}

// The other side's group lost the link of one member: that one falls silent, the other says priority 0.
TEST(Group, FollowsAGroupThatLeavesWhenTheSilentOneHasMissedAnAdvert) {
  Pair pair;
  pair.start();
  pair.hear_masters(at(5100ms));
  pair.right.hear(at(5500ms), 0);
  pair.settle(at(5500ms));
  pair.run_until(at(6300ms));
  EXPECT_EQ(pair.left.state, State::backup) << "its master may have spoken a moment ago";
  EXPECT_EQ(pair.run_until(at(6400ms)).left.state, State::master);
  EXPECT_EQ(pair.left.change.reason, Reason::group);
  EXPECT_EQ(pair.right.state, State::master);
  EXPECT_EQ(pair.right.change.reason, Reason::priority_zero);
}

TEST(Group, DoesNotFollowOneThatLeavesWhileTheOthersMasterSpeaks) {
  Pair pair;
  pair.start();
  pair.hear_masters(at(5100ms));
  pair.right.hear(at(5500ms), 0);
  for (const Duration now : {6100ms, 7100ms, 8100ms}) {
    pair.run_until(at(now));
    pair.left.hear(at(now), 150);
    pair.settle(at(now));
  }
  EXPECT_EQ(pair.states(), "backup backup");
}

TEST(Group, YieldsTogetherAsInAHandover) {
  Pair pair;
  pair.become_masters();
  pair.left.hear(at(4100ms), 150);
  EXPECT_NE(pair.settle(at(4100ms)).right.report(at(4100ms)).did().find("send 0"), std::string::npos);
  EXPECT_EQ(pair.right.state, State::master) << "until the better router has spoken there too";
  pair.right.hear(at(4200ms), 150);
  EXPECT_EQ(pair.run_until(at(4300ms)).left.state, State::backup);
  EXPECT_EQ(pair.right.state, State::backup);
}

// It hears who is better after it has said that it is backup, and before it has left.
TEST(Group, WhoYieldsWithoutAHandoverWaitsByTheIntervalOfWhoeverIsBetter) {
  Pair pair({.interval = 200ms, .handover = false});
  pair.become_masters();
  pair.right.reads = false;
  pair.left.hear(at(4010ms), 150);
  EXPECT_EQ(pair.settle(at(4010ms)).right.state, State::backup);
  pair.right.hear(at(4011ms), 150);
  pair.right.reads = true;
  pair.right.report(at(4012ms));
  EXPECT_EQ(pair.run_until(at(4011ms) + 3s).right.elector.standing(), Elector::Standing::backup);
  pair.run_until(at(4011ms) + proto::down_interval(3, 100, 1s));
  EXPECT_NE(pair.right.elector.standing(), Elector::Standing::backup);
}

TEST(Group, AMemberThatYieldsToNobodyStaysWithTheOthers) {
  Pair pair;
  pair.become_masters();
  for (int second = 4; second < 20; ++second) {
    pair.run_until(at(second * 1s + 100ms));
    pair.left.hear(at(second * 1s + 100ms), 150);
    pair.settle(at(second * 1s + 100ms));
  }
  EXPECT_EQ(pair.states(), "backup backup");
}

// The same when we were about to preempt that group: who says on one wire that it leaves is not frozen.
TEST(Group, FollowsAGroupThatLeavesWhileItIsPreempted) {
  Pair pair;
  pair.start();
  pair.run_until(at(2s));
  pair.left.hear(at(2s), 50);
  pair.right.hear(at(2s), 50);
  pair.right.hear(at(2100ms), 0);
  EXPECT_EQ(pair.settle(at(2100ms)).run_until(at(3240ms)).left.state, State::backup);
  EXPECT_EQ(pair.right.state, State::backup);
  pair.late = 1ms;
  EXPECT_EQ(pair.run_until(at(3300ms)).left.state, State::master);
  EXPECT_EQ(pair.right.state, State::master);
}

// A worse master may have longer intervals than ours, and it has missed nothing before one of its own is
// over.
TEST(Group, FollowsByTheIntervalOfWhoeverSpoke) {
  Pair pair({.priority = 200, .interval = 100ms});
  pair.start();
  pair.run_until(at(100ms));
  pair.left.hear(at(100ms), 50, "10.0.0.2", 1s);
  pair.right.hear(at(100ms), 50, "10.0.0.2", 1s);
  pair.right.hear(at(110ms), 0, "10.0.0.2", 1s);
  EXPECT_EQ(pair.settle(at(110ms)).run_until(at(300ms)).left.state, State::backup);
  EXPECT_EQ(pair.right.state, State::backup);
  pair.run_until(at(330ms));  // its own down timer
  EXPECT_EQ(pair.left.change.reason, Reason::preempt);
  EXPECT_EQ(pair.right.state, State::master);
}

// Priority 0 counts until somebody has taken the place: a worse master that freezes later is not followed.
TEST(Group, APriorityZeroIsForgottenWhenAWorseOneFollows) {
  Pair pair;
  pair.start();
  pair.hear_masters(at(2100ms));
  pair.right.hear(at(2200ms), 0);
  pair.settle(at(2200ms));
  for (int second = 3; second <= 5; ++second) {
    pair.run_until(at(second * 1s));
    pair.left.hear(at(second * 1s), 150);
    pair.right.hear(at(second * 1s), 50);
    pair.settle(at(second * 1s));
  }
  EXPECT_EQ(pair.run_until(at(8s)).left.state, State::backup);
  EXPECT_EQ(pair.right.state, State::backup);
}

TEST(Group, NoneIsMasterForLongWhileTheAdvertsOfOneAreRefused) {
  Pair pair;
  pair.left.sends = false;
  pair.start();
  pair.run_until(at(6s));
  EXPECT_EQ(pair.right.state, State::backup) << "it was master, and handed over";
  const auto epoch = pair.right.epoch;
  EXPECT_EQ(pair.run_until(at(20s)).right.epoch, epoch);
  pair.left.sends = true;
  EXPECT_EQ(pair.run_until(at(22s)).left.state, State::master);
  EXPECT_EQ(pair.right.state, State::master);
}

// Nobody is master alone when the system takes its adverts again: they wait until all of them would.
TEST(Group, WhoeverWasRefusedIsMasterWithTheOthers) {
  Pair pair;
  pair.left.sends = false;
  pair.start();
  pair.run_until(at(6s));
  pair.left.did();
  pair.left.sends = true;
  EXPECT_EQ(pair.run_until(at(7500ms)).left.state, State::backup);
  EXPECT_EQ(pair.right.state, State::backup);
  EXPECT_EQ(pair.run_until(at(9s)).left.did(), "send 100, say, master master_down");
  EXPECT_EQ(pair.states(), "master master");
}

TEST(Group, WhoeverWasRefusedBeforeGoesFirst) {
  Pair pair;
  pair.become_masters();
  pair.left.sends = false;
  EXPECT_EQ(pair.run_until(at(10s)).left.state, State::backup);
  EXPECT_EQ(pair.right.state, State::backup);
  const auto epoch = pair.right.epoch;
  EXPECT_EQ(pair.run_until(at(30s)).right.epoch, epoch);
}

// Both would be tried again at a time of their own: the first to succeed would be master alone.
TEST(Group, OneTriesForAllThatWereRefused) {
  Pair pair;
  pair.left.sends = pair.right.sends = false;
  EXPECT_EQ(pair.start().run_until(at(6s)).left.did(), "backup startup, send 100, say, send 100, send 100");
  EXPECT_EQ(pair.right.did(), "backup startup, send 100, say");
  pair.left.sends = pair.right.sends = true;
  EXPECT_EQ(pair.run_until(at(7s)).left.did(), "send 100, say, master master_down");
  EXPECT_EQ(pair.right.did(), "send 100, say, master master_down");
}

// Whoever was refused must go first, and the other is still backup: together, or not yet.
TEST(Group, DoesNotFollowOneThatLeavesInDoubtOfItsAdverts) {
  Pair pair;
  pair.left.sends = false;
  pair.start();
  pair.run_until(at(6s));
  pair.left.sends = true;
  for (const Duration now : {6s, 7s, 8s}) {
    pair.run_until(at(now));
    pair.left.hear(at(now), 150);
    pair.right.hear(at(now), 150);
    pair.settle(at(now));
  }
  pair.left.did();
  pair.left.hear(at(8500ms), 0);
  EXPECT_EQ(pair.settle(at(8500ms)).run_until(at(11s)).left.did(), "");
  EXPECT_EQ(pair.group.deadline(), std::nullopt) << "there is nothing to wait for but its own timer";
  EXPECT_EQ(pair.run_until(at(12s)).left.state, State::master);
  EXPECT_EQ(pair.right.state, State::master);
}

TEST(Group, SettlesWhileOneIsRefusedAndOneHearsABetterMaster) {
  Pair pair;
  pair.left.sends = false;
  pair.start();
  pair.run_until(at(6s));
  pair.right.hear(at(6s), 150);
  EXPECT_EQ(pair.settle(at(6s)).states(), "backup backup");
}

TEST(Group, AReaderThatReadsAgainInTimeIsNoFaultOfAny) {
  Pair pair;
  pair.become_masters();
  for (World* world : {&pair.left, &pair.right}) world->hold(at(4s), true);
  for (World* world : {&pair.left, &pair.right}) world->reads = false;
  EXPECT_NE(pair.run_until(at(8s)).left.said.find("has not read"), std::string::npos);
  for (World* world : {&pair.left, &pair.right}) world->reads = true;
  for (World* world : {&pair.left, &pair.right}) world->report(at(8s));
  EXPECT_EQ(pair.settle(at(8s)).run_until(at(12s)).left.did().find("fault"), std::string::npos);
  EXPECT_EQ(pair.right.did().find("fault"), std::string::npos);
  EXPECT_EQ(pair.states(), "master master");
}

// A worse master is preempted by both or by none, and not when it has fallen silent meanwhile.
TEST(Group, PreemptsTogether) {
  Pair pair;
  pair.start();
  for (int n = 0; n < 8; ++n) {
    const Time now = at(n * 500ms + 100ms);
    pair.run_until(now);
    pair.left.hear(now, 50);
    if (n % 2 == 0) pair.right.hear(now, 50);
    pair.settle(now);
  }
  EXPECT_EQ(pair.run_until(at(4s)).left.state, State::master);
  EXPECT_EQ(pair.right.state, State::master);
}

TEST(Group, AnOwnerWaitsForTheOthersToo) {
  Pair pair({.priority = 255});
  pair.left.start();
  EXPECT_NE(pair.settle(at(0s)).left.state, State::master);
  pair.right.start();
  EXPECT_EQ(pair.settle(at(0s)).states(), "master master");
}

// Its fellows may still be handing over, and have troubles of their own.
TEST(Group, WhoHasLeftIsAskedNothingMore) {
  Pair pair;
  pair.become_masters();
  pair.left.give(at(5s), Elector::Signal{});
  pair.right.give(at(5s), Elector::Signal{});
  ASSERT_TRUE(pair.left.report(at(5001ms)).hear(at(5010ms), 90).run_until(at(5100ms)).exit);
  pair.right.give(at(5200ms), Elector::Link{false});
  for (const auto& [member, input] : pair.group.settle(at(5200ms))) EXPECT_NE(member, 0U);
}

}  // namespace
}  // namespace vrrp::stage
