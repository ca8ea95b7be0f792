#include "stage/ending.h"

#include <gtest/gtest.h>

#include "stage/reader_watch.h"
#include "values.h"

namespace vrrp::stage {
namespace {

const record::Router r50{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
const record::Router r51{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{51}};
using record::State;

record::StateChange change(const record::Router& router, State state, Duration interval,
                           record::Reason reason = record::Reason::shutdown) {
  record::StateChange change;
  change.router = router;
  change.state = state;
  change.reason = reason;
  change.interval = interval;
  return change;
}

TEST(Ending, EndOfInputAfterInitOfEveryRouterIsOrderly) {
  Ending ending;
  ending.heard(change(r50, State::master, 1s));
  ending.heard(change(r51, State::init, 1s));
  EXPECT_EQ(ending.verdict(at(0s)), std::nullopt);
  ending.heard(change(r50, State::init, 1s));
  ending.end_of_input();
  EXPECT_EQ(ending.verdict(at(1s)), 0);
}

TEST(Ending, EndOfInputBeforeThatIsABrokenPipe) {
  Ending ending;
  ending.heard(change(r50, State::backup, 1s));
  ending.end_of_input();
  EXPECT_EQ(ending.verdict(at(0s)), 3);
}

// A misspelt option, an interface that is not there at boot: the supervisor has to try again.
TEST(Ending, AnInputWithoutALineIsABrokenPipe) {
  Ending ending;
  ending.end_of_input(true);
  EXPECT_EQ(ending.verdict(at(0s)), 3);
  Ending told;
  told.signal(at(0s));
  told.end_of_input(true);
  EXPECT_EQ(told.verdict(at(0s)), 0);
}

// It waited for its checks, and was killed.
TEST(Ending, EndOfInputAfterTheInitThatARouterBeginsWithIsABrokenPipe) {
  Ending ending;
  ending.heard(change(r50, State::init, 1s, record::Reason::startup));
  ending.end_of_input();
  EXPECT_EQ(ending.verdict(at(0s)), 3);
}

// A checker died, and the elector left in order: a supervisor must start all of them again.
TEST(Ending, EndOfInputAfterTheTrackEndedIsABrokenPipe) {
  Ending ending;
  ending.heard(change(r50, State::init, 1s, record::Reason::track_ended));
  ending.heard(change(r51, State::init, 1s));
  ending.end_of_input();
  EXPECT_EQ(ending.verdict(at(0s)), 3);
}

TEST(Ending, UnlessASignalCame) {
  Ending ending;
  ending.heard(change(r50, State::init, 1s, record::Reason::track_ended));
  ending.signal(at(0s));
  ending.end_of_input();
  EXPECT_EQ(ending.verdict(at(0s)), 0);
}

TEST(Ending, ALostReaderIsABrokenPipe) {
  Ending ending;
  ending.reader_lost();
  EXPECT_EQ(ending.verdict(at(0s)), 3);
}

TEST(Ending, ASignalWaitsThreeIntervalsForTheElector) {
  Ending ending;
  ending.heard(change(r50, State::master, 2s));
  ending.signal(at(0s));
  EXPECT_EQ(ending.verdict(at(5999ms)), std::nullopt);
  EXPECT_EQ(ending.deadline(), at(6s));
  EXPECT_EQ(ending.verdict(at(6s)), 0);
}

TEST(Ending, AndAtLeastASecond) {
  Ending ending;
  ending.heard(change(r50, State::master, 10ms));
  ending.signal(at(0s));
  EXPECT_EQ(ending.deadline(), at(1s));
}

TEST(Ending, ASecondSignalMeansNow) {
  Ending ending;
  ending.heard(change(r50, State::master, 1s));
  ending.signal(at(0s));
  ending.signal(at(499ms));
  EXPECT_EQ(ending.verdict(at(499ms)), std::nullopt);
  ending.signal(at(500ms));
  EXPECT_EQ(ending.verdict(at(500ms)), 0);
}

TEST(ReaderWatch, TellsTheAgeOfTheOldestUnreadByte) {
  ReaderWatch watch;
  watch.observe(at(0s), 100, 100);
  watch.observe(at(1s), 250, 250);
  EXPECT_EQ(watch.unread_since(), at(0s));
  watch.observe(at(2s), 250, 200);  // the first write is read half
  EXPECT_EQ(watch.unread_since(), at(0s));
  watch.observe(at(3s), 250, 150);
  EXPECT_EQ(watch.unread_since(), at(1s));
  watch.observe(at(4s), 250, 0);
  EXPECT_EQ(watch.unread_since(), std::nullopt);
}

TEST(ReaderWatch, ALineTakenBackMakesNothingYounger) {
  ReaderWatch watch;
  watch.observe(at(0s), 100, 100);
  watch.observe(at(1s), 150, 150);
  watch.observe(at(2s), 140, 140);  // 50 taken back, 40 put
  EXPECT_EQ(watch.unread_since(), at(0s));
  watch.observe(at(3s), 140, 0);
  EXPECT_EQ(watch.unread_since(), std::nullopt);
}

}  // namespace
}  // namespace vrrp::stage
