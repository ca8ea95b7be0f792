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

TEST(Tracker, AResultWithoutAnEndIsNewOnce) {
  Tracker tracker(100);
  EXPECT_FALSE(tracker.is_new_and_endless(check("nginx", true, 0)));
  EXPECT_TRUE(tracker.is_new_and_endless(check("nginx", true, 0, std::nullopt)));
  EXPECT_FALSE(tracker.is_new_and_endless(check("nginx", true, 0, std::nullopt)));
}

}  // namespace
}  // namespace vrrp::stage
