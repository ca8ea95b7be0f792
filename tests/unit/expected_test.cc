#include "stage/elect/expected.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

std::string names(const Expected& expected) {
  std::string text;
  for (const auto& each : expected.silent()) text += (text.empty() ? "" : " ") + each.name;
  return text;
}

TEST(Expected, NothingIsExpectedOfNobody) {
  EXPECT_TRUE(Expected({}, {}, {}).all_spoke());
}

TEST(Expected, EachSourceMustSpeakOnce) {
  Expected expected({"-", "/run/checks"}, {}, {});
  EXPECT_EQ(names(expected), "- /run/checks");
  expected.heard(1, "web");
  expected.heard(1, "dns");
  EXPECT_EQ(names(expected), "-");
  expected.heard(0, "web");
  EXPECT_TRUE(expected.all_spoke());
}

// The mistyped checker hides behind the other one of its pipe.
TEST(Expected, ACheckMustSpeakBesideOthersOfItsSource) {
  Expected expected({"-"}, {"web", "dns"}, {});
  expected.heard(0, "web");
  expected.heard(0, "chekc");
  EXPECT_EQ(names(expected), "dns");
  EXPECT_FALSE(expected.all_spoke());
  expected.heard(0, "dns");
  EXPECT_TRUE(expected.all_spoke());
}

TEST(Expected, ATrackedInterfaceMustBeKnown) {
  Expected expected({}, {}, {"eth2", "eth1"});
  expected.heard_link("eth3");
  EXPECT_EQ(names(expected), "eth2 eth1");
  expected.heard_link("eth2");
  EXPECT_EQ(names(expected), "eth1");
  EXPECT_FALSE(expected.all_spoke());
}

TEST(Expected, TheComplaintNamesIt) {
  EXPECT_NE(complaint({Expected::Silent::Kind::source, "/run/\x1b"}).find("--track /run/\\x1b: "),
            std::string::npos);
  EXPECT_NE(complaint({Expected::Silent::Kind::check, "dns"}).find("--expect dns: "), std::string::npos);
}

}  // namespace
}  // namespace vrrp::stage
