// What checks and tracked interfaces do to a priority: lib/stage/elect/tracker.h.
#include "stage/elect/tracker.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

constexpr Time now(1000s);

record::Check check(std::string name, bool up, int weight, std::optional<Time> expires = now + 10s) {
  return {.check = std::move(name), .up = up, .weight = weight, .expires = expires};
}

TEST(Tracker, WeighsOnceForEachChange) {
  Tracker tracker(100);
  EXPECT_FALSE(tracker.weigh());
  tracker.heard(now, check("nginx", false, -30));
  const auto fell = tracker.weigh();
  ASSERT_TRUE(fell);
  EXPECT_TRUE(fell->fell && !fell->rose);
  EXPECT_EQ(fell->fallen, "nginx");
  EXPECT_EQ(tracker.priority(), 70);
  EXPECT_FALSE(tracker.weigh()) << "nothing new";
  tracker.heard(now, check("nginx", true, -30));
  const auto rose = tracker.weigh();
  ASSERT_TRUE(rose);
  EXPECT_TRUE(rose->rose && !rose->fell);
  EXPECT_EQ(rose->fallen, "");
}

TEST(Tracker, OtherWeightsWithTheSameSumAreAChangeThatNeitherFallsNorRises) {
  Tracker tracker(100);
  tracker.heard(now, check("a", false, -30));
  tracker.weigh();
  tracker.heard(now, check("a", true, -30));
  tracker.heard(now, check("b", false, -30));
  const auto change = tracker.weigh();
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->fell || change->rose);
  ASSERT_EQ(tracker.adjustments().size(), 1U);
  EXPECT_EQ(tracker.adjustments().front().check, "b");
}

TEST(Tracker, AResultThatNobodyRenewsIsDown) {
  Tracker tracker(100);
  tracker.heard(now, check("nginx", true, 0, now + 1s));
  EXPECT_EQ(tracker.deadline(), now + 1s);
  tracker.tick(now + 999ms);
  EXPECT_TRUE(tracker.failed().empty());
  tracker.tick(now + 1s);
  ASSERT_EQ(tracker.failed().size(), 1U);
  EXPECT_TRUE(tracker.failed().front().expired);
  EXPECT_FALSE(tracker.deadline());
}

TEST(Tracker, AResultThatComesTooLateSaysNothingIfANewerOneFollows) {
  Tracker tracker(100);
  tracker.heard(now, check("nginx", false, 0, now - 1s));
  EXPECT_TRUE(tracker.has_stale());
  tracker.heard(now, check("nginx", true, 0));
  EXPECT_FALSE(tracker.has_stale());
  tracker.tick(now);
  EXPECT_TRUE(tracker.failed().empty());
}

TEST(Tracker, AnInterfaceThatIsDownFailsOrWeighs) {
  Tracker tracker(100);
  tracker.link(now, "eth1", 0, false);
  tracker.link(now, "eth2", -20, false);
  ASSERT_EQ(tracker.failed().size(), 1U);
  EXPECT_TRUE(tracker.failed().front().link);
  tracker.weigh();
  EXPECT_EQ(tracker.priority(), 80);
}

TEST(Tracker, SixtyFourNamesOfEndlessChecksAreKnown) {
  Tracker tracker(100);
  for (int i = 0; i < 64; ++i)
    EXPECT_TRUE(tracker.note_if_endless(check(std::to_string(i), true, 0, std::nullopt)));
  EXPECT_FALSE(tracker.note_if_endless(check("another", true, 0, std::nullopt)));
}

}  // namespace
}  // namespace vrrp::stage
