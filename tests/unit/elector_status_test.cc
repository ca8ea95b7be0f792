#include "elector_world.h"
#include "record/json.h"

namespace vrrp::stage {
namespace {

TEST(ElectorStatus, OfABackupNamesTheMasterItHears) {
  World world = begun();
  world.hear(at(1s), 200);
  const auto status = world.elector.status(at(2s));
  EXPECT_EQ(status.router.vrid, 50);
  EXPECT_EQ(status.state, State::backup);
  EXPECT_EQ(status.reason, Reason::startup);
  EXPECT_EQ(status.since, 2s);
  ASSERT_TRUE(status.master);
  EXPECT_EQ(status.master->address.text(), "10.0.0.2");
  EXPECT_EQ(status.received, 1U);
  EXPECT_EQ(status.sent, 0U);
}

TEST(ElectorStatus, OfAMasterNamesItself) {
  World world = begun({.vips_elsewhere = true});
  world.run_until(at(3609375us));
  world.clock = world.elector.deadline().value() + 7ms;
  world.run_until(world.clock);
  const auto status = world.elector.status(at(10s));
  EXPECT_EQ(status.state, State::master);
  EXPECT_EQ(status.reason, Reason::master_down);
  ASSERT_TRUE(status.master);
  EXPECT_EQ(status.master->address.text(), "10.0.0.5");
  EXPECT_EQ(status.master->priority, 100);
  EXPECT_GE(status.sent, 2U);
  EXPECT_EQ(status.late, 7ms);
  EXPECT_FALSE(status.leaving);
}

// It can still be asked in the turn in which it is told to exit: it must not seem to go on.
TEST(ElectorStatus, OfOneThatHasLeftIsThatItLeaves) {
  World world = begun();
  world.give(at(1s), Elector::Signal{});
  ASSERT_TRUE(world.elector.has_left());
  EXPECT_TRUE(world.elector.status(at(1s)).leaving);
}

TEST(ElectorStatus, SaysWhyThePriorityIsWhatItIs) {
  World world = begun();
  world.check(at(1s), "nginx", false, -60);
  const auto status = world.elector.status(at(2s));
  EXPECT_EQ(status.priority, 40);
  EXPECT_EQ(status.base, 100);
  ASSERT_EQ(status.adjustments.size(), 1U);
  EXPECT_EQ(status.adjustments[0].check, "nginx");
}

TEST(ElectorStatus, OfAFaultNamesTheCheck) {
  World world = begun();
  world.check(at(1s), "disk", false, 0);
  const auto status = world.elector.status(at(1s));
  EXPECT_EQ(status.state, State::fault);
  EXPECT_EQ(status.check, "disk");
}

TEST(ElectorStatus, CountsWhatWasRejected) {
  World world = begun();
  auto heard = World::heard(200, "10.0.0.2", 1s);
  heard.advert.vrid = 51;  // none of its business
  world.give(at(1s), heard);
  heard = World::heard(200, "10.0.0.2", 1s);
  heard.advert.faults = {proto::AdvertError::ttl};
  world.give(at(1s), heard).give(at(2s), heard);
  const auto status = world.elector.status(at(2s));
  EXPECT_EQ(status.received, 0U);
  EXPECT_EQ(status.rejected, 2U);
  ASSERT_EQ(status.rejects.size(), 1U);
  EXPECT_EQ(status.rejects[0].reason, "ttl");
  EXPECT_EQ(status.rejects[0].peer->text(), "10.0.0.2");
  EXPECT_EQ(status.rejects[0].count, 2U);
  EXPECT_FALSE(status.master);
}

// Names of checks can be as long as a line.
TEST(ElectorStatus, StaysWithinTheBoundOfARecord) {
  World world = begun();
  for (int i = 0; i < 100; ++i) world.check(at(1s), std::string(3000, '\x01') + std::to_string(i), false, -1);
  const auto status = world.elector.status(at(2s));
  EXPECT_EQ(status.checks.size(), 100U);
  const std::string line = record::to_line({{WallTime(0s), "vrrp-elect", "n1", 1}, status});
  EXPECT_LE(line.size(), record::longest_line);
  const auto back = record::parse_status(line);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_GT(std::get<record::Status>(back->body).omitted, 0U);
}

TEST(ElectorStatus, ShowsEveryCheckAndTrackedInterface) {
  World world = begun({.tracked_interfaces = {{"eth1", 0}, {"eth2", -20}}});
  world.give(at(0s), Elector::TrackedLink{"eth1", true});
  world.give(at(2s), Elector::TrackedLink{"eth2", false});
  world.give(at(1s), Elector::CheckHeard{0, {.check = "endless", .up = true}});
  world.give(at(1s), Elector::CheckHeard{0, {.check = "web", .up = true, .weight = -60, .expires = at(4s)}});
  world.give(at(1s), Elector::CheckHeard{0, {.check = "gone", .up = true, .weight = -5, .expires = at(2s)}});
  world.run_until(at(3s));
  const auto status = world.elector.status(at(3s));
  ASSERT_EQ(status.checks.size(), 3U);
  EXPECT_EQ(status.checks[0].name, "gone");  // those that are down come first
  EXPECT_FALSE(status.checks[0].up);
  EXPECT_TRUE(status.checks[0].expired);
  EXPECT_EQ(status.checks[1].name, "endless");
  EXPECT_FALSE(status.checks[1].expires_in);
  EXPECT_EQ(status.checks[2].weight, -60);
  EXPECT_EQ(status.checks[2].age, 2s);
  EXPECT_EQ(status.checks[2].expires_in, 1s);
  ASSERT_EQ(status.interfaces.size(), 2U);
  EXPECT_EQ(status.interfaces[0].name, "eth2");
  EXPECT_EQ(status.interfaces[0].age, 1s);
  EXPECT_TRUE(status.interfaces[1].up);
}

TEST(ElectorStatus, SaysWhatMismatchesWithWhomAndWhenItWasSeenLast) {
  World world = begun();
  world.hear(at(1s), 100);
  world.hear(at(2s), 100);
  const auto status = world.elector.status(at(3s));
  ASSERT_EQ(status.mismatches.size(), 1U);
  EXPECT_EQ(status.mismatches[0].kind, record::MismatchKind::priority);
  EXPECT_EQ(status.mismatches[0].peer.text(), "10.0.0.2");
  EXPECT_EQ(status.mismatches[0].theirs, "100 at 10.0.0.2");
  EXPECT_EQ(status.mismatches[0].age, 1s);
}

TEST(ElectorStatus, CountsItsTransitions) {
  World world = begun();
  EXPECT_EQ(world.elector.status(at(0s)).transitions, 0U);
  world.check(at(1s), "disk", false, 0);
  world.check(at(2s), "disk", true, 0);
  EXPECT_EQ(world.elector.status(at(2s)).transitions, 2U);
}

}  // namespace
}  // namespace vrrp::stage
