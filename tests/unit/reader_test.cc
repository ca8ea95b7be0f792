// Whether our reader is there and reads: lib/stage/elect/reader.h.
#include "stage/elect/reader.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

TEST(ReaderPart, IsLostOnce) {
  Reader reader(1s, true);
  EXPECT_FALSE(reader.observe(at(0s), false, 100, 100));
  EXPECT_TRUE(reader.observe(at(1s), true, 100, 100));
  EXPECT_FALSE(reader.observe(at(2s), true, 100, 100));
  EXPECT_FALSE(reader.can_be_judged()) << "a reader that is gone is not frozen";
}

TEST(ReaderPart, IsStalledAfterThreeIntervals) {
  Reader reader(1s, true);
  reader.observe(at(0s), false, 100, 100);
  EXPECT_EQ(reader.deadline(), at(3s));
  EXPECT_FALSE(reader.is_stalled(at(2999ms)));
  EXPECT_TRUE(reader.is_stalled(at(3s)));
  reader.observe(at(3s), false, 100, 0);
  EXPECT_FALSE(reader.is_stalled(at(9s)));
  EXPECT_FALSE(reader.deadline());
}

TEST(ReaderPart, HasOneAndAHalfSecondsAtLeast) {
  Reader reader(10ms, true);
  reader.observe(at(0s), false, 100, 100);
  EXPECT_EQ(reader.deadline(), at(1500ms));
}

TEST(ReaderPart, HasHalfASecondWhenAVipHasVanished) {
  Reader reader(1s, true);
  reader.observe(at(0s), false, 100, 100);
  reader.vip_vanished(true);
  EXPECT_EQ(reader.deadline(), at(500ms));
  reader.vip_vanished(false);
  EXPECT_EQ(reader.deadline(), at(3s));
}

TEST(ReaderPart, IsNotJudgedIfNobodyCanKnowOrNothingDependsOnIt) {
  Reader file(1s, true), leader_only(1s, false);
  file.observe(at(0s), false, 100, std::nullopt);
  leader_only.observe(at(0s), false, 100, 100);
  EXPECT_FALSE(file.is_stalled(at(9s)));
  EXPECT_FALSE(leader_only.is_stalled(at(9s)));
}

}  // namespace
}  // namespace vrrp::stage
