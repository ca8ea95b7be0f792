#include "elector_world.h"

namespace vrrp::stage {
namespace {

// ---- the election as a reader sees it

TEST(Elector, SaysItsStateAtOnce) {
  World world;
  EXPECT_EQ(world.start().did(), "backup startup");
  EXPECT_EQ(world.change.previous, State::init);
  EXPECT_EQ(world.epoch, 1u);
}

TEST(Elector, T13_TheStateMasterIsWrittenAfterTheAdvertLeft) {
  World world = begun();
  EXPECT_EQ(world.run_until(at(3609375us)).did(), "send 100, master master_down");
  EXPECT_EQ(world.change.vips.size(), 1u);
}

TEST(Elector, T10_PriorityZeroCarriesTheWholeAdvert) {
  Elector elector(World::prepared({.version = 2, .interval = 2s, .handover = false}));
  std::optional<proto::Advert> last;
  const auto obey = [&](Time now, const Elector::Actions& actions, const auto& self) -> void {
    for (const auto& action : actions)
      if (const auto* send = std::get_if<Elector::Send>(&action)) {
        last = send->advert;
        self(now,
             elector.step(now,
                          Elector::Sent{.before = now, .priority = send->advert.priority, .accepted = true}),
             self);
      }
  };
  elector.step(at(0s), Elector::Link{true});
  elector.step(at(0s), Elector::Addresses{{prefix("10.0.0.5/24")}, {prefix("10.0.0.5/24")}});
  obey(at(0s), elector.step(at(0s), Elector::Start{}), obey);
  const Time due = elector.deadline().value();
  obey(due, elector.tick(at(1s)), obey);
  while (!last) {
    const Time next = elector.deadline().value();
    obey(next, elector.tick(next), obey);
  }
  obey(at(10s), elector.step(at(8s), Elector::Signal{}), obey);
  obey(at(10s), elector.step(at(8s), Elector::Output{.total = 1, .unread = 0}), obey);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->priority, 0);
  EXPECT_EQ(last->version, 2);
  EXPECT_EQ(last->vrid, 50);
  EXPECT_EQ(last->interval, 2s);
  EXPECT_EQ(last->addresses, std::vector{ip("10.0.0.3")});
}

TEST(Elector, T11_AnotherIntervalIsRefusedInVersion2AndTakenInVersion3) {
  World v2 = begun({.version = 2});
  proto::Advert advert{
      .version = 2, .vrid = 50, .priority = 200, .interval = 2s, .addresses = {ip("10.0.0.3")}};
  const Buffer wire =
      proto::encode_advert(advert, ip("10.0.0.2"), proto::vrrp_group(proto::Family::ipv4), {});
  const proto::Envelope envelope{
      .source = ip("10.0.0.2"), .destination = proto::vrrp_group(proto::Family::ipv4), .length = wire.size()};
  const Time before = *v2.elector.deadline();
  v2.give(at(1s), Elector::Heard{proto::decode_advert(wire, envelope), envelope});
  EXPECT_EQ(v2.did(), "say, reject interval_mismatch 1");
  EXPECT_EQ(v2.elector.deadline(), before);
  World v3 = begun();
  EXPECT_EQ(v3.hear(at(1s), 200, "10.0.0.2", 2s).did(), "");
}

TEST(Elector, T12_AnotherVridIsNothingAtAll) {
  World world = begun();
  auto heard = World::heard(200, "10.0.0.2", 1s);
  heard.advert.vrid = 51;
  EXPECT_EQ(world.give(at(1s), heard).did(), "");
}

TEST(Elector, T12_AnotherVersionIsRefusedAndToldOnceWithTheFlagToSet) {
  World world = begun({.version = 2});
  EXPECT_EQ(world.hear(at(1s), 200).did(), "say, reject version 1");
  EXPECT_EQ(world.hear(at(3s), 200).did(), "reject version 2");
}

TEST(Elector, RejectsAreToldAtMostOnceASecond) {
  World world({.version = 2});
  world.start();
  for (int i = 0; i < 5; ++i) world.hear(at(i * 300ms), 200);
  world.did();
  EXPECT_EQ(world.hear(at(1500ms), 200).did(), "");
  EXPECT_EQ(world.hear(at(2500ms), 200).did(), "reject version 7");
}

TEST(Elector, ContestIsToldOnceAnInterval) {
  World world = master();
  EXPECT_EQ(world.hear(at(300ms), 50).did(), "contest 10.0.0.2, send 100, alive");
  EXPECT_EQ(world.hear(at(600ms), 50).did(), "send 100, alive");
}

TEST(Elector, SaysOnceThatAWorseRouterDoesNotHearIt) {
  World world = master({.priority = 150});
  for (int i = 0; i < 3; ++i) world.hear(at(300ms + i * 1s), 100);
  EXPECT_EQ(world.said, "");
  world.hear(at(3300ms), 100);
  EXPECT_EQ(world.said,
            "10.0.0.2 still advertises priority 100 although this router is master with priority 150; it "
            "does not hear this router: does its firewall accept IP protocol 112?");
  world.said = "";
  for (int i = 0; i < 5; ++i) world.hear(at(4300ms + i * 1s), 100);
  EXPECT_EQ(world.said, "");
}

TEST(Elector, SaysNothingOfAWorseRouterThatYieldsEachTime) {
  World world = master({.priority = 150});
  for (int i = 0; i < 5; ++i) {
    world.run_until(at(i * 4s));
    world.hear(at(i * 4s), 100);
  }
  EXPECT_EQ(world.said, "");
}

TEST(Elector, SaysNothingOfAWorseRouterWhileItsOwnAdvertsAreRefused) {
  World world = master({.priority = 150});
  world.sends = false;
  for (int i = 0; i < 3; ++i) world.hear(at(100ms + i * 900ms), 100);
  EXPECT_EQ(world.said, "cannot send adverts: Network is down");
}

// Its group asks for that, before it claims the mastership on all its links.
TEST(Elector, ARefusedPriorityZeroIsRemembered) {
  World world = master();
  world.sends = false;
  EXPECT_EQ(world.check(at(100ms), "nginx", false, 0).run_until(at(200ms)).state, State::fault);
  EXPECT_FALSE(world.elector.can_send());
  EXPECT_EQ(world.said, "cannot send adverts: Network is down");
}

TEST(Elector, WithoutVipsItElectsALeader) {
  World::leader_only = true;
  World world;
  EXPECT_EQ(world.start().run_until(at(3609375us)).did(), "backup startup, send 100, master master_down");
  EXPECT_EQ(world.give(at(4s), Elector::Signal{}).did(), "send 0, init shutdown, exit 0");
  World::leader_only = false;
}

TEST(Elector, AnOwnerIsInitUntilItsFirstAdvertHasLeft) {
  World world({.priority = 255});
  EXPECT_EQ(world.start().did(), "init startup, send 255, master owner");
}

TEST(Elector, SaysHowLateItsOwnTimerMadeItMaster) {
  World world;
  world.start();
  world.clock = at(3609375us + 30ms);
  EXPECT_EQ(world.run_until(world.clock).state, State::master);
  EXPECT_EQ(world.change.late, 30ms);
}

// ---- rule 1: the lease

TEST(Lease, IsThreeIntervalsFromBeforeTheLastAdvert) {
  World world = master();
  EXPECT_EQ(world.expires, at(3s));
  EXPECT_EQ(world.run_until(at(1s)).did(), "send 100, alive");
  EXPECT_EQ(world.expires, at(4s));
}

TEST(Lease, OnlyAnAdvertThatLeftMovesIt) {
  World world = master();
  world.sends = false;
  EXPECT_EQ(world.run_until(at(2s)).expires, at(3s));
  EXPECT_EQ(world.did(), "send 100, say, send 100");
}

TEST(Lease, ThatRunsOutWhileSendsFailMakesABackup) {
  World world = master();
  world.sends = false;
  EXPECT_EQ(world.run_until(at(2999ms)).state, State::master);
  EXPECT_EQ(world.run_until(at(3s)).state, State::backup);
  EXPECT_EQ(world.change.reason, Reason::send_failed);
}

TEST(Lease, MastershipBeginsWithTheFirstAdvertThatLeaves) {
  World world;
  world.sends = false;
  EXPECT_EQ(world.start().run_until(at(5s)).state, State::backup);
  world.sends = true;
  EXPECT_EQ(world.run_until(at(6s)).state, State::master);
}

TEST(Lease, CanBeMadeShorter) {
  EXPECT_EQ(master({.lease_adverts = 2}).expires, at(2s));
}

// ---- rule 3: overslept

TEST(Overslept, AMasterThatWakesPastItsLeaseIsBackupBeforeItHearsAnything) {
  World world = master();
  EXPECT_EQ(world.hear(at(3s), 200).did(), "backup overslept");
  EXPECT_EQ(world.change.late, 0us);
}

TEST(Overslept, AndSendsNothing) {
  World world = master();
  world.clock = at(10s);
  EXPECT_EQ(world.report(at(10s)).did(), "backup overslept");
  EXPECT_EQ(world.change.late, 7s);
}

TEST(Overslept, AlsoInTheMiddleOfAHandover) {
  World world = master();
  world.give(at(500ms), Elector::Signal{}).did();
  EXPECT_EQ(world.report(at(9s)).did(), "init shutdown, exit 0");
}

// ---- what a person is told

TEST(Elector, SaysOnceThatAPeerAdvertisesOtherAddresses) {
  World world = begun({.vips = {{prefix("10.0.0.3")}, {prefix("10.0.0.4")}}});
  EXPECT_EQ(world.hear(at(1s), 150).did(), "say");
  EXPECT_EQ(world.said,
            "10.0.0.2 advertises other addresses for VRID 50 than the --vip of this router: 10.0.0.4 is not "
            "in its list");
  EXPECT_EQ(world.hear(at(2s), 150).did(), "");
}

TEST(Elector, ComparesWhatIsAdvertisedAndNoMore) {
  World world = begun({.vips = {{.address = prefix("10.0.0.4"), .excluded = true}, {prefix("10.0.0.3")}}});
  EXPECT_EQ(world.hear(at(1s), 150).did(), "");
}

TEST(Elector, SaysOnceHowToJoinARouterOfAnotherConfiguration) {
  World world = begun({.version = 2, .interval = 2s});
  const auto hear = [&](Time now, proto::AuthType auth, Duration every) {
    const proto::Advert advert{.version = 2,
                               .vrid = 50,
                               .priority = 150,
                               .interval = every,
                               .auth_type = auth,
                               .addresses = {ip("10.0.0.3")}};
    const Buffer wire = proto::encode_advert(advert, ip("10.0.0.2"), proto::vrrp_group(proto::Family::ipv4),
                                             proto::Dialect::message);
    const proto::Envelope envelope{.source = ip("10.0.0.2"),
                                   .destination = proto::vrrp_group(proto::Family::ipv4),
                                   .length = wire.size()};
    world.give(now, Elector::Heard{proto::decode_advert(wire, envelope), envelope});
  };
  hear(at(1s), proto::AuthType::pass, 2s);
  EXPECT_EQ(world.did(), "say, reject auth_mismatch 1");
  EXPECT_EQ(world.said,
            "10.0.0.2 has a password for VRID 50, but this router has none; set --auth-type pass and the "
            "same --auth-pass to join it");
  hear(at(3s), proto::AuthType::none, 1s);
  EXPECT_EQ(world.did(), "say, reject interval_mismatch 1");
  EXPECT_EQ(
      world.said,
      "10.0.0.2 advertises VRID 50 every 1s, but this router every 2s; set the same --advert-int to join it");
  hear(at(5s), proto::AuthType::none, 1s);
  EXPECT_EQ(world.did(), "reject interval_mismatch 2");
}

// ---- handover

// What is told ends so much later than the elector lets go: the reader hears it from the elector.
constexpr Duration margin = 4ms;

TEST(Handover, ShortensTheLeaseThenSaysPriorityZeroThenWaitsForTheNewMaster) {
  World world = master();
  EXPECT_EQ(world.give(at(500ms), Elector::Signal{}).did(), "alive");
  EXPECT_EQ(world.expires, at(500ms + 1150ms + margin));
  EXPECT_EQ(world.report(at(501ms)).did(), "send 0");
  EXPECT_EQ(world.state, State::master);
  EXPECT_EQ(world.hear(at(1100ms), 90).did(), "yielding alive");
  EXPECT_EQ(world.expires, at(1115ms + margin));
  EXPECT_EQ(world.run_until(at(1114ms)).did(), "");
  EXPECT_EQ(world.run_until(at(1115ms)).did(), "init handover, exit 0");
}

TEST(Handover, EndsAfterTheHoldingTimeWhenNobodyComes) {
  World world = master();
  world.give(at(500ms), Elector::Signal{});
  world.report(at(500ms)).did();
  EXPECT_EQ(world.run_until(at(1650ms)).did(), "init shutdown, exit 0");
}

TEST(Handover, HoldsForVersion2sWholeSecondOfSkew) {
  World world({.version = 2});
  world.config_priority = 100;
  world.become_master();
  EXPECT_EQ(world.give(at(0s), Elector::Signal{}).expires, at(1150ms + margin));
}

TEST(Handover, HoldsNoLongerThanTheLeaseWhenTheLastAdvertWasRefused) {
  World world = master();
  world.sends = false;
  EXPECT_EQ(world.run_until(at(2900ms)).give(at(2900ms), Elector::Signal{}).expires, at(3s));
}

TEST(Handover, HoldsForANewMasterAfterAllWhenAdvertsLeaveAgain) {
  World world = master();
  world.sends = world.reads = false;
  EXPECT_EQ(world.run_until(at(1990ms)).give(at(1990ms), Elector::Signal{}).expires, at(3s));
  world.did();
  world.sends = true;
  EXPECT_EQ(world.run_until(at(2s)).did(), "send 100, say, alive");
  EXPECT_EQ(world.expires, at(2s + 1150ms + margin));
  world.reads = true;
  EXPECT_EQ(world.report(at(2001ms)).did(), "send 0");
}

TEST(Handover, DoesNotSayPriorityZeroToAReaderThatHasNotReadTheShorterLease) {
  World world = master();
  world.reads = false;
  EXPECT_EQ(world.give(at(500ms), Elector::Signal{}).report(at(501ms)).run_until(at(999ms)).did(), "alive");
  EXPECT_EQ(world.run_until(at(1000ms)).did(), "say, send 100");  // it advertises on, but promises nothing
  world.hold(at(1600ms), false);                                  // the VIP is gone
  EXPECT_EQ(world.did(), "send 0, init shutdown, exit 3");
}

// A master that is told to end, and whose reader had read all so far.
World leaving_unread(Time now) {
  World world = master();
  world.report(now);
  world.reads = false;
  return std::move(world.give(now, Elector::Signal{}));
}

// It has used 200 ms of what it was told: what is left must outlast the next master's skew, so it is told
// anew.
TEST(Handover, WithASlowReaderIsStillAHandover) {
  World world = master();
  world.report(at(100ms));
  world.reads = false;
  EXPECT_EQ(world.give(at(100ms), Elector::Signal{}).report(at(100ms)).did(), "alive");
  world.reads = true;
  EXPECT_EQ(world.report(at(300ms)).did(), "alive");
  EXPECT_EQ(world.expires, at(300ms + 1150ms + 200ms + margin));
  world.reads = false;
  world.give(at(300ms), Elector::Output{.total = 10000, .unread = 100});
  EXPECT_EQ(world.run_until(at(499ms)).did(), "");
  EXPECT_EQ(world.give(at(500ms), Elector::Output{.total = 10000, .unread = 0}).did(), "send 0");
  EXPECT_EQ(world.expires, at(500ms + 1150ms + margin));
  EXPECT_EQ(world.hear(at(1100ms), 90).run_until(at(1200ms)).exit, 0);
  EXPECT_EQ(world.change.reason, Reason::handover);
}

// It was not the reader that was slow, but the elector that was frozen, for longer than an interval.
TEST(Handover, OfAnElectorThatWasFrozenTellsNoMoreThanItsLastAdvertAllows) {
  World world = leaving_unread(at(100ms));
  world.report(at(100ms)).did();
  world.reads = true;
  EXPECT_EQ(world.report(at(1100ms)).did(), "alive");
  EXPECT_EQ(world.expires, at(3s));
}

// However slow it is within its patience, the second reading has as long as the first.
TEST(Handover, WithAReaderThatNeedsAlmostHalfAnIntervalIsStillAHandover) {
  for (const Duration reading : {300ms, 450ms}) {
    World world = leaving_unread(at(100ms));
    world.report(at(100ms));
    world.reads = true;
    world.report(at(100ms + reading)).did();
    world.reads = false;
    world.give(at(100ms + reading), Elector::Output{.total = 10000, .unread = 100});
    EXPECT_FALSE(world.run_until(at(99ms + 2 * reading)).exit);
    world.give(at(100ms + 2 * reading), Elector::Output{.total = 10000, .unread = 0});
    EXPECT_EQ(world.did(), "send 0");
    EXPECT_EQ(world.hear(at(1700ms), 90).run_until(at(1800ms)).exit, 0);
  }
}

// A `follow` stage must not take its end for the death of an elector.
TEST(Elector, ToldToEndBeforeItsChecksSpokeSaysSo) {
  World world = begun({.tracks = {"-"}});
  EXPECT_EQ(world.give(at(1s), Elector::Signal{}).did(), "init shutdown, exit 0");
  EXPECT_EQ(world.exit, 0);
}

// Read at once, it holds no longer than it would have without.
TEST(Handover, ToldAnewAndReadAtOnceHoldsNoLonger) {
  World world = leaving_unread(at(100ms));
  world.report(at(100ms));
  world.reads = true;
  world.report(at(300ms)).did();
  EXPECT_EQ(world.report(at(301ms)).did(), "send 0, alive");
  EXPECT_EQ(world.expires, at(301ms + 1150ms + margin));
  EXPECT_EQ(world.run_until(at(1451ms)).did(), "init shutdown, exit 0");
}

TEST(Handover, GoesOnAdvertisingWhileItsReaderIsSlow) {
  World world = leaving_unread(at(900ms));
  world.report(at(900ms)).did();
  EXPECT_EQ(world.run_until(at(1100ms)).did(), "send 100");
  EXPECT_EQ(world.expires, at(900ms + 1150ms + margin));  // and buys nothing with it
}

TEST(Handover, ASecondSignalMeansNow) {
  World world = master();
  world.give(at(500ms), Elector::Signal{});
  world.report(at(500ms)).did();
  EXPECT_EQ(world.give(at(900ms), Elector::Signal{}).did(), "");
  EXPECT_EQ(world.give(at(1s), Elector::Signal{}).did(), "init shutdown, exit 0");
}

TEST(Handover, CanBeTurnedOff) {
  World world = master({.handover = false});
  EXPECT_EQ(world.give(at(500ms), Elector::Signal{}).did(), "init shutdown");
  EXPECT_EQ(world.report(at(500ms)).did(), "send 0, exit 0");
}

TEST(Handover, ABackupJustLeaves) {
  World world = begun();
  EXPECT_EQ(world.give(at(1s), Elector::Signal{}).did(), "init shutdown, exit 0");
}

TEST(Yield, HoldsOnFor15MillisecondsAfterABetterAdvert) {
  World world = master();
  EXPECT_EQ(world.hear(at(500ms), 150).did(), "send 100, yielding alive");
  EXPECT_EQ(world.expires, at(515ms + margin));
  EXPECT_EQ(world.run_until(at(515ms)).did(), "backup higher_priority");
  ASSERT_TRUE(world.change.peer);
  EXPECT_EQ(world.change.peer->address, ip("10.0.0.2"));
}

TEST(Yield, TheStepDownAdvertBuysNoLease) {
  World world = master();
  EXPECT_EQ(world.hear(at(500ms), 150).run_until(at(600ms)).state, State::backup);
  EXPECT_FALSE(world.expires);
}

TEST(Yield, ToAMasterThatLeavesAtOnceEndsInAMastershipWithALease) {
  World world = master({.priority = 250, .interval = 10ms});
  world.hear(at(5ms), 254, "10.0.0.2", 10ms);
  world.hear(at(6ms), 0, "10.0.0.2", 10ms).did();
  EXPECT_EQ(world.run_until(at(7ms)).did(), "send 250, backup higher_priority, master priority_zero");
  EXPECT_EQ(world.expires, at(6234us + 30ms));
}

TEST(Yield, EndsWithItsReader) {
  World world = master();
  world.hear(at(500ms), 150).did();
  world.lost = true;
  EXPECT_EQ(world.report(at(501ms)).did(), "say, backup higher_priority, init shutdown, exit 3");
}

// ---- rule 2: the reader

TEST(Reader, ThatIsGoneMakesABackupLeaveAtOnce) {
  World world = begun();
  world.lost = true;
  EXPECT_EQ(world.report(at(1s)).exit, 3);
}

TEST(Reader, ThatIsGoneMakesAMasterAdvertiseUntilTheVipsAreGone) {
  World world = master();
  world.lost = true;
  EXPECT_EQ(world.report(at(500ms)).did(), "say");
  EXPECT_EQ(world.run_until(at(1s)).did(), "send 100");
  EXPECT_EQ(world.hold(at(1200ms), false).did(), "send 0, init shutdown, exit 3");
}

TEST(Reader, ThatIsGoneIsNotWaitedForLongerThanTheKernelsLease) {
  World world = master();
  world.lost = true;
  EXPECT_FALSE(world.report(at(500ms)).run_until(at(3999ms)).exit);
  world.run_until(at(4s));  // told: 3 s; the kernel holds until 2.5 s at the most; and 1.5 s
  EXPECT_EQ(world.exit, 3);
}

TEST(Reader, ThatIsGoneMayHaveReadALongerLeaseThanTheLastOne) {
  World world = master();
  world.run_until(at(1s));  // told: 4 s; the kernel holds until 3.5 s at the most
  world.reads = false;
  EXPECT_EQ(world.give(at(1001ms), Elector::Signal{}).expires, at(2151ms + margin));
  EXPECT_FALSE(world.run_until(at(4999ms)).exit);
  EXPECT_EQ(world.run_until(at(5s)).exit, 3);
}

TEST(Reader, ThatIsGoneWithBytesUnreadKeepsNobodyAwake) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  world.run_until(at(1s));
  world.lost = true;
  world.report(at(1100ms));
  world.run_until(at(4500ms));  // unread for longer than the patience with a reader that is there
  EXPECT_FALSE(world.exit);
}

