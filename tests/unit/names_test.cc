#include "cli/names.h"

#include <gtest/gtest.h>

namespace vrrp::cli {
namespace {

using Names = std::vector<std::string>;

TEST(Names, AreJoined) {
  EXPECT_EQ(join({}), "");
  EXPECT_EQ(join({"a"}), "a");
  EXPECT_EQ(join({"a", "b", "c"}), "a, b, c");
  EXPECT_EQ(join({"a", "b"}, "\t"), "a\tb");
}

TEST(Names, OneLetterOfThreeMayDiffer) {
  const Names names{"--vrid", "--vip", "--interface", "--interval"};
  for (const char* word : {"--vird", "--vri", "--vrids", "--vrjd"}) EXPECT_EQ(nearest(word, names), "--vrid");
  EXPECT_EQ(nearest("--intreface", names), "--interface");
  EXPECT_EQ(nearest("--itnervals", names), "--interval") << "two of nine";
  for (const char* word : {"--virdx", "--foo", "--face", "-z", "", "--"}) EXPECT_EQ(nearest(word, names), "");
}

TEST(Names, TheNearestIsTaken) {
  EXPECT_EQ(nearest("following", {"follow", "followings", "flowing"}), "followings");
}

TEST(Names, AWordOfMegabytesIsNearNone) {
  EXPECT_EQ(nearest(std::string(50'000'000, 'a'), {"aaa", "--vrid"}), "");
}

TEST(Names, WithoutANearOneTheMessageSaysSomethingElse) {
  EXPECT_EQ(did_you_mean("ad", {"add"}, ": one of add"), ": one of add") << "too short to know";
  EXPECT_EQ(did_you_mean("addd", {"add"}, ": one of add"), ", did you mean add?");
}

}  // namespace
}  // namespace vrrp::cli
