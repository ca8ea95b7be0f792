// How much is written because of what other hosts send: lib/stage/elect/budget.h.
#include "stage/elect/budget.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

// How many of a thousand are taken in the second that begins then.
int taken(Budget& budget, Duration second) {
  int count = 0;
  for (int i = 0; i < 1000; ++i) count += budget.take(at(second + i * 1ms)) ? 1 : 0;
  return count;
}

TEST(Budget, ThirtyTwoAtFirstAndEachFullSecondHalvesTheNext) {
  Budget budget;
  std::vector<int> each;
  for (int second = 0; second < 8; ++second) each.push_back(taken(budget, second * 1s));
  EXPECT_EQ(each, (std::vector{32, 16, 8, 4, 2, 1, 1, 1}));
}

TEST(Budget, SecondsThatAreNotUsedUpGiveItBack) {
  Budget budget;
  for (int second = 0; second < 6; ++second) taken(budget, second * 1s);
  EXPECT_EQ(taken(budget, 8s), 4) << "one at 6 s, two at 7 s";
  EXPECT_EQ(taken(budget, 60s), 32);
}

TEST(Budget, OneOrTwoASecondAreAlwaysTaken) {
  Budget budget;
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(budget.take(at(i * 500ms)));
  EXPECT_FALSE(budget.deadline());
}

TEST(Budget, TheRestIsCountedOnceAMinute) {
  Budget budget;
  EXPECT_FALSE(budget.summary(at(0s)));
  taken(budget, 0s);
  EXPECT_EQ(budget.deadline(), at(60s + 32ms));
  EXPECT_FALSE(budget.summary(at(60s)));
  EXPECT_EQ(budget.summary(at(60s + 32ms)), 968U);
  EXPECT_FALSE(budget.deadline());
  EXPECT_FALSE(budget.summary(at(200s)));
  taken(budget, 300s);
  EXPECT_EQ(budget.summary(at(400s)), 968U);
}

}  // namespace
}  // namespace vrrp::stage