TEST(Reader, ThatIsFrozenPutsABackupInFault) {
  World world;
  world.start();
  world.report(at(0s)).did();
  world.reads = false;
  world.hear(at(900ms), 200);
  world.run_until(at(1s));  // an alive, unread from here
  EXPECT_EQ(world.hear(at(1900ms), 200).run_until(at(3999ms)).state, State::backup);
  EXPECT_EQ(world.run_until(at(4s)).state, State::fault);
  EXPECT_EQ(world.change.reason, Reason::output_stalled);
  world.reads = true;
  EXPECT_EQ(world.report(at(5s)).state, State::backup);
  EXPECT_EQ(world.change.reason, Reason::output_read);
}

TEST(Reader, ThatIsFrozenWhileAVipVanishesMakesAMasterResignAtHalfASecond) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  EXPECT_EQ(world.run_until(at(1s)).hold(at(1100ms), false).state, State::master);
  EXPECT_EQ(world.run_until(at(1500ms)).state, State::fault);
  EXPECT_EQ(world.change.reason, Reason::output_stalled);
}

// The reader read it long ago; nobody has looked since.
TEST(Reader, ThatReadsIsNotTakenForFrozenWhenAVipVanishes) {
  World world = master();
  world.reads = false;
  world.run_until(at(1s));  // an alive, looked at before the reader had its turn
  world.reads = true;
  EXPECT_EQ(world.hold(at(1700ms), false).report(at(1700ms)).state, State::master);
}

