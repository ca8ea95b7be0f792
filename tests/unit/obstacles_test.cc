// What stands against taking part: lib/stage/elect/obstacles.h.
#include "stage/elect/obstacles.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

using record::Reason;

const Obstacle link{ObstacleKind::link, Reason::link_down};
const Obstacle nginx{ObstacleKind::check, Reason::check_down, "nginx"};
const Obstacle gateway{ObstacleKind::check, Reason::check_down, "gateway"};
const Obstacle group{ObstacleKind::group, Reason::group};
const Obstacle output{ObstacleKind::output, Reason::output_stalled};

TEST(Obstacles, EachCountsOnce) {
  Obstacles obstacles;
  EXPECT_TRUE(obstacles.add(nginx));
  EXPECT_FALSE(obstacles.add({ObstacleKind::check, Reason::check_expired, "nginx"}));
  EXPECT_TRUE(obstacles.add(gateway));
  EXPECT_TRUE(obstacles.remove(nginx));
  EXPECT_FALSE(obstacles.remove(nginx));
  EXPECT_TRUE(obstacles.has(ObstacleKind::check));
  EXPECT_TRUE(obstacles.remove(gateway));
  EXPECT_TRUE(obstacles.empty());
}

TEST(Obstacles, TheMostImportantIsReportedInWhateverOrderTheyCame) {
  Obstacles obstacles;
  EXPECT_FALSE(obstacles.reported_holds());
  obstacles.add(link);
  obstacles.add(nginx);
  obstacles.add(group);
  EXPECT_EQ(obstacles.choose().kind, ObstacleKind::link);
  obstacles.remove(link);
  EXPECT_FALSE(obstacles.reported_holds());
  EXPECT_EQ(obstacles.choose().kind, ObstacleKind::check);
  obstacles.add(link);
  EXPECT_TRUE(obstacles.reported_holds()) << "what was reported stays so until it is chosen anew";
  EXPECT_EQ(obstacles.reported()->check, "nginx");
}

TEST(Obstacles, AGroupKnowsItsMembersOwn) {
  Obstacles obstacles;
  obstacles.add(group);
  EXPECT_FALSE(obstacles.has_own(false));
  obstacles.add(output);
  EXPECT_TRUE(obstacles.has_own(false));
  EXPECT_FALSE(obstacles.has_own(true));
  obstacles.add(link);
  EXPECT_TRUE(obstacles.has_own(true));
}

}  // namespace
}  // namespace vrrp::stage
