// When a master says that another router does not hear it.
#include "stage/elect/deaf_rivals.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

proto::Election::Heard advert(Duration interval, std::string_view from = "10.0.0.2") {
  return {100, *proto::Address::parse(from), interval};
}

TEST(DeafRivals, AreThoseThatGoOnForThreeSeconds) {
  DeafRivals rivals;
  for (Duration t{}; t < 3s; t += 100ms) EXPECT_FALSE(rivals.heard(at(t), advert(100ms), 150, 112));
  EXPECT_TRUE(rivals.heard(at(3s), advert(100ms), 150, 112));
  EXPECT_FALSE(rivals.heard(at(10s), advert(100ms), 150, 112));
}

TEST(DeafRivals, GetThreeIntervalsWhereThoseAreLonger) {
  DeafRivals rivals;
  for (Duration t{}; t < 30s; t += 10s) EXPECT_FALSE(rivals.heard(at(t), advert(10s), 150, 112));
  EXPECT_TRUE(rivals.heard(at(30s), advert(10s), 150, 112));
}

TEST(DeafRivals, AreNotThoseThatFellSilentMeanwhile) {
  DeafRivals rivals;
  rivals.heard(at(0s), advert(1s), 150, 112);
  EXPECT_FALSE(rivals.heard(at(4s), advert(1s), 150, 112));
  rivals.forget();
  EXPECT_FALSE(rivals.heard(at(7s), advert(1s), 150, 112));
}

TEST(DeafRivals, AreSaidOnceEachAndNotWithoutEnd) {
  DeafRivals rivals;
  int said = 0;
  for (Duration t{}; t < 10s; t += 1s)
    for (int host = 0; host < 100; ++host)
      if (rivals.heard(at(t), advert(1s, "10.0.1." + std::to_string(host)), 150, 112)) ++said;
  EXPECT_EQ(said, 16);
}

TEST(DeafRivals, BehindAnAuthenticationHeaderAreAskedForItsProtocol) {
  DeafRivals rivals;
  for (Duration t{}; t < 3s; t += 1s) rivals.heard(at(t), advert(1s), 150, 51);
  const auto text = rivals.heard(at(3s), advert(1s), 150, 51);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("IP protocol 51?"), std::string::npos);
}

}  // namespace
}  // namespace vrrp::stage
