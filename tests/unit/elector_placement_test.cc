// A master whose VIPs are not on its host, as reader and peers see it.
#include "elector_world.h"

namespace vrrp::stage {
namespace {

using VipState = record::Status::Vip::State;

// A master since the time 0, with a reader that reads and places nothing.
World without_vips(ElectorConfig config = {}) {
  World world = master(std::move(config));
  world.hold(at(0s), false);
  world.report(at(0s)).did();
  return world;
}
// It has resigned.
World not_placed(ElectorConfig config = {}) {
  World world = without_vips(std::move(config));
  world.run_until(at(1s)).did();
  return world;
}
// Both VIPs, or one, or none.
void hold_some(World& world, Time now, std::initializer_list<std::string_view> vips) {
  Elector::Addresses addresses{{prefix("10.0.0.5/24")}, {prefix("10.0.0.5/24")}};
  for (const auto vip : vips) addresses.host.push_back(prefix(vip));
  world.give(now, std::move(addresses));
}

TEST(NotPlaced, AMasterWithNoneOfItsVipsResignsAfterASecond) {
  World world = without_vips({.interval = 700ms});
  EXPECT_EQ(world.run_until(at(999ms)).did(), "send 100, alive");
  EXPECT_EQ(world.run_until(at(1s)).did(), "say, fault not_placed, send 0");
  EXPECT_NE(world.said.find("next attempt is in 10s"), std::string::npos) << world.said;
}

TEST(NotPlaced, TheSecondCountsFromWhenTheLastOneVanished) {
  World world = master();
  world.run_until(at(4500ms));
  EXPECT_EQ(world.hold(at(4500ms), false).report(at(4500ms)).run_until(at(5499ms)).state, State::master);
  EXPECT_EQ(world.run_until(at(5500ms)).change.reason, Reason::not_placed);
}

TEST(NotPlaced, OneThatIsPutBackInTimeIsNoFault) {
  World world = without_vips();
  EXPECT_EQ(world.hold(at(900ms), true).run_until(at(5s)).state, State::master);
}

TEST(NotPlaced, IsTriedAgainAfterAPauseThatDoubles) {
  World world = not_placed({.interval = 700ms});
  EXPECT_EQ(world.run_until(at(10999ms)).did(), "");
  EXPECT_EQ(world.run_until(at(11s)).did(), "backup retry");
  world.run_until(at(30s));
  EXPECT_EQ(world.did(), "send 100, master master_down, send 100, alive, say, fault not_placed, send 0");
  EXPECT_NE(world.said.find("next attempt is in 20s"), std::string::npos) << world.said;
}

TEST(NotPlaced, IsTriedAgainAtOnceWhenTheHostChanges) {
  World world = not_placed();
  EXPECT_EQ(world.give(at(3s), Elector::HostChanged{}).run_until(at(3s)).did(), "backup retry");
}

TEST(NotPlaced, TheComingsAndGoingsOfVipsChangeNothing) {
  World world = not_placed();
  EXPECT_EQ(world.hold(at(2s), true).hold(at(3s), false).run_until(at(4s)).did(), "");
}

TEST(NotPlaced, IsNotTriedAgainWhileAnotherFaultHolds) {
  World world = not_placed();
  EXPECT_EQ(world.give(at(2s), Elector::Link{false}).run_until(at(11s)).did(), "fault link_down");
  EXPECT_EQ(world.give(at(12s), Elector::Link{true}).did(), "backup link_up");
}

TEST(NotPlaced, OneOfSeveralVipsIsEnough) {
  ElectorConfig config;
  config.vips = {{prefix("10.0.0.3")}, {prefix("10.0.0.4/24"), "eth1"}};
  World world = master(config);
  hold_some(world, at(0s), {"10.0.0.4/24"});
  world.report(at(0s));
  EXPECT_EQ(world.run_until(at(500ms)).elector.status(at(500ms)).vips[0].state, VipState::pending);
  EXPECT_EQ(world.run_until(at(5s)).state, State::master);
  const auto vips = world.elector.status(at(5s)).vips;
  ASSERT_EQ(vips.size(), 2U);
  EXPECT_EQ(vips[0].state, VipState::failed);
  EXPECT_EQ(vips[1].state, VipState::held);
  EXPECT_EQ(vips[1].interface, "eth1");
}

TEST(NotPlaced, IsNobodyWhoseVipsAreElsewhere) {
  World world = without_vips({.vips_elsewhere = true});
  EXPECT_EQ(world.run_until(at(20s)).state, State::master);
  EXPECT_EQ(world.elector.status(at(20s)).vips[0].state, VipState::elsewhere);
}

TEST(NotPlaced, IsNobodyWithoutVips) {
  World::leader_only = true;
  World world = without_vips();
  EXPECT_EQ(world.run_until(at(20s)).state, State::master);
  World::leader_only = false;
}

TEST(NotPlaced, AnOwnerBeginsAnew) {
  World world({.priority = 255});
  EXPECT_EQ(world.start().run_until(at(10999ms)).change.reason, Reason::not_placed);
  world.did();
  EXPECT_EQ(world.run_until(at(11s)).did(), "init retry, send 255, master owner");
}

// A reader that does not read cannot place: it is to blame, and when it reads again nothing stands against
// the election.
TEST(NotPlaced, IsNotWhatAFrozenReaderMakes) {
  World world;
  world.start();
  world.run_until(at(3500ms));
  world.reads = false;
  EXPECT_EQ(world.run_until(at(4600ms)).state, State::master);
  EXPECT_EQ(world.run_until(at(4700ms)).change.reason, Reason::output_stalled);
  world.reads = true;
  EXPECT_EQ(world.report(at(5s)).state, State::backup);
  EXPECT_EQ(world.change.reason, Reason::output_read);
}

// An alive has just gone out.
TEST(NotPlaced, IsToldAMomentLaterOfAReaderThatIsReading) {
  World world = without_vips();
  world.reads = false;
  EXPECT_EQ(world.hear(at(995ms), 50).run_until(at(1009ms)).state, State::master);
  world.reads = true;
  EXPECT_EQ(world.run_until(at(1010ms)).change.reason, Reason::not_placed);
}

TEST(NotPlaced, ADepartureUnderWayGoesItsWay) {
  World world = master();
  world.give(at(100ms), Elector::Signal{});
  world.report(at(100ms));
  EXPECT_EQ(world.hold(at(101ms), false).run_until(at(3s)).did(), "alive, send 0, init shutdown, exit 0");
}

// Nobody took it: it is the fault that ends it, and priority 0 is out already.
TEST(NotPlaced, EndsAnOfferUnderWay) {
  World world = master({.priority = 150, .interval = 4s});
  world.report(at(0s));
  world.run_until(at(100ms));
  world.check(at(100ms), "nginx", false, -60);
  world.report(at(100ms));
  world.hold(at(200ms), false).did();
  EXPECT_EQ(world.run_until(at(1300ms)).did(), "say, fault not_placed");
}

TEST(ElectorStatus, OfABackupSaysWhichVipsAreHereAllTheSame) {
  World world;
  EXPECT_EQ(world.start().elector.status(at(0s)).vips[0].state, VipState::absent);
  EXPECT_EQ(world.hold(at(1s), true).elector.status(at(1s)).vips[0].state, VipState::present);
}

TEST(ElectorStatus, ListsEveryVip) {
  ElectorConfig config;
  for (int i = 0; i < 250; ++i) config.vips.push_back({prefix("10.1.0." + std::to_string(i))});
  World world = master(config);
  Elector::Addresses addresses{{prefix("10.0.0.5/24")}, {prefix("10.0.0.5/24")}};
  for (int i = 0; i < 240; ++i) addresses.host.push_back(config.vips[static_cast<std::size_t>(i)].address);
  world.give(at(1s), addresses);
  const auto vips = world.elector.status(at(2s)).vips;
  ASSERT_EQ(vips.size(), 250U);
  EXPECT_EQ(vips[239].state, VipState::held);
  EXPECT_EQ(vips[240].state, VipState::failed);
}

}  // namespace
}  // namespace vrrp::stage
