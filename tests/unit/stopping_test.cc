// Why the process is to end: lib/stage/elect/stopping.h.
#include "stage/elect/stopping.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

using Signal = Stopping::Signal;

TEST(Stopping, ASecondSignalMeansNowWhenItIsNotTheFirstOnesTwin) {
  Stopping stopping;
  EXPECT_EQ(stopping.signal(at(0s)), Signal::first);
  EXPECT_EQ(stopping.signal(at(499ms)), Signal::ignored);
  EXPECT_EQ(stopping.signal(at(500ms)), Signal::again);
}

TEST(Stopping, AnEndedTrackWaitsForASignalThatExplainsIt) {
  Stopping stopping;
  stopping.track_ended(at(0s));
  EXPECT_EQ(stopping.deadline(), at(50ms));
  EXPECT_FALSE(stopping.give_up_track(at(49ms)));
  EXPECT_EQ(stopping.signal(at(49ms)), Signal::first);
  EXPECT_FALSE(stopping.deadline());
  EXPECT_FALSE(stopping.give_up_track(at(1s)));
  stopping.track_ended(at(1s));  // after the signal it needs no explanation
  EXPECT_FALSE(stopping.deadline());
}

TEST(Stopping, WithoutASignalItIsTheReasonOnce) {
  Stopping stopping;
  stopping.track_ended(at(0s));
  EXPECT_TRUE(stopping.give_up_track(at(50ms)));
  EXPECT_TRUE(stopping.is_without_track());
  EXPECT_FALSE(stopping.give_up_track(at(51ms)));
  stopping.track_ended(at(1s));
  EXPECT_FALSE(stopping.deadline());
  EXPECT_EQ(stopping.signal(at(2s)), Signal::first);
  EXPECT_FALSE(stopping.is_without_track()) << "a signal makes it an orderly end";
}

}  // namespace
}  // namespace vrrp::stage
