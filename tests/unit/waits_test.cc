// What a router waits for before it takes part: lib/stage/elect/waits.h.
#include "stage/elect/waits.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

TEST(Waits, NothingToWaitFor) {
  const ElectorConfig config;
  Waits waits(config);
  EXPECT_FALSE(waits.begun());
  waits.begin(at(0s), config);
  EXPECT_TRUE(waits.begun());
  EXPECT_FALSE(waits.waiting());
  EXPECT_FALSE(waits.deadline());
}

TEST(Waits, DelayAndTracksRunSideBySide) {
  ElectorConfig config;
  config.startup_delay = 2s;
  config.tracks = {"-"};
  Waits waits(config);
  waits.begin(at(0s), config);
  EXPECT_TRUE(waits.delayed());
  EXPECT_EQ(waits.deadline(), at(2s));
  const auto delay = waits.end_in_time(at(2s));
  EXPECT_TRUE(delay.startup && !delay.tracks);
  EXPECT_TRUE(waits.waiting() && !waits.delayed());
  EXPECT_EQ(waits.deadline(), at(5s));
  const auto tracks = waits.end_in_time(at(5s));
  EXPECT_TRUE(tracks.tracks && !tracks.startup);
  EXPECT_FALSE(waits.waiting());
  ASSERT_EQ(waits.silent().size(), 1U) << "the wait is over, and it is silent still";
}

TEST(Waits, AllThatIsTrackedEndsTheWait) {
  ElectorConfig config;
  config.tracks = {"-"};
  config.expect = {"nginx"};
  config.tracked_interfaces = {{"eth1", 0}};
  Waits waits(config);
  waits.begin(at(0s), config);
  waits.heard(0, "gateway");
  EXPECT_FALSE(waits.end_with_tracks()) << "nginx is expected";
  waits.heard(0, "nginx");
  EXPECT_FALSE(waits.end_with_tracks()) << "nothing is known of eth1";
  waits.heard_link("eth1");
  EXPECT_TRUE(waits.end_with_tracks());
  EXPECT_FALSE(waits.end_with_tracks()) << "once";
  EXPECT_FALSE(waits.waiting());
}

}  // namespace
}  // namespace vrrp::stage
