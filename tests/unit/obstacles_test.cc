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

TEST(Obstacles, TheMostImportantIsReported) {
  Obstacles obstacles;
  EXPECT_FALSE(obstacles.reported_holds());
  obstacles.add(nginx);
  EXPECT_EQ(obstacles.choose().check, "nginx");
  obstacles.add(link);
  EXPECT_TRUE(obstacles.reported_holds()) << "what was reported stays so until it is chosen anew";
  EXPECT_EQ(obstacles.choose().kind, ObstacleKind::link);
  obstacles.remove(link);
  EXPECT_FALSE(obstacles.reported_holds());
  EXPECT_EQ(obstacles.choose().kind, ObstacleKind::check);
}

TEST(Obstacles, AGroupKnowsItsMembersOwn) {
  Obstacles obstacles;
  obstacles.add(group);
  EXPECT_FALSE(obstacles.has_other_than_group(false));
  obstacles.add(output);
  EXPECT_TRUE(obstacles.has_other_than_group(false));
  EXPECT_FALSE(obstacles.has_other_than_group(true));
  obstacles.add(link);
  EXPECT_TRUE(obstacles.has_other_than_group(true));
}

}  // namespace
}  // namespace vrrp::stage