TEST(Reader, ThatIsFrozenIsWrittenNoAlive) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  world.run_until(at(4s)).did();
  EXPECT_EQ(world.run_until(at(5s)).did(), "send 100");
}

TEST(Reader, ThatIsFrozenWhenABetterMasterComesLeavesNoMasterBehind) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  world.run_until(at(4s));  // its VIP stays on the host all the while
  world.did();
  EXPECT_EQ(world.hear(at(4100ms), 200).did(), "send 100, fault output_stalled");
  world.reads = true;
  EXPECT_EQ(world.report(at(4200ms)).did(), "backup output_read");
}

TEST(Reader, ThatDoesNotReadOfAFaultIsFencedAlsoWhenTheLeaseIsShort) {
  World world = master({.interval = 10ms});
  world.report(at(0s));
  world.reads = false;
  world.give(at(5ms), Elector::Link{false});
  world.run_until(at(200ms)).did();
  world.run_until(at(210ms));
  EXPECT_EQ(world.did(), "send 100");  // the VIP is still on this host: nobody else may have it
}

TEST(Reader, ThatReadsAFaultLateEndsTheFenceThoughAnAddressStays) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  world.give(at(100ms), Elector::Link{false});
  world.run_until(at(1s));  // fenced: its VIP is still on the host
  world.did();
  world.reads = true;
  world.report(at(1100ms));
  EXPECT_EQ(world.did(), "send 0");
}

