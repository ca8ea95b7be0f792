// When a master without any of its VIPs resigns, and when it tries again.
#include "stage/elect/placed.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

Time at(Duration d) {
  return Time(1000s + d);
}

// It becomes master, cannot place anything, and resigns: how long it pauses.
Duration attempt(Placed& placed, Time now) {
  placed.observe(now, true, false);
  EXPECT_FALSE(placed.overdue(now + 999ms));
  EXPECT_TRUE(placed.overdue(now + 1s));
  const Duration pause = placed.resign(now + 1s);
  placed.observe(now + 1s, false, false);
  EXPECT_EQ(placed.deadline(), now + 1s + pause);
  return pause;
}

TEST(Placed, AMasterWithoutVipsIsOverdueAfterASecond) {
  Placed placed;
  placed.observe(at(0s), false, false);
  EXPECT_FALSE(placed.deadline());
  placed.observe(at(1s), true, false);
  placed.observe(at(1500ms), true, false);  // the second is not begun anew
  EXPECT_EQ(placed.deadline(), at(2s));
  EXPECT_TRUE(placed.overdue(at(2s)));
}

TEST(Placed, TheSecondCountsFromWhenTheLastVipVanished) {
  Placed placed;
  placed.observe(at(0s), true, true);
  EXPECT_FALSE(placed.deadline());
  placed.observe(at(7s), true, false);
  EXPECT_EQ(placed.deadline(), at(8s));
  placed.observe(at(7500ms), true, true);
  EXPECT_FALSE(placed.deadline());
}

TEST(Placed, WhoeverIsMasterNoMoreOwesNothing) {
  Placed placed;
  placed.observe(at(0s), true, false);
  placed.observe(at(500ms), false, false);
  EXPECT_FALSE(placed.overdue(at(2s)));
}

TEST(Placed, ThePauseDoublesUpToFiveMinutes) {
  Placed placed;
  Time now = at(0s);
  for (const Duration expected : {10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    const Duration pause = attempt(placed, now);
    EXPECT_EQ(pause, expected);
    now += 1s + pause;
    EXPECT_FALSE(placed.retries(now - 1us));
    EXPECT_TRUE(placed.retries(now));
    EXPECT_FALSE(placed.retries(now));
  }
}

TEST(Placed, APlacementThatLastedResetsThePause) {
  Placed placed;
  EXPECT_EQ(attempt(placed, at(0s)), 10s);
  EXPECT_TRUE(placed.retries(at(11s)));
  placed.observe(at(20s), true, true);
  placed.observe(at(29s), true, false);
  EXPECT_EQ(placed.resign(at(30s)), 20s) << "9 s are not long";
  placed.observe(at(30s), false, false);
  EXPECT_TRUE(placed.retries(at(50s)));
  placed.observe(at(60s), true, true);
  placed.observe(at(70s), true, false);
  EXPECT_EQ(placed.resign(at(71s)), 10s);
}

TEST(Placed, AChangeOfTheHostEndsThePauseAtOnce) {
  Placed placed;
  attempt(placed, at(0s));
  placed.host_changed(at(3s));
  EXPECT_TRUE(placed.retries(at(3s)));
  placed.host_changed(at(4s));
  EXPECT_FALSE(placed.deadline()) << "there is nothing to try again";
}

TEST(Placed, ManyChangesMakeOneAttemptInTenSeconds) {
  Placed placed;
  attempt(placed, at(0s));
  placed.host_changed(at(2s));
  EXPECT_TRUE(placed.retries(at(2s)));
  attempt(placed, at(3s));
  placed.host_changed(at(5s));
  EXPECT_FALSE(placed.retries(at(11s)));
  EXPECT_TRUE(placed.retries(at(12s)));
}

}  // namespace
}  // namespace vrrp::stage
