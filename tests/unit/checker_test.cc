#include "stage/check/checker.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

// A checker and what it asked for, in words: "start", "kill", or a report.
struct Story {
  Checker checker;

  explicit Story(Checker::Settings settings) : checker(std::move(settings), at(0s)) {}
  Story() : Story(Checker::Settings{.name = "web", .interval = 1s, .timeout = 1s, .weight = -60}) {}

  std::string tick(Duration now) { return words(checker.tick(at(now))); }
  std::string end(Duration now, bool up, std::string detail = "why") {
    return words(checker.step(at(now), {up, std::move(detail)}));
  }
  // A whole run, as short as it can be.
  std::string run(Duration now, bool up) {
    EXPECT_EQ(tick(now), "start");
    return end(now, up);
  }
  std::string words(const std::vector<Checker::Action>& actions) {
    std::string all;
    for (const Checker::Action& action : actions) {
      if (!all.empty()) all += ", ";
      if (std::holds_alternative<Checker::Start>(action)) all += "start";
      if (std::holds_alternative<Checker::Kill>(action)) all += "kill";
      if (const auto* check = std::get_if<record::Check>(&action)) {
        last = *check;
        all += std::string(check->changed ? "now " : "still ") + (check->up ? "up" : "down");
      }
    }
    return all;
  }

  record::Check last{};
};

TEST(Checker, ReportsEveryRun) {
  Story story;
  EXPECT_EQ(story.tick(0s), "start");
  EXPECT_EQ(story.end(20ms, true, "HTTP 200"), "now up");
  EXPECT_EQ(story.last.check, "web");
  EXPECT_EQ(story.last.weight, -60);
  EXPECT_EQ(story.last.streak, 1u);
  EXPECT_EQ(story.last.duration, 20ms);
  EXPECT_EQ(story.last.detail, "HTTP 200");
  EXPECT_EQ(story.last.expires, at(20ms + 1s + 1s + 1s)) << "end + interval + timeout + 1 s";
  EXPECT_EQ(story.run(1s, true), "still up");
  EXPECT_EQ(story.last.streak, 2u);
}

// keepalived's vrrp_script (PEERS 1a): the counter starts where one success is enough, and a first failure
// counts at once.
TEST(Checker, TheFirstResultDecidesAtOnce) {
  Story down({.interval = 1s, .timeout = 1s, .fall = 3, .rise = 3});
  EXPECT_EQ(down.run(0s, false), "now down");
  Story up({.interval = 1s, .timeout = 1s, .fall = 3, .rise = 3});
  EXPECT_EQ(up.run(0s, true), "now up");
}

TEST(Checker, FallCountsFailuresInARow) {
  Story story({.interval = 1s, .timeout = 1s, .fall = 3});
  story.run(0s, true);
  EXPECT_EQ(story.run(1s, false), "still up");
  EXPECT_EQ(story.last.detail, "why, failure 1 of 3");
  EXPECT_EQ(story.run(2s, false), "still up");
  EXPECT_EQ(story.run(3s, true), "still up") << "one success starts the count anew";
  EXPECT_EQ(story.last.detail, "why");
  EXPECT_EQ(story.run(4s, false), "still up");
  EXPECT_EQ(story.run(5s, false), "still up");
  EXPECT_EQ(story.last.streak, 2u);
  EXPECT_EQ(story.run(6s, false), "now down");
  EXPECT_EQ(story.last.streak, 3u);
  EXPECT_EQ(story.last.detail, "why");
  EXPECT_EQ(story.run(7s, false), "still down");
}

TEST(Checker, RiseCountsSuccessesInARow) {
  Story story({.interval = 1s, .timeout = 1s, .rise = 2});
  story.run(0s, false);
  EXPECT_EQ(story.run(1s, true), "still down");
  EXPECT_EQ(story.last.detail, "why, success 1 of 2");
  EXPECT_EQ(story.run(2s, false), "still down");
  EXPECT_EQ(story.run(3s, true), "still down");
  EXPECT_EQ(story.run(4s, true), "now up");
}

TEST(Checker, RunsAreDueAtAFixedSpacingFromTheFirst) {
  Story story;
  story.run(0s, true);
  EXPECT_EQ(story.checker.deadline(), at(1s));
  EXPECT_EQ(story.tick(999ms), "");
  EXPECT_EQ(story.tick(1s + 30ms), "start") << "we woke late";
  story.end(1s + 200ms, true);
  EXPECT_EQ(story.checker.deadline(), at(2s)) << "the lateness does not add up";
}

TEST(Checker, RunsNeverOverlap) {
  Story story({.interval = 1s, .timeout = 10s});
  story.tick(0s);
  EXPECT_EQ(story.tick(1s), "");
  EXPECT_EQ(story.tick(2s), "");
  EXPECT_EQ(story.checker.deadline(), at(10s));
  EXPECT_EQ(story.end(2500ms, true), "now up");
  EXPECT_EQ(story.tick(2500ms), "start") << "long due";
  story.end(2600ms, true);
  EXPECT_EQ(story.checker.deadline(), at(3500ms)) << "the missed runs are not made up for";
}

