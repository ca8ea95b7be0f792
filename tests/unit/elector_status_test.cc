#include <gtest/gtest.h>

#include "record/json.h"
#include "stage/elector.h"

namespace vrrp::stage {
namespace {

using record::Reason;
using record::State;

Time at(Duration d) {
  return Time(1000s + d);
}

// A router of priority 100 at 10.0.0.5, for a leader alone.
class Router {
 public:
  Router() { config.router = {.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}}; }
  void start() {
    elector.emplace(config);
    give(at(0s), Elector::Link{true});
    const proto::Prefix own = *proto::Prefix::parse("10.0.0.5/24");
    give(at(0s), Elector::Addresses{{own}, {own}});
    give(at(0s), Elector::Start{});
  }
  void hear(Time now, std::uint8_t priority, std::uint8_t vrid = 50) {
    const proto::Advert advert{.vrid = vrid,
                               .priority = priority,
                               .interval = 1s,
                               .addresses = {*proto::Address::parse("10.0.0.2")}};
    const proto::Address source = *proto::Address::parse("10.0.0.2"),
                         group = proto::vrrp_group(proto::Family::ipv4);
    const Buffer wire = proto::encode_advert(advert, source, group, proto::Dialect::pseudo);
    proto::Envelope envelope{.source = source, .destination = group, .length = wire.size()};
    envelope.ttl = ttl;
    give(now, Elector::Heard{proto::decode_advert(wire, envelope), envelope, {}});
  }
  void check(Time now, const char* name, bool up, int weight) {
    record::Check check;
    check.check = name;
    check.up = up;
    check.weight = weight;
    give(now, Elector::CheckHeard{0, check});
  }
  // Every advert leaves.
  void give(Time now, const Elector::Input& input) { obey(now, elector->step(now, input)); }
  void tick(Time now) { obey(now, elector->tick(now)); }
  void obey(Time now, const Elector::Actions& actions) {
    for (const Elector::Action& action : actions)
      if (const auto* send = std::get_if<Elector::Send>(&action))
        give(now,
             Elector::Sent{.before = now, .priority = send->advert.priority, .accepted = true, .error = {}});
  }

  ElectorConfig config{};
  std::optional<Elector> elector{};
  std::uint8_t ttl = 255;
};

TEST(ElectorStatus, OfABackupNamesTheMasterItHears) {
  Router router;
  router.start();
  router.hear(at(1s), 200);
  const auto status = router.elector->status(at(2s));
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
  Router router;
  router.start();
  const Time due = router.elector->deadline().value();
  while (router.elector->state() != State::master) router.tick(router.elector->deadline().value());
  router.tick(router.elector->deadline().value() + 7ms);
  const auto status = router.elector->status(due + 5s);
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
  Router router;
  router.start();
  router.give(at(1s), Elector::Signal{});
  ASSERT_TRUE(router.elector->has_left());
  EXPECT_TRUE(router.elector->status(at(1s)).leaving);
}

TEST(ElectorStatus, SaysWhyThePriorityIsWhatItIs) {
  Router router;
  router.start();
  router.check(at(1s), "nginx", false, -60);
  const auto status = router.elector->status(at(2s));
  EXPECT_EQ(status.priority, 40);
  EXPECT_EQ(status.base, 100);
  ASSERT_EQ(status.adjustments.size(), 1U);
  EXPECT_EQ(status.adjustments[0].check, "nginx");
}

TEST(ElectorStatus, OfAFaultNamesTheCheck) {
  Router router;
  router.start();
  router.check(at(1s), "disk", false, 0);
  const auto status = router.elector->status(at(1s));
  EXPECT_EQ(status.state, State::fault);
  EXPECT_EQ(status.check, "disk");
}

TEST(ElectorStatus, CountsWhatWasRejected) {
  Router router;
  router.start();
  router.hear(at(1s), 200, 51);  // none of its business
  router.ttl = 254;
  router.hear(at(1s), 200);
  router.hear(at(2s), 200);
  const auto status = router.elector->status(at(2s));
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
  Router router;
  router.start();
  for (int i = 0; i < 100; ++i)
    router.check(at(1s), (std::string(3000, '\x01') + std::to_string(i)).c_str(), false, -1);
  const auto status = router.elector->status(at(2s));
  EXPECT_EQ(status.checks.size(), 100U);
  const std::string line = record::to_line({{WallTime(0s), "vrrp-elect", "n1", 1}, status});
  EXPECT_LE(line.size(), record::longest_line);
  const auto back = record::parse_status(line);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_GT(std::get<record::Status>(back->body).omitted, 0U);
}

TEST(ElectorStatus, ShowsEveryCheckAndTrackedInterface) {
  Router router;
  router.config.tracked_interfaces = {{"eth1", 0}, {"eth2", -20}};
  router.start();
  router.give(at(0s), Elector::TrackedLink{"eth1", true});
  router.give(at(2s), Elector::TrackedLink{"eth2", false});
  router.check(at(1s), "endless", true, 0);
  router.give(at(1s), Elector::CheckHeard{0, {.check = "web", .up = true, .weight = -60, .expires = at(4s)}});
  router.give(at(1s), Elector::CheckHeard{0, {.check = "gone", .up = true, .weight = -5, .expires = at(2s)}});
  router.tick(at(3s));
  const auto status = router.elector->status(at(3s));
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
  Router router;
  router.start();
  router.hear(at(1s), 100);
  router.hear(at(2s), 100);
  const auto status = router.elector->status(at(3s));
  ASSERT_EQ(status.mismatches.size(), 1U);
  EXPECT_EQ(status.mismatches[0].kind, record::MismatchKind::priority);
  EXPECT_EQ(status.mismatches[0].peer.text(), "10.0.0.2");
  EXPECT_EQ(status.mismatches[0].theirs, "100 at 10.0.0.2");
  EXPECT_EQ(status.mismatches[0].age, 1s);
}

TEST(ElectorStatus, CountsItsTransitions) {
  Router router;
  router.start();
  EXPECT_EQ(router.elector->status(at(0s)).transitions, 0U);
  router.check(at(1s), "disk", false, 0);
  router.check(at(2s), "disk", true, 0);
  EXPECT_EQ(router.elector->status(at(2s)).transitions, 2U);
}

}  // namespace
}  // namespace vrrp::stage