TEST(Reader, ThatReadsAgainDuringAFenceIsToldToLetGoFirst) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  world.give(at(100ms), Elector::GroupYield{});
  world.run_until(at(1s));  // fenced, and the last that was written is a lease
  world.did();
  world.reads = true;
  world.report(at(1100ms));
  EXPECT_EQ(world.did(), "backup group");
  world.reads = false;
  world.report(at(1101ms));
  EXPECT_EQ(world.did(), "");
  world.reads = true;
  world.report(at(1102ms));
  EXPECT_EQ(world.did(), "send 0");
}

TEST(Reader, ThatIsGoneMayHaveReadAndStillHold) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  world.give(at(100ms), Elector::Link{false});
  world.run_until(at(1s));
  world.did();
  world.reads = world.lost = true;
  world.report(at(1100ms));
  EXPECT_EQ(world.did(), "say");
}

TEST(Reader, ThatMerelyLagsIsNotPunished) {
  World world = master();
  world.report(at(0s));
  for (int second = 1; second < 10; ++second) {
    world.reads = false;
    world.run_until(at(second * 1s));
    world.reads = true;
    world.run_until(at(second * 1s + 900ms));
    world.report(at(second * 1s + 900ms));
  }
  EXPECT_EQ(world.state, State::master);
}

