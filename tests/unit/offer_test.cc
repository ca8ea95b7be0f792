// The offer on demotion, as reader and peers see it. The machine of it is in election_test.cc.
#include "elector_world.h"

namespace vrrp::stage {
namespace {

// The skew of priority 90 and half a step of priority; and how long is told on top.
constexpr Duration window = 648437us + 1953us, lease_after = 100ms;

// A master of priority 150 at the time 0.
World strong(ElectorConfig config = {}) {
  config.priority = 150;
  return master(config);
}
// It fell to 90 after 100 ms, the reader has read that at once, and priority 0 has been said.
World offering(ElectorConfig config = {}) {
  World world = strong(config);
  world.check(at(100ms), "nginx", false, -60);
  world.report(at(100ms)).did();
  return world;
}

TEST(Offer, TellsTheReaderFirstThenSaysPriorityZero) {
  World world = strong();
  EXPECT_EQ(world.check(at(100ms), "nginx", false, -60).did(), "priority 90, alive");
  EXPECT_EQ(world.expires, at(100ms + window + lease_after));
  EXPECT_EQ(world.report(at(101ms)).did(), "send 0");
  EXPECT_EQ(world.state, State::master);
}

TEST(Offer, PriorityZeroBuysNoLease) {
  World world = offering();
  EXPECT_EQ(world.expires, at(100ms + window + lease_after));
}

TEST(Offer, ThatABetterRouterTakesEndsAfterTheGrace) {
  World world = offering();
  EXPECT_EQ(world.hear(at(700ms), 100).did(), "yielding alive");  // and no step-down advert
  EXPECT_EQ(world.expires, at(715ms + 4ms));
  EXPECT_EQ(world.run_until(at(715ms)).did(), "backup handover");
  ASSERT_TRUE(world.change.peer);
  EXPECT_EQ(world.change.peer->priority, 100);
  EXPECT_EQ(world.change.check, "nginx");
}

// Of several checks the one that made it fall.
TEST(Offer, NamesTheCheckThatTookAwayAPositiveWeight) {
  World world = strong();
  world.check(at(10ms), "uplink", true, 20);
  world.check(at(20ms), "a", true, -10);
  world.check(at(100ms), "uplink", false, 20);
  world.report(at(100ms));
  EXPECT_EQ(world.hear(at(200ms), 160).run_until(at(215ms)).change.reason, Reason::handover);
  EXPECT_EQ(world.change.check, "uplink");
}

TEST(Offer, ThatIsOverExplainsNoLaterChange) {
  World world = offering();
  world.run_until(at(1s));
  EXPECT_EQ(world.hear(at(2s), 200).run_until(at(2015ms)).change.reason, Reason::higher_priority);
  EXPECT_EQ(world.change.check, "");
}

// A third router may speak between priority 0 and the takeover.
TEST(Offer, WhoTakesOverNamesWhoSaidPriorityZero) {
  World world({.priority = 150});
  world.start();
  world.hear(at(100ms), 200, "10.0.0.2");
  world.hear(at(200ms), 0, "10.0.0.2");
  EXPECT_EQ(world.hear(at(300ms), 50, "10.0.0.7").run_until(at(1s)).change.reason, Reason::priority_zero);
  EXPECT_EQ(world.change.peer->address.text(), "10.0.0.2");
  EXPECT_EQ(world.change.peer->priority, 0);
}

TEST(Offer, ThatNobodyTakesLosesNothing) {
  World world = offering();
  const auto epoch = world.epoch;
  EXPECT_EQ(world.run_until(at(100ms + window)).did(), "send 90, alive");
  EXPECT_EQ(world.expires, at(100ms + window + 3s));
  EXPECT_EQ(world.epoch, epoch);
  EXPECT_EQ(world.run_until(at(100ms + window + 1s)).did(), "send 90, alive");
}

TEST(Offer, ThatAWorseRouterTakesIsWithdrawnAtOnce) {
  World world = offering();
  EXPECT_EQ(world.hear(at(740ms), 88).did(), "contest 10.0.0.2, send 90, alive");
  EXPECT_EQ(world.state, State::master);
  EXPECT_EQ(world.expires, at(3740ms));
}

TEST(Offer, OfAnEqualRouterTheAddressDecides) {
  World loser = offering();
  loser.hear(at(740ms), 90, "10.0.0.9");
  EXPECT_EQ(loser.run_until(at(755ms)).did(), "yielding alive, backup handover");
  World winner = offering();
  EXPECT_EQ(winner.hear(at(740ms), 90, "10.0.0.4").did(), "contest 10.0.0.4, send 90, alive");
}

TEST(Offer, EndsWithARivalsPriorityZero) {
  World world = offering();
  EXPECT_EQ(world.hear(at(500ms), 0).did(), "send 90, alive");
}

TEST(Offer, IsMadeAtMostOnceInTenSeconds) {
  World world = offering();
  world.run_until(at(5s));
  world.check(at(5s), "nginx", true, -60);
  world.run_until(at(9s)).did();
  EXPECT_EQ(world.check(at(9s), "nginx", false, -60).did(), "priority 90");
  world.check(at(9500ms), "nginx", true, -60);
  world.run_until(at(10099ms)).did();
  EXPECT_EQ(world.check(at(10100ms), "nginx", false, -60).did(), "priority 90, alive");
}

TEST(Offer, CanBeTurnedOff) {
  World world = strong({.offer = false});
  EXPECT_EQ(world.check(at(100ms), "nginx", false, -60).did(), "priority 90");
  EXPECT_EQ(world.report(at(101ms)).did(), "");
}

TEST(Offer, IsNotABackups) {
  World world = begun({.priority = 150});
  EXPECT_EQ(world.check(at(100ms), "nginx", false, -60).did(), "priority 90");
}

TEST(Offer, IsNotAnOwners) {
  World world = begun({.priority = 255});
  EXPECT_EQ(world.check(at(100ms), "nginx", false, -60).did(), "priority 255");
}

TEST(Offer, IsMadeByALeaderWithoutAddressesToo) {
  World::leader_only = true;
  World world({.priority = 150});
  world.config_priority = 150;
  world.start();
  world.run_until(at(3414062us)).did();
  EXPECT_EQ(world.check(at(3500ms), "nginx", false, -60).did(), "priority 90, alive, send 0");
  EXPECT_EQ(world.hear(at(4s), 100).did(), "backup handover");
  World::leader_only = false;
}

TEST(Offer, IsNotMadeWhereAdvertsAreRefused) {
  World world = strong();
  world.sends = false;
  world.run_until(at(1s)).did();
  EXPECT_EQ(world.check(at(1100ms), "nginx", false, -60).did(), "priority 90");
}

TEST(Offer, APriorityThatRisesWithdrawsIt) {
  World world = offering();
  EXPECT_EQ(world.check(at(300ms), "nginx", true, -60).did(), "priority 150, send 150, alive");
  EXPECT_EQ(world.expires, at(3300ms));
}

TEST(Offer, APriorityThatRisesBeforeItWasReadWithdrawsItInSilence) {
  World world = strong();
  world.check(at(100ms), "nginx", false, -60);
  EXPECT_EQ(world.check(at(101ms), "nginx", true, -60).did(), "priority 90, alive, priority 150, alive");
  EXPECT_EQ(world.expires, at(3s));  // as the last advert bought it
  EXPECT_EQ(world.report(at(102ms)).did(), "");
}

TEST(Offer, APriorityThatFallsAgainLetsItGoOn) {
  World world = offering();
  EXPECT_EQ(world.check(at(300ms), "disk", false, -20).did(), "priority 70");
  EXPECT_EQ(world.hear(at(400ms), 80).run_until(at(415ms)).did(), "yielding alive, backup handover");
}

TEST(Offer, ASignalMakesAHandoverOfIt) {
  World world = offering();
  EXPECT_EQ(world.give(at(300ms), Elector::Signal{}).did(), "alive");  // priority 0 is out already
  EXPECT_EQ(world.expires, at(300ms + 1150ms + 4ms));
  world.hear(at(700ms), 50);  // whoever it is
  EXPECT_EQ(world.run_until(at(715ms)).did(), "yielding alive, init handover, exit 0");
}

TEST(Offer, ASignalBeforeItWasReadIsAnOrdinaryHandover) {
  World world = strong();
  world.check(at(100ms), "nginx", false, -60);
  world.give(at(101ms), Elector::Signal{}).did();
  EXPECT_EQ(world.report(at(102ms)).did(), "send 0");
  EXPECT_EQ(world.run_until(at(1300ms)).did(), "init shutdown, exit 0");
}

TEST(Offer, AFaultEndsItAndLetsGoAtOnce) {
  World world = offering();
  EXPECT_EQ(world.give(at(300ms), Elector::Link{false}).did(), "fault link_down");
  EXPECT_EQ(world.report(at(300ms)).did(), "");  // priority 0 is out already
  EXPECT_EQ(world.give(at(2s), Elector::Link{true}).did(), "backup link_up");
}

TEST(Offer, AWeightAndAFaultAtOnceAreAFault) {
  World world = strong();
  world.check(at(0s), "a", true, -60, at(500ms));
  world.check(at(0s), "b", true, 0, at(500ms)).did();
  EXPECT_EQ(world.run_until(at(500ms)).did(), "priority 90, fault check_expired, send 0");
}

TEST(Offer, AReaderThatDoesNotReadIsAskedToLetNobodyElseIn) {
  World world = strong();
  world.report(at(100ms));
  world.reads = false;
  EXPECT_EQ(world.check(at(100ms), "nginx", false, -60).run_until(at(599ms)).did(), "priority 90, alive");
  EXPECT_EQ(world.run_until(at(600ms)).did(), "say, alive");
  EXPECT_EQ(world.expires, at(3s));
  EXPECT_EQ(world.run_until(at(1s)).did(), "send 90, alive");
  world.run_until(at(1600ms));  // unread for 1.5 s, and its VIP is on the host: rule 2
  EXPECT_EQ(world.state, State::master);
}

// Gives the reader's word at `now` without any reading by itself.
World& reads_all(World& world, Time now) {
  return world.give(now, Elector::Output{.total = 10000, .unread = 0});
}
World& reads_nothing(World& world, Time now) {
  return world.give(now, Elector::Output{.total = 10000, .unread = 100});
}

// It fell after 100 ms, and its reader has read all but that.
World offering_unread(World world, int weight) {
  world.report(at(100ms));
  world.reads = false;
  world.check(at(100ms), "nginx", false, weight);
  reads_nothing(world, at(100ms));
  return world;
}

// It has used 200 ms of what it was told: it is told anew, as in a handover, and then nothing is missing.
TEST(Offer, WithASlowReaderIsStillAnOffer) {
  World world = offering_unread(strong(), -60);
  EXPECT_EQ(world.did(), "priority 90, alive");
  EXPECT_EQ(reads_all(world, at(300ms)).did(), "alive");
  EXPECT_EQ(world.expires, at(300ms + window + lease_after + 200ms));
  reads_nothing(world, at(300ms));
  EXPECT_EQ(world.run_until(at(499ms)).did(), "");
  EXPECT_EQ(reads_all(world, at(500ms)).did(), "send 0");
  EXPECT_EQ(world.hear(at(1100ms), 100).run_until(at(1115ms)).did(), "yielding alive, backup handover");
}

// The skew of priority 240 is 62 ms: what is told must outlast the reading all the same, and also the reading
// of what ends an offer that nobody takes.
TEST(Offer, OfAHighPriorityOutlastsASlowReading) {
  World world = offering_unread(master({.priority = 250}), -10);
  EXPECT_EQ(world.did(), "priority 240, alive");
  EXPECT_EQ(world.expires, at(100ms + 550ms));
  world.run_until(at(299ms));
  EXPECT_EQ(reads_all(world, at(300ms)).did(), "send 0");
  EXPECT_EQ(world.expires, at(100ms + 550ms));
}

TEST(Offer, ReadFasterThanThereWasRoomForHoldsNoLongerThanItMust) {
  World world = offering_unread(master({.priority = 250}), -10);
  world.did();
  EXPECT_EQ(reads_all(world, at(120ms)).did(), "send 0, alive");
  EXPECT_EQ(world.expires, at(120ms + 62500us + 1953us + lease_after + 20ms));
}

// An offer whose lease might end first would fence the master where nobody better is.
TEST(Offer, IsNotMadeToAReaderThatIsSlowerTheSecondTime) {
  World world = offering_unread(strong(), -60);
  reads_all(world, at(160ms));
  world.did();
  reads_nothing(world, at(160ms));
  world.run_until(at(450ms));
  EXPECT_EQ(reads_all(world, at(450ms)).did(), "say, alive");
  EXPECT_EQ(world.expires, at(3s));
}

// The skew has grown since the reader was told.
TEST(Offer, OfAPriorityThatFellFurtherWhileItWasReadIsToldAnew) {
  World world = offering_unread(strong(), -60);
  world.check(at(110ms), "disk", false, -80).did();
  EXPECT_EQ(reads_all(world, at(120ms)).did(), "alive");
  EXPECT_EQ(reads_all(world, at(121ms)).did(), "send 0, alive");
  EXPECT_EQ(world.run_until(at(2s)).state, State::master);
}

TEST(Offer, IsWithdrawnWhenAdvertsAreRefusedBeforeItWasRead) {
  World world = strong();
  world.run_until(at(900ms));
  world.reads = false;
  world.check(at(900ms), "nginx", false, -60).did();
  world.sends = false;
  EXPECT_EQ(world.run_until(at(1s)).did(), "send 90, alive, say");
  EXPECT_EQ(world.expires, at(3s));
  world.reads = true;
  EXPECT_EQ(world.report(at(1001ms)).did(), "");
}

TEST(Offer, AReaderThatDiesMakesTheMasterAdvertiseOn) {
  World world = offering();
  world.lost = true;
  EXPECT_EQ(world.report(at(200ms)).did(), "say, send 90");
  EXPECT_EQ(world.hold(at(400ms), false).did(), "send 0, init shutdown, exit 3");
}

TEST(Offer, AMasterThatOversleepsItIsFenced) {
  World world = offering();
  EXPECT_EQ(world.report(at(100ms + window + lease_after)).did(), "backup overslept");
}

TEST(Offer, AMasterThatWakesALittleLateIsNot) {
  World world = offering();
  world.clock = at(100ms + window + 60ms);
  EXPECT_EQ(world.run_until(world.clock).did(), "send 90, alive");
}

TEST(Offer, WhoseLastAdvertIsRefusedEndsWithItsLease) {
  World world = offering();
  world.sends = false;
  world.run_until(at(100ms + window + lease_after));
  EXPECT_EQ(world.did(), "send 90, say, send 90, send 90, send 90, send 90, backup send_failed");
}

// A full queue at the wrong instant: a router that is alone would have no address for a whole down interval.
TEST(Offer, WhoseLastAdvertIsRefusedOnceLosesNothing) {
  World world = offering();
  world.sends = false;
  world.run_until(at(100ms + window));
  EXPECT_EQ(world.did(), "send 90, say");
  world.sends = true;
  world.run_until(at(100ms + window + 20ms));
  EXPECT_EQ(world.did(), "send 90, say, alive");
  EXPECT_EQ(world.expires, at(100ms + window + 20ms + 3s));
}

// Priority 0 is the last that anybody has heard of us.
TEST(Offer, AWorseRouterKeepsWhatItTookWhileAdvertsAreRefused) {
  World world = offering();
  world.sends = false;
  world.run_until(at(100ms + window));
  world.did();
  world.hear(at(100ms + window + 2ms), 89);
  EXPECT_EQ(world.did(), "contest 10.0.0.2, send 90, yielding alive");
  world.run_until(at(100ms + window + 17ms));
  EXPECT_EQ(world.did(), "backup handover");
}

// A reader takes none of more than max(3 x interval, 200 ms).
TEST(Offer, TellsALeaseThatAReaderTakes) {
  for (const Duration interval : {10ms, 60ms, 70ms, 100ms}) {
    World world = strong({.interval = interval});
    ASSERT_TRUE(world.check(at(1ms), "nginx", false, -149).expires);
    EXPECT_LE(*world.expires - at(1ms), std::max(3 * interval, Duration(200ms)));
  }
}

TEST(Offer, TakesItsSkewAtTheNewPriority) {
  World fast = strong({.interval = 100ms});
  EXPECT_EQ(fast.check(at(1ms), "nginx", false, -60).expires, at(1ms + 64843us + 195us + 100ms));
}

// Rule 1: a peer that lost the last adverts may take over when that lease ends.
TEST(Offer, IsNotMadeWhereItWouldOutlastTheLeaseOfTheLastAdvert) {
  World fast = strong({.interval = 10ms});
  EXPECT_EQ(fast.check(at(1ms), "nginx", false, -60).did(), "priority 90");
  EXPECT_EQ(fast.expires, at(30ms));
}

}  // namespace
}  // namespace vrrp::stage
