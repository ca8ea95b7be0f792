#include "proto/replay.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::proto {
namespace {

constexpr WallTime noon{1'795'345'896s};
constexpr TimeWindow window = 5s;
constexpr TimeWindow no_window = std::nullopt;

const Address peer = ip("10.0.0.2");

TEST(TimeSequence, SecondsFractionCounter) {
  EXPECT_EQ(sequence_at(WallTime(0s)), 0u);
  EXPECT_EQ(sequence_at(WallTime(1s)), 0x1'0000'0000u);
  EXPECT_EQ(sequence_at(WallTime(1s + 500ms)), 0x1'8000'0000u);
  EXPECT_EQ(sequence_at(WallTime(2s - 1us)), 0x1'ffff'0000u);
}

TEST(TimeSequence, OrderGoesAcrossTheWrapOfTheSeconds) {
  const TimeSequence before = sequence_at(WallTime(4'294'967'295s)),
                     after = sequence_at(WallTime(4'294'967'296s));
  EXPECT_EQ(after, 0u);
  EXPECT_TRUE(comes_after(after, before));
  EXPECT_FALSE(comes_after(before, after));
  EXPECT_TRUE(is_within(window, before, WallTime(4'294'967'299s)));
  EXPECT_FALSE(is_within(window, before, WallTime(4'294'967'301s)));
}

TEST(TimeSequence, NothingComesAfterItself) {
  EXPECT_FALSE(comes_after(7, 7));
  EXPECT_TRUE(comes_after(8, 7));
  constexpr TimeSequence half = TimeSequence{1} << 63;
  EXPECT_FALSE(comes_after(half, 0));
  EXPECT_FALSE(comes_after(0, half));
}

TEST(SequenceSource, TheClockAndOneMoreWhereItStandsStill) {
  SequenceSource source;
  EXPECT_EQ(source.next(noon, window), sequence_at(noon));
  EXPECT_EQ(source.next(noon, window), sequence_at(noon) + 1);
  EXPECT_EQ(source.next(noon - 3s, window), sequence_at(noon) + 2);
  EXPECT_EQ(source.next(noon + 1s, window), sequence_at(noon + 1s));
}

TEST(SequenceSource, SetBackByMoreThanTheWindowItBeginsAgain) {
  SequenceSource source;
  source.next(noon + 1h, window);
  EXPECT_EQ(source.next(noon, window), sequence_at(noon));
}

TEST(SequenceSource, WithoutAWindowItNeverGoesBack) {
  SequenceSource source;
  source.next(noon + 1h, no_window);
  EXPECT_EQ(source.next(noon, no_window), sequence_at(noon + 1h) + 1);
}

TEST(ReplayMarks, OnlyWhatGrows) {
  for (const TimeWindow& mode : {window, no_window}) {
    ReplayMarks marks(4);
    EXPECT_TRUE(marks.raise(peer, sequence_at(noon), noon, mode));
    EXPECT_FALSE(marks.raise(peer, sequence_at(noon), noon, mode));
    EXPECT_FALSE(marks.raise(peer, sequence_at(noon) - 1, noon, mode));
    EXPECT_TRUE(marks.raise(peer, sequence_at(noon) + 1, noon, mode));
  }
}

TEST(ReplayMarks, OfEachSender) {
  ReplayMarks marks(4);
  EXPECT_TRUE(marks.raise(peer, sequence_at(noon), noon, window));
  EXPECT_TRUE(marks.raise(ip("10.0.0.3"), sequence_at(noon), noon, window));
  EXPECT_FALSE(marks.raise(peer, sequence_at(noon), noon, window));
}

TEST(ReplayMarks, AMarkOfAWrongClockExpires) {
  ReplayMarks marks(4);
  EXPECT_TRUE(marks.raise(peer, sequence_at(noon + 1h), noon + 1h, window));
  EXPECT_FALSE(marks.raise(peer, sequence_at(noon + 1h - 1s), noon + 1h, window));
  EXPECT_TRUE(marks.raise(peer, sequence_at(noon), noon, window));
  EXPECT_FALSE(marks.raise(peer, sequence_at(noon), noon, window));
}

TEST(ReplayMarks, WithoutAWindowNoMarkExpires) {
  ReplayMarks marks(4);
  EXPECT_TRUE(marks.raise(peer, sequence_at(noon + 1h), noon + 1h, no_window));
  EXPECT_FALSE(marks.raise(peer, sequence_at(noon), noon, no_window));
}

TEST(ReplayMarks, TheSenderHeardLongestAgoMakesRoom) {
  ReplayMarks marks(2);
  const Address first = ip("10.0.0.1"), second = ip("10.0.0.2"), third = ip("10.0.0.3");
  marks.raise(first, 10, noon, no_window);
  marks.raise(second, 10, noon, no_window);
  marks.raise(first, 11, noon, no_window);
  marks.raise(third, 10, noon, no_window);
  EXPECT_FALSE(marks.raise(first, 11, noon, no_window));
  EXPECT_FALSE(marks.raise(third, 10, noon, no_window));
  EXPECT_TRUE(marks.raise(second, 10, noon, no_window));
}

}  // namespace
}  // namespace vrrp::proto