// ---- faults and tracking

TEST(Fault, LinkDownLetsGoAndLinkUpListensAnew) {
  World world = master();
  EXPECT_EQ(world.give(at(500ms), Elector::Link{false}).did(), "fault link_down");
  EXPECT_EQ(world.report(at(500ms)).did(), "send 0");
  EXPECT_EQ(world.give(at(2s), Elector::Link{true}).did(), "backup link_up");
  EXPECT_EQ(world.run_until(at(2s + 3609375us)).did(), "send 100, master master_down");
}

TEST(Fault, AnInterfaceThatIsDeletedIsMoreThanALinkThatIsDown) {
  World world = master();
  EXPECT_EQ(world.give(at(500ms), Elector::Link{false}).report(at(500ms)).did(), "fault link_down, send 0");
  EXPECT_EQ(world.give(at(1s), Elector::Link{.up = false, .exists = false}).did(), "fault no_interface");
  EXPECT_EQ(world.give(at(2s), Elector::Link{false}).did(), "fault link_down");
  world.give(at(3s), Elector::Link{.up = false, .exists = false}).did();
  EXPECT_EQ(world.give(at(4s), Elector::Link{true}).did(), "backup link_up");
}

TEST(Fault, AnInterfaceThatIsAbsentAtTheStartIsWaitedFor) {
  World world;
  world.give(at(0s), Elector::Link{.up = false, .exists = false});
  EXPECT_EQ(world.give(at(0s), Elector::Addresses{}).start().did(), "fault no_interface");
  EXPECT_EQ(world.give(at(1s), Elector::Link{true}).did(), "say, fault no_address");
  EXPECT_EQ(world.hold(at(2s), false).did(), "backup address_back");
}

TEST(Fault, AHostWithoutItsAddressDoesNotElect) {
  World world = master();
  world.give(at(500ms), Elector::Addresses{{}, {prefix("10.0.0.3")}});
  EXPECT_EQ(world.report(at(500ms)).did(), "say, fault no_address");
  EXPECT_EQ(world.said, "eth0 has no IPv4 address besides the VIPs to send adverts from");
  EXPECT_EQ(world.give(at(600ms), Elector::Addresses{{}, {}}).did(), "");
  EXPECT_EQ(world.hold(at(1s), false).did(), "backup address_back");
}

TEST(Fault, OurVipIsNoPrimaryAddress) {
  World world;
  world.give(at(0s), Elector::Addresses{{prefix("10.0.0.3")}, {prefix("10.0.0.3")}});
  EXPECT_EQ(world.start().did(), "say, fault no_address");
}

TEST(Fault, OfTheAddressIsSaidWhenNoWorseOneIsLeft) {
  World world = master();
  world.give(at(100ms), Elector::Link{false});
  EXPECT_EQ(world.give(at(100ms), Elector::Addresses{{}, {}}).report(at(100ms)).did(), "fault link_down");
  EXPECT_EQ(world.give(at(1s), Elector::Link{true}).did(), "say, fault no_address");
}

TEST(Fault, HoldsBackAnOwnerWhoseAdvertsWereRefused) {
  World world({.priority = 255});
  world.start();
  world.give(at(1s), Elector::Link{false});
  world.report(at(1s));
  world.sends = false;
  world.did();
  EXPECT_EQ(world.give(at(2s), Elector::Link{true}).did(), "init link_up, send 255, say");
  EXPECT_EQ(world.check(at(2500ms), "gateway", false, 0).did(), "fault check_down");
  world.sends = true;
  EXPECT_EQ(world.run_until(at(10s)).state, State::fault);
}

TEST(Track, AFailedCheckMovesThePriorityByItsWeight) {
  World world = master({.priority = 150, .offer = false});
  EXPECT_EQ(world.check(at(100ms), "nginx", false, -60).did(), "priority 90");
  EXPECT_EQ(world.run_until(at(1s)).did(), "send 90, alive");
  EXPECT_EQ(world.check(at(1100ms), "nginx", true, -60).did(), "priority 150");
}

TEST(Track, AFailedCheckOfWeightZeroIsAFault) {
  World world = master();
  EXPECT_EQ(world.check(at(100ms), "gateway", false, 0).did(), "fault check_down");
  EXPECT_EQ(world.change.check, "gateway");
  EXPECT_EQ(world.report(at(100ms)).did(), "send 0");
  EXPECT_EQ(world.check(at(2s), "gateway", true, 0).did(), "backup check_up");
}

TEST(Track, AResultThatNobodyRenewsCountsAsDown) {
  World world = master({.priority = 150, .offer = false});
  world.check(at(0s), "nginx", true, -60, at(2500ms)).did();
  EXPECT_EQ(world.run_until(at(2400ms)).did(), "send 150, alive, send 150, alive");
  EXPECT_EQ(world.run_until(at(2500ms)).did(), "priority 90");
}

TEST(Track, OfWeightZeroTooAndSaysSo) {
  World world = master();
  world.check(at(0s), "gateway", true, 0, at(500ms));
  EXPECT_EQ(world.run_until(at(500ms)).change.reason, Reason::check_expired);
}

