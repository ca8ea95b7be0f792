// How many lines that are no records are reported: lib/program/skipped_lines.h.
#include "program/skipped_lines.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::program {
namespace {

TEST(SkippedLines, EightASecondAndTheRestTogether) {
  SkippedLines lines;
  int reported = 0;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(lines.rest(at(i * 900us)));
    reported += lines.reports(at(i * 900us)) ? 1 : 0;
  }
  EXPECT_EQ(reported, 8);
  EXPECT_FALSE(lines.rest(at(999ms)));
  EXPECT_EQ(lines.rest(at(1s)), 992U);
  EXPECT_FALSE(lines.rest(at(1s))) << "once";
  EXPECT_TRUE(lines.reports(at(1s))) << "another second";
}

TEST(SkippedLines, TheEndOfInputDoesNotWaitForTheSecond) {
  SkippedLines lines;
  for (int i = 0; i < 10; ++i) lines.reports(at(0s));
  EXPECT_FALSE(lines.rest(at(1ms)));
  EXPECT_EQ(lines.rest(at(1ms), true), 2U);
}

}  // namespace
}  // namespace vrrp::program