TEST(Checker, ARunIsKilledAtItsTimeoutAndCountsAsAFailure) {
  Story story({.interval = 1s, .timeout = 300ms});
  story.run(0s, true);
  story.tick(1s);
  EXPECT_EQ(story.checker.deadline(), at(1300ms));
  EXPECT_EQ(story.tick(1299ms), "");
  EXPECT_EQ(story.tick(1300ms), "kill, now down");
  EXPECT_EQ(story.last.detail, "timed out after 300ms");
  EXPECT_EQ(story.last.duration, 300ms);
  EXPECT_EQ(story.last.expires, at(1300ms + 1s + 300ms + 1s));
  EXPECT_EQ(story.end(1301ms, false, "killed by SIGKILL"), "") << "no second result";
  EXPECT_EQ(story.tick(1999ms), "");
  EXPECT_EQ(story.tick(2s), "start");
}

TEST(Checker, ATimeoutAsLongAsTheIntervalCostsNoRun) {
  Story story;
  story.tick(0s);
  EXPECT_EQ(story.tick(1s), "kill, now down");
  EXPECT_EQ(story.tick(1s), "") << "it has not ended yet";
  story.end(1s + 1ms, false);
  EXPECT_EQ(story.tick(1s + 1ms), "start");
}

// An uninterruptible sleep (a dead NFS server) outlasts SIGKILL: no new run beside it, but a reader hears
// that it is down before the last word expires.
TEST(Checker, ARunThatCannotBeKilledIsDownForAsLongAsItLasts) {
  Story story({.interval = 1s, .timeout = 500ms});
  story.tick(0s);
  EXPECT_EQ(story.tick(500ms), "kill, now down");
  EXPECT_EQ(story.checker.deadline(), at(1500ms));
  EXPECT_EQ(story.tick(1s), "") << "a run is due, but none starts beside it";
  EXPECT_EQ(story.tick(1500ms), "still down");
  EXPECT_EQ(story.last.detail, "timed out after 500ms, and cannot be killed");
  EXPECT_EQ(story.last.duration, 1500ms);
  EXPECT_EQ(story.last.expires, at(1500ms + 1s + 500ms + 1s));
  EXPECT_EQ(story.tick(2500ms), "still down");
  EXPECT_EQ(story.end(60s, true), "");
  EXPECT_EQ(story.run(60s, true), "now up");
}

TEST(Checker, AKilledRunHasTimeToDie) {
  Story story({.interval = 10ms, .timeout = 10ms});
  story.tick(0s);
  EXPECT_EQ(story.tick(10ms), "kill, now down");
  EXPECT_EQ(story.tick(500ms), "");
  EXPECT_EQ(story.checker.deadline(), at(1010ms));
  EXPECT_LT(story.checker.deadline(), story.last.expires);
}

TEST(Checker, AfterASleepOfTheMachineOneRunIsDueNotMany) {
  Story story;
  story.run(0s, true);
  EXPECT_EQ(story.run(3600s, true), "still up");
  EXPECT_EQ(story.checker.deadline(), at(3601s));
}

TEST(Checker, WithoutAnIntervalOneRunIsAll) {
  Story story(Checker::Settings{.name = "once"});
  EXPECT_EQ(story.run(0s, false), "now down");
  EXPECT_EQ(story.last.expires, std::nullopt);
  EXPECT_EQ(story.checker.deadline(), std::nullopt);
  EXPECT_EQ(story.tick(3600s), "");
  Story hanging(Checker::Settings{.name = "once"});
  hanging.tick(0s);
  EXPECT_EQ(hanging.tick(5s), "kill, now down") << "5 s without --timeout";
  EXPECT_EQ(hanging.checker.deadline(), std::nullopt);
  EXPECT_EQ(hanging.tick(3600s), "");
}

TEST(Outcome, SaysHowAProgramEnded) {
  EXPECT_EQ(outcome_of({}, false), (Outcome{true, "exit 0"}));
  EXPECT_EQ(outcome_of({0, 0, "warning"}, false), (Outcome{true, "exit 0: warning"}));
  EXPECT_EQ(outcome_of({2, 0, "no such vhost"}, false), (Outcome{false, "exit 2: no such vhost"}));
  EXPECT_EQ(outcome_of({0, 11, ""}, false), (Outcome{false, "killed by SIGSEGV"}));
  EXPECT_EQ(outcome_of({0, 40, ""}, false), (Outcome{false, "killed by signal 40"}));
  EXPECT_EQ(outcome_of({1, 0, "\x1b[31mred"}, false), (Outcome{false, "exit 1: \\x1b[31mred"}));
}

TEST(Outcome, AProbeOfOurOwnSpeaksForItself) {
  EXPECT_EQ(outcome_of({0, 0, "HTTP 200"}, true), (Outcome{true, "HTTP 200"}));
  EXPECT_EQ(outcome_of({1, 0, "HTTP 503"}, true), (Outcome{false, "HTTP 503"}));
  EXPECT_EQ(outcome_of({1, 0, ""}, true), (Outcome{false, "exit 1"}));
  EXPECT_EQ(outcome_of({0, 11, "half a wo"}, true), (Outcome{false, "killed by SIGSEGV: half a wo"}));
}

}  // namespace
}  // namespace vrrp::stage