// What waited in the pipe is heard one by one: the oldest first.
TEST(Track, WhoeverWasFrozenHearsTheNewestResultBeforeItJudgesAnOldOne) {
  World world = master();
  world.check(at(0s), "gateway", true, 0, at(500ms)).did();
  world.check(at(900ms), "gateway", true, 0, at(800ms));
  world.check(at(900ms), "nginx", true, -60, at(800ms));
  world.check(at(900ms), "nginx", true, -60, at(2s));
  EXPECT_EQ(world.check(at(900ms), "gateway", true, 0, at(2s)).run_until(at(950ms)).did(), "");
}

TEST(Track, AResultThatComesTooLateCountsAsDownIfItIsTheLast) {
  World world = master();
  EXPECT_EQ(world.check(at(900ms), "gateway", true, 0, at(800ms)).did(), "");
  EXPECT_EQ(world.elector.deadline(), at(800ms));
  EXPECT_EQ(world.run_until(at(900ms)).change.reason, Reason::check_expired);
}

TEST(Track, AResultThatComesTooLateAtTheStartIsAFaultFromTheStart) {
  World world = begun({.tracks = {"-"}});
  EXPECT_EQ(world.check(at(1s), "gateway", true, 0, at(900ms)).did(), "");
  EXPECT_EQ(world.run_until(at(1s)).did(), "fault check_expired");
}

TEST(Track, TheRouterStaysInitUntilEachSourceSpoke) {
  World world({.tracks = {"-", "/run/checks"}});
  EXPECT_EQ(world.start().did(), "init startup");
  world.give(at(1s), Elector::CheckHeard{
                         0, {.check = "a", .up = true, .changed = true, .weight = -10, .expires = at(60s)}});
  EXPECT_EQ(world.did(), "");
  world.give(at(2s), Elector::CheckHeard{1, {.check = "b", .up = true, .weight = -10, .expires = at(60s)}});
  EXPECT_EQ(world.did(), "backup startup");
}

// What never spoke is not healthy.
TEST(Track, ASourceThatIsSilentForFiveSecondsIsAFaultUntilItSpeaks) {
  World world = begun({.tracks = {"-"}});
  EXPECT_EQ(world.run_until(at(4999ms)).did(), "");
  EXPECT_EQ(world.run_until(at(5s)).did(), "say, fault check_missing");
  EXPECT_EQ(world.change.check, "-");
  EXPECT_EQ(world.run_until(at(60s)).state, State::fault);
  EXPECT_EQ(world.check(at(61s), "nginx", true, -60).did(), "backup check_up");
}

// The mistyped one of three on one pipe.
TEST(Track, AnExpectedCheckThatIsSilentIsAFaultThoughOthersOfItsSourceSpeak) {
  World world({.tracks = {"-"}, .expect = {"web", "dns", "disk"}});
  world.start();
  for (const char* name : {"web", "disk"}) world.check(at(1s), name, true, -10, at(60s));
  world.did();
  EXPECT_EQ(world.run_until(at(5s)).did(), "say, fault check_missing");
  EXPECT_EQ(world.change.check, "dns");
  EXPECT_EQ(world.elector.status(at(6s)).missing, std::vector<std::string>{"dns"});
  EXPECT_EQ(world.check(at(6s), "dns", true, -10, at(60s)).did(), "backup check_up");
  EXPECT_TRUE(world.elector.status(at(6s)).missing.empty());
}

TEST(Track, OfTwoThatAreMissingNamesTheOneThatHolds) {
  World world({.tracks = {"-"}, .expect = {"web", "dns"}});
  world.start();
  world.run_until(at(5s)).did();
  EXPECT_EQ(world.check(at(6s), "web", true, -10, at(60s)).did(), "fault check_missing");
  EXPECT_EQ(world.change.check, "dns");
}

TEST(Track, AMissingOneThatSpeaksAndIsDownIsAFaultForThat) {
  World world({.tracks = {"-"}});
  world.start();
  world.run_until(at(5s)).did();
  EXPECT_EQ(world.check(at(6s), "gateway", false, 0, at(60s)).did(), "fault check_down");
}

// An owner would be master at once.
TEST(Track, AMissingOneWhoseResultComesTooLateIsNotWellInBetween) {
  World world({.priority = 255, .tracks = {"-"}});
  world.start();
  world.run_until(at(5s)).did();
  EXPECT_EQ(world.check(at(6s), "gateway", true, 0, at(5900ms)).did(), "");
  EXPECT_EQ(world.run_until(at(6s)).did(), "fault check_expired");
}

TEST(Track, OneRouterOfAProcessSpeaksForAllOnStandardError) {
  World world = begun({.alive_turn = {1, 2}, .tracks = {"-"}});
  EXPECT_EQ(world.run_until(at(5s)).did(), "fault check_missing");
}

TEST(Track, AResultWithoutAnEndIsSaidOnceForEachCheck) {
  World world = begun({.priority = 150});
  const Elector::CheckHeard endless{0, {.check = "nginx", .up = true, .weight = -60}};
  EXPECT_EQ(world.give(at(1s), endless).did(), "say");
  EXPECT_EQ(world.said,
            "check nginx has no expires_us and never expires: its vrrp-check was started without --interval");
  EXPECT_EQ(world.give(at(2s), endless).check(at(2s), "disk", true, -60, at(5s)).did(), "");
}

// A killed checker is not a failed check.
TEST(Track, AnAdjustmentSaysWhetherItsCheckExpired) {
  World world = master({.priority = 150, .offer = false});
  world.check(at(0s), "nginx", true, -60, at(500ms));
  ASSERT_EQ(world.check(at(0s), "dns", false, -10, at(900ms)).adjustments.size(), 1U);
  EXPECT_FALSE(world.adjustments[0].expired);
  ASSERT_EQ(world.run_until(at(500ms)).adjustments.size(), 2U);
  EXPECT_FALSE(world.adjustments[0].expired);
  EXPECT_TRUE(world.adjustments[1].expired);
  EXPECT_TRUE(world.run_until(at(900ms)).adjustments[0].expired);
}

// ---- the end of a source

TEST(TrackEnded, HandsOverAndExitsWithThree) {
  World world = master();
  EXPECT_EQ(world.give(at(100ms), Elector::TrackEnded{}).did(), "");
  EXPECT_EQ(world.run_until(at(150ms)).did(), "say, alive, send 0");
  EXPECT_EQ(world.expires, at(150ms) + proto::largest_skew(3, 1s) * 11 / 10 + 50ms + 4ms);
  EXPECT_EQ(world.hear(at(800ms), 90).did(), "yielding alive");
  EXPECT_EQ(world.run_until(at(815ms)).did(), "init track_ended, exit 3");
}

