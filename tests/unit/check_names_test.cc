// Which names of checks a process knows: lib/stage/elect/check_names.h.
#include "stage/elect/check_names.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

TEST(CheckNames, TwoHundredAndFiftySixAreKnownAndNoMore) {
  using Answer = CheckNames::Answer;
  CheckNames names;
  for (int i = 0; i < 256; ++i) EXPECT_EQ(names.admit("check " + std::to_string(i)), Answer::known);
  EXPECT_EQ(names.admit("one more"), Answer::refused_first);
  EXPECT_EQ(names.admit("one more"), Answer::refused);
  EXPECT_EQ(names.admit("another"), Answer::refused);
  EXPECT_EQ(names.admit("check 0"), Answer::known) << "and none of them is forgotten";
}

}  // namespace
}  // namespace vrrp::stage