TEST(TrackEnded, LetsGoAtOnceWithoutAHandover) {
  World world = master({.handover = false});
  world.give(at(100ms), Elector::TrackEnded{});
  EXPECT_EQ(world.run_until(at(150ms)).did(), "say, init track_ended, send 0, exit 3");
}

TEST(TrackEnded, OfABackupEndsIt) {
  World world = begun();
  world.give(at(1s), Elector::TrackEnded{});
  EXPECT_EQ(world.run_until(at(1050ms)).did(), "say, init track_ended, exit 3");
}

// A program that is not there: the shell says so, and the pipe is at its end.
TEST(TrackEnded, BeforeAnyCheckSpokeTellsTheStagesBehind) {
  World world = begun({.tracks = {"-"}});
  world.give(at(0s), Elector::TrackEnded{});
  EXPECT_EQ(world.run_until(at(50ms)).did(), "say, init track_ended, exit 3");
  EXPECT_EQ(world.epoch, 2U);
}

TEST(TrackEnded, OfAFaultEndsItToo) {
  World world;
  world.start();
  world.check(at(1s), "gateway", false, 0, at(60s)).did();
  world.give(at(2s), Elector::TrackEnded{});
  EXPECT_EQ(world.run_until(at(2050ms)).did(), "say, init track_ended, exit 3");
}

// systemd signals one process after the other, and a checker may be gone before our turn comes.
TEST(TrackEnded, JustBeforeASignalIsAnOrderlyEnd) {
  World world = begun();
  world.give(at(1s), Elector::TrackEnded{});
  EXPECT_EQ(world.give(at(1049ms), Elector::Signal{}).did(), "init shutdown, exit 0");
}

TEST(TrackEnded, ASignalDuringTheHandoverMakesItOrderly) {
  World world = master();
  world.give(at(100ms), Elector::TrackEnded{});
  world.run_until(at(200ms));
  world.give(at(300ms), Elector::Signal{});
  world.hear(at(800ms), 90).did();
  EXPECT_EQ(world.run_until(at(815ms)).did(), "init handover, exit 0");
}

TEST(TrackEnded, AfterASignalIsNothing) {
  World world = master();
  world.give(at(100ms), Elector::Signal{});
  world.report(at(100ms)).did();
  world.give(at(200ms), Elector::TrackEnded{});
  world.hear(at(800ms), 90).did();
  EXPECT_EQ(world.run_until(at(815ms)).did(), "init handover, exit 0");
}

TEST(Track, ACheckThatIsDownAtTheStartIsAFaultFromTheStart) {
  World world = begun({.tracks = {"-"}});
  EXPECT_EQ(world.check(at(1s), "gateway", false, 0).did(), "fault check_down");
}

// ---- tracked interfaces

const ElectorConfig uplinks{.priority = 150,
                            .tracked_interfaces = {{"eth1", 0}, {"eth2", -60}, {"eth3", 20}}};

World tracking() {
  World world(uplinks);
  for (const char* name : {"eth1", "eth2", "eth3"}) world.give(at(0s), Elector::TrackedLink{name, true});
  world.start();
  return world;
}

TEST(TrackedLink, AddsAndSubtractsAsACheckOfItsWeight) {
  World world = tracking();
  EXPECT_EQ(world.did(), "priority 170, backup startup");
  ASSERT_EQ(world.adjustments.size(), 1u);
  EXPECT_EQ(world.adjustments[0].check, "eth3");
  EXPECT_EQ(world.adjustments[0].weight, 20);
  EXPECT_EQ(world.give(at(1s), Elector::TrackedLink{"eth3", false}).did(), "priority 150");
  EXPECT_EQ(world.give(at(1s), Elector::TrackedLink{"eth2", false}).did(), "priority 90");
  ASSERT_EQ(world.adjustments.size(), 1u);
  EXPECT_EQ(world.adjustments[0].check, "eth2");
}

TEST(TrackedLink, OfWeightZeroThatIsDownIsAFaultThatNamesIt) {
  World world = tracking();
  world.did();
  EXPECT_EQ(world.give(at(1s), Elector::TrackedLink{"eth1", false}).did(), "fault link_down");
  EXPECT_EQ(world.change.check, "eth1");
  EXPECT_EQ(world.give(at(2s), Elector::TrackedLink{"eth1", true}).did(), "backup link_up");
  EXPECT_EQ(world.change.check, "");
}

TEST(TrackedLink, TheRouterStaysInitUntilEachWasSeen) {
  World world(uplinks);
  EXPECT_EQ(world.start().did(), "init startup");
  world.give(at(1s), Elector::TrackedLink{"eth1", true});
  EXPECT_EQ(world.give(at(1s), Elector::TrackedLink{"eth2", true}).did(), "");
  EXPECT_EQ(world.give(at(2s), Elector::TrackedLink{"eth3", false}).did(), "backup startup");
}

TEST(TrackedLink, ThatIsUnknownAfterFiveSecondsIsAFault) {
  World world = begun(uplinks);
  for (const char* name : {"eth1", "eth3"}) world.give(at(1s), Elector::TrackedLink{name, true});
  world.did();
  EXPECT_EQ(world.run_until(at(5s)).did(), "say, fault check_missing");
  EXPECT_EQ(world.change.check, "eth2");
  EXPECT_EQ(world.give(at(6s), Elector::TrackedLink{"eth2", true}).did(), "backup check_up");
}

TEST(TrackedLink, ThatNobodyAskedForIsNothing) {
  World world = begun();
  EXPECT_EQ(world.give(at(1s), Elector::TrackedLink{"eth9", false}).did(), "");
}

TEST(TrackedLink, OfTheNameOfACheckIsNotThatCheck) {
  World world = tracking();
  world.check(at(1s), "eth2", false, -10);
  EXPECT_EQ(world.give(at(2s), Elector::TrackedLink{"eth2", false}).adjustments.size(), 3u);
  EXPECT_EQ(world.change.state, State::backup);
}

// ---- several faults at once

TEST(Fault, ThatMendsFirstLeavesTheOneThatHolds) {
  World world;
  world.start();
  world.give(at(1s), Elector::Link{false});
  world.check(at(2s), "gateway", false, 0).did();
  EXPECT_EQ(world.give(at(3s), Elector::Link{true}).did(), "fault check_down");
  EXPECT_EQ(world.change.previous, State::fault);
  EXPECT_EQ(world.change.check, "gateway");
  EXPECT_EQ(world.check(at(4s), "gateway", true, 0).did(), "backup check_up");
}

TEST(Fault, ThatMendsSecondChangesNothingYet) {
  World world;
  world.start();
  world.give(at(1s), Elector::Link{false});
  world.check(at(2s), "gateway", false, 0).did();
  EXPECT_EQ(world.check(at(3s), "gateway", true, 0).did(), "");
  EXPECT_EQ(world.give(at(4s), Elector::Link{true}).did(), "backup link_up");
}

TEST(Fault, OfTwoChecksNamesTheOneThatHolds) {
  World world;
  world.start();
  world.check(at(1s), "a", false, 0);
  world.check(at(2s), "b", false, 0).did();
  EXPECT_EQ(world.check(at(3s), "a", true, 0).did(), "fault check_down");
  EXPECT_EQ(world.change.check, "b");
}

TEST(Fault, ThatCameWhileTheReaderWasFrozenIsHeeded) {
  World world = master();
  world.report(at(0s));
  world.reads = false;
  world.run_until(at(4s));  // fenced: its VIP is still on the host
  world.give(at(4100ms), Elector::Link{false}).did();
  world.reads = true;
  EXPECT_EQ(world.report(at(4200ms)).did(), "fault link_down");  // which must be read as well
  EXPECT_EQ(world.report(at(4201ms)).did(), "send 0");
}

// ---- startup_delay

TEST(StartupDelay, IsInitThatHearsAndSaysNothing) {
  World world({.version = 2, .startup_delay = 5s});
  EXPECT_EQ(world.start().did(), "init startup");
  world.hear(at(1s), 200);  // version 3: it would be refused, and told
  EXPECT_EQ(world.run_until(at(4999ms)).did(), "");
  EXPECT_EQ(world.run_until(at(5s)).did(), "backup startup");
}

TEST(StartupDelay, EndsCleanlyInASignal) {
  World world = begun({.startup_delay = 60s});
  EXPECT_EQ(world.give(at(1s), Elector::Signal{}).did(), "init shutdown, exit 0");
  EXPECT_EQ(world.state, State::init);
}

TEST(StartupDelay, AndTracksAreWaitedForSideBySide) {
  World world = begun({.startup_delay = 3s, .tracks = {"-"}});
  EXPECT_EQ(world.check(at(1s), "nginx", true, -10).did(), "");
  EXPECT_EQ(world.run_until(at(3s)).did(), "backup startup");
}

TEST(StartupDelay, HoldsBackAnOwnerToo) {
  World world({.priority = 255, .startup_delay = 3s});
  EXPECT_EQ(world.start().run_until(at(3s)).did(), "init startup, send 255, master owner");
}

TEST(StartupDelay, EndsInAFaultThatCameMeanwhile) {
  World world({.startup_delay = 3s});
  world.start();
  world.give(at(1s), Elector::Link{false});
  EXPECT_EQ(world.run_until(at(3s)).did(), "init startup, fault link_down");
}

// ---- families, unicast, seals

TEST(Elector, T12_TheOtherFamilyIsNothingAtAll) {
  World world = begun();
  auto heard = World::heard(200, "10.0.0.2", 1s);
  heard.envelope.family = proto::Family::ipv6;
  EXPECT_EQ(world.give(at(1s), heard).did(), "");
}

TEST(Elector, OverIpv6ItSpeaksFromItsLinkLocalAddress) {
  World world(
      {.router = {.family = proto::Family::ipv6}, .vips = {{prefix("fd00::3")}, {prefix("fe80::3")}}});
  world.give(at(0s), Elector::Addresses{{prefix("fd00::5/64"), prefix("fe80::5/64")}, {}});
  EXPECT_EQ(world.start().run_until(at(4s)).source, ip("fe80::5"));
  EXPECT_EQ(world.advert.addresses, (std::vector{ip("fe80::3"), ip("fd00::3")}));
}

TEST(Elector, OverIpv6ItElectsALeaderWithItsOwnAddress) {
  World::leader_only = true;
  World world({.router = {.family = proto::Family::ipv6}});
  World::leader_only = false;
  world.give(at(0s), Elector::Addresses{{prefix("fe80::5/64")}, {}});
  EXPECT_EQ(world.start().run_until(at(4s)).advert.addresses, std::vector{ip("fe80::5")});
}

TEST(Elector, WithPeersRefusesTheGroup) {
  World world = begun({.peers = {ip("10.0.0.2")}});
  EXPECT_EQ(world.hear(at(1s), 200).did(), "say, reject not_unicast 1");
}

TEST(Elector, WhatASealSaysIsARefusal) {
  World world = begun();
  auto heard = World::heard(200, "10.0.0.2", 1s);
  heard.seal = proto::AdvertError::replay;
  EXPECT_EQ(world.give(at(1s), heard).did(), "reject replay 1");
}

TEST(Elector, ASourceThatIsNotOnTheHostIsNoAddress) {
  World world({.peers = {ip("10.0.0.2")}, .source = ip("10.0.0.77")});
  EXPECT_EQ(world.start().did(), "say, fault no_address");
  EXPECT_EQ(world.said, "--source 10.0.0.77 is not on this host");
}

// ---- two owners, and a handover beside a better router

TEST(Elector, OfTwoOwnersTheLowerAddressIsBackup) {
  World world = begun({.priority = 255});
  world.hear(at(500ms), 255, "10.0.0.9");
  EXPECT_EQ(world.run_until(at(520ms)).did(), "send 255, yielding alive, backup higher_address");
  for (Duration t = 1s; t < 10s; t += 1s) {
    world.run_until(at(t));
    world.hear(at(t), 255, "10.0.0.9");
  }
  EXPECT_EQ(world.state, State::backup);
}

TEST(Elector, OfTwoOwnersTheHigherAddressIsContested) {
  World world = begun({.priority = 255});
  EXPECT_EQ(world.hear(at(500ms), 255, "10.0.0.2").did(), "contest 10.0.0.2, send 255, alive");
}

TEST(Handover, ToABetterRouterNeedsNoStepDownAdvert) {
  World world = master();
  world.give(at(500ms), Elector::Signal{}).did();
  world.hear(at(501ms), 200);  // before the reader has read
  EXPECT_EQ(world.did(), "yielding alive");
  EXPECT_EQ(world.run_until(at(520ms)).did(), "init handover, exit 0");
}

}  // namespace
}  // namespace vrrp::stage
