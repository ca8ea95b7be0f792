// Each rule of the state machine under its own name: section 6 of lib/proto/README.md (RFC 9568
// section 6.4), and the assertions T1 to T14.
#include "proto/election.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::proto {
namespace {

using State = Election::State;
using Cause = Election::Cause;

// A router at 10.0.0.5 that is told things, and what it did in words: "send 100", "backup startup", "rival
// 90".
struct Router {
  Election election;
  std::string did;

  explicit Router(ElectionConfig config) : election(config) {
    election.step(at(0s), Election::SetPrimary{ip("10.0.0.5")});
  }
  std::string note(const Election::Actions& actions) {
    did.clear();
    for (const auto& action : actions) {
      if (!did.empty()) did += ", ";
      if (const auto* send = std::get_if<Election::Send>(&action))
        did += "send " + std::to_string(send->priority);
      if (const auto* rival = std::get_if<Election::Rival>(&action))
        did += "rival " + std::to_string(rival->heard.priority);
      if (const auto* change = std::get_if<Election::Changed>(&action)) {
        constexpr std::string_view states[] = {"init", "backup", "master"};
        constexpr std::string_view causes[] = {"startup", "shutdown", "master_down",     "priority_zero",
                                               "preempt", "owner",    "higher_priority", "higher_address",
                                               "unheard", "fenced"};
        did += std::string(states[static_cast<std::size_t>(change->state)]) + " " +
               std::string(causes[static_cast<std::size_t>(change->cause)]);
      }
    }
    return did;
  }
  std::string start(Time now = at(0s)) { return note(election.step(now, Election::Startup{})); }
  std::string stop(Time now) { return note(election.step(now, Election::Shutdown{})); }
  std::string hears(Time now, std::uint8_t priority, std::string_view from = "10.0.0.2",
                    Duration interval = 1s) {
    return note(election.step(now, Election::Heard{priority, ip(from), interval}));
  }
  std::string sent(Time now, bool accepted = true) {
    return note(election.step(now, Election::Sent{accepted}));
  }
  std::string tick(Time now) { return note(election.tick(now)); }
  std::string offers(Time now) { return note(election.step(now, Election::Offer{})); }
  std::string weighs(Time now, std::uint8_t priority) {
    return note(election.step(now, Election::SetPriority{priority}));
  }
  // Ticks at the deadline, and says when that was after `from`.
  Duration due(Time from) const { return election.deadline().value() - from; }
};

Router backup(ElectionConfig config = {}) {
  Router router(config);
  router.start();
  return router;
}
// Master since at(0s).
Router master(ElectionConfig config = {}) {
  Router router(config);
  const Time started = at(0s) - down_interval(config.version, config.priority, config.interval);
  router.start(started);
  if (config.priority != 255) router.tick(at(0s));
  router.sent(at(0s));
  return router;
}

// ---- T: assertions of lib/proto/README.md

TEST(Election, NoSkewIsAsLongAsTheLargest) {
  EXPECT_EQ(largest_skew(2, 3s), 1s);
  EXPECT_EQ(largest_skew(3, 3s), 3s);
  EXPECT_LT(skew_time(3, 1, 3s), largest_skew(3, 3s));
}

TEST(Election, T1_Version2SkewAndDownInterval) {
  EXPECT_EQ(skew_time(2, 100, 1s), 609375us);
  EXPECT_EQ(down_interval(2, 100, 1s), 3609375us);
  EXPECT_EQ(skew_time(2, 150, 1s), 414062us);
  EXPECT_EQ(down_interval(2, 150, 1s), 3414062us);
  EXPECT_EQ(skew_time(2, 255, 1s), 3906us);
  EXPECT_EQ(down_interval(2, 255, 1s), 3003906us);
  EXPECT_EQ(skew_time(2, 1, 1s), 996093us);
  EXPECT_EQ(down_interval(2, 1, 1s), 3996093us);
  EXPECT_EQ(skew_time(2, 100, 2s), 609375us);  // version 2: whatever the interval
}

TEST(Election, T2_Version3SkewKeepsMicroseconds) {
  EXPECT_EQ(skew_time(3, 100, 10ms), 6093us);
}

TEST(Election, T3_ABackupCountsWithTheIntervalItHeard) {
  Router router = backup({.version = 3, .priority = 100, .interval = 3s});
  router.hears(at(1s), 150, "10.0.0.2", 1s);
  EXPECT_EQ(router.due(at(1s)), 3609375us);
  router.hears(at(2s), 0);
  EXPECT_EQ(router.due(at(2s)), 609375us);
}

TEST(Election, T4_TheIntervalOfADiscardedAdvertIsNotAdopted) {
  Router router = backup({.version = 3, .priority = 150, .interval = 3s});
  const Time deadline = *router.election.deadline();
  router.hears(at(1s), 100, "10.0.0.2", 1s);
  EXPECT_EQ(router.election.master_interval(), 3s);
  EXPECT_EQ(router.election.deadline(), deadline);
}

TEST(Election, T5_AMasterAnswersPriorityZeroOnceAndStays) {
  Router router = master({.priority = 150});
  EXPECT_EQ(router.hears(at(500ms), 0), "send 150");
  EXPECT_EQ(router.election.state(), State::master);
  EXPECT_EQ(router.due(at(500ms)), 1s);
}

TEST(Election, T6_EqualPriorityIsDecidedByTheGreaterAddress) {
  Router loser = master({.step_down_advert = false});
  EXPECT_EQ(loser.hears(at(500ms), 100, "10.0.0.6"), "backup higher_address");
  Router winner = master();
  EXPECT_EQ(winner.hears(at(500ms), 100, "10.0.0.4"), "rival 100, send 100");
  EXPECT_EQ(winner.election.state(), State::master);
}

TEST(Election, T8_WithoutPreemptionAnyAdvertRestartsTheTimer) {
  Router router = backup({.priority = 150, .preempt = false});
  router.hears(at(2s), 1);
  EXPECT_EQ(router.due(at(2s)), 3414062us);
}

TEST(Election, T9_AnOwnerNeverWaits) {
  Router router(ElectionConfig{.priority = 255});
  EXPECT_EQ(router.start(), "send 255");
  EXPECT_EQ(router.sent(at(0s)), "master owner");
}

TEST(Election, T13_TheAdvertComesBeforeTheMastership) {
  Router router = backup();
  EXPECT_EQ(router.tick(at(3609375us)), "send 100");
  EXPECT_EQ(router.election.state(), State::backup);
  EXPECT_EQ(router.sent(at(3609375us)), "master master_down");
}

TEST(Election, T14_PriorityZeroIsNoRival) {
  Router router = master();
  EXPECT_EQ(router.hears(at(300ms), 0), "send 100");
}

TEST(Election, AnAdvertThatWasDueAnywayDelaysNoAnswer) {
  Router router = master({.priority = 150});
  router.tick(at(1s));
  EXPECT_EQ(router.hears(at(1001ms), 0), "send 150");
  EXPECT_EQ(router.due(at(1001ms)), 1s);
}

TEST(Election, AFloodOfPriorityZeroIsAnsweredTenTimesAnInterval) {
  Router router = master();
  EXPECT_EQ(router.hears(at(300ms), 0), "send 100");
  EXPECT_EQ(router.hears(at(301ms), 0), "");
  EXPECT_EQ(router.hears(at(302ms), 0), "");
  EXPECT_EQ(router.due(at(300ms)), 100ms);
  EXPECT_EQ(router.tick(at(400ms)), "send 100");
  EXPECT_EQ(router.due(at(400ms)), 1s);
}

// ---- 6: every transition

TEST(Election, R6_1_AnOwnerIsMasterAtOnceWithItsOwnTimer) {
  Router router(ElectionConfig{.priority = 255, .interval = 2s});
  router.start();
  router.sent(at(0s));
  EXPECT_EQ(router.due(at(0s)), 2s);
}

TEST(Election, R6_2_StartupIsBackupAndSilent) {
  Router router(ElectionConfig{});
  EXPECT_EQ(router.start(), "backup startup");
  EXPECT_EQ(router.due(at(0s)), 3609375us);
}

TEST(Election, R6_3_InInitializeNothingHappens) {
  Router router(ElectionConfig{});
  EXPECT_EQ(router.hears(at(0s), 50), "");
  EXPECT_EQ(router.hears(at(0s), 0), "");
  EXPECT_EQ(router.tick(at(100s)), "");
  EXPECT_EQ(router.election.deadline(), std::nullopt);
}

TEST(Election, R6_4_ABackupLeavesInSilence) {
  Router router = backup();
  EXPECT_EQ(router.stop(at(1s)), "init shutdown");
  EXPECT_EQ(router.election.deadline(), std::nullopt);
}

TEST(Election, R6_5_TheDownTimerMakesAMasterWithItsOwnInterval) {
  Router router = backup({.interval = 3s});
  router.hears(at(0s), 150, "10.0.0.2", 1s);
  EXPECT_EQ(router.tick(at(3609374us)), "");
  EXPECT_EQ(router.tick(at(3609375us)), "send 100");
  EXPECT_EQ(router.sent(at(3609375us)), "master master_down");
  EXPECT_EQ(router.due(at(3609375us)), 3s);
}

TEST(Election, R6_6_PriorityZeroLeavesTheSkew) {
  Router router = backup();
  router.hears(at(1s), 0);
  EXPECT_EQ(router.due(at(1s)), 609375us);
  router.tick(at(1609375us));
  EXPECT_EQ(router.sent(at(1609375us)), "master priority_zero");
}

TEST(Election, R6_7_AnEqualOrBetterAdvertRestartsTheDownTimer) {
  Router router = backup();
  router.hears(at(2s), 100);
  EXPECT_EQ(router.due(at(2s)), 3609375us);
  router.hears(at(3s), 200);
  EXPECT_EQ(router.due(at(3s)), 3609375us);
}

TEST(Election, R6_8_AWorseAdvertLetsTheTimerRun) {
  Router router = backup({.priority = 150});
  for (Duration t = 500ms; t < 3s; t += 1s) router.hears(at(t), 100);
  EXPECT_EQ(router.due(at(0s)), 3414062us);
  router.tick(at(3414062us));
  EXPECT_EQ(router.sent(at(3414062us)), "master preempt");
}

TEST(Election, R6_9_AMasterLeavesWithPriorityZero) {
  Router router = master();
  EXPECT_EQ(router.stop(at(300ms)), "send 0, init shutdown");
}

TEST(Election, R6_10_AMasterAdvertisesEveryInterval) {
  Router router = master();
  EXPECT_EQ(router.due(at(0s)), 1s);
  EXPECT_EQ(router.tick(at(1s)), "send 100");
  EXPECT_EQ(router.tick(at(1s)), "");
  EXPECT_EQ(router.due(at(1s)), 1s);
}

TEST(Election, R6_10_BeingLateDoesNotAddUp) {
  Router router = master();
  router.tick(at(1020ms));
  EXPECT_EQ(router.election.deadline(), at(2s));
  EXPECT_EQ(router.tick(at(7s)), "send 100");  // and after a long sleep one advert, not five
  EXPECT_EQ(router.election.deadline(), at(8s));
}

TEST(Election, R6_12_AMasterYieldsToAHigherPriority) {
  Router router = master({.step_down_advert = false});
  EXPECT_EQ(router.hears(at(500ms), 101, "10.0.0.1", 2s), "backup higher_priority");
  EXPECT_EQ(router.election.master_interval(), 2s);
  EXPECT_EQ(router.due(at(500ms)), 6s + 1218750us);
}

TEST(Election, R6_13_AMasterAnswersAWorseOneAtOnce) {
  Router router = master();
  EXPECT_EQ(router.hears(at(500ms), 99), "rival 99, send 100");
  EXPECT_EQ(router.due(at(500ms)), 1s);
  EXPECT_EQ(router.hears(at(510ms), 99), "rival 99");  // but not faster than ten times an interval
}

TEST(Election, R6_14_TheStepDownAdvertLetsTheWinnerSeeItsRival) {
  Router router = master();
  EXPECT_EQ(router.hears(at(500ms), 150), "send 100, backup higher_priority");
  EXPECT_EQ(router.sent(at(500ms)), "");  // and makes nobody master again
  EXPECT_EQ(router.election.state(), State::backup);
}

TEST(Election, R6_15_AMasterThatDoesNotPreemptYieldsAllTheSame) {
  Router router = master({.preempt = false, .step_down_advert = false});
  EXPECT_EQ(router.hears(at(500ms), 101), "backup higher_priority");
}

TEST(Election, R6_15_WithoutPreemptionSilenceStillMakesAMaster) {
  Router router = backup({.preempt = false});
  router.hears(at(1s), 50);
  router.tick(at(1s + 3609375us));
  EXPECT_EQ(router.sent(at(5s)), "master master_down");
}

TEST(Election, R5_2_ABackupTakesAnEqualAdvertWhateverItsAddress) {
  Router router = backup();
  router.hears(at(1s), 100, "10.0.0.4");
  EXPECT_EQ(router.due(at(1s)), 3609375us);
}

TEST(Election, R5_5_AnOwnerThatYieldedToAnotherOwnerPreemptsAllElse) {
  Router router = master({.priority = 255, .preempt = false, .step_down_advert = false});
  EXPECT_EQ(router.hears(at(0s), 255, "10.0.0.6"), "backup higher_address");
  const Time deadline = *router.election.deadline();
  router.hears(at(1s), 200);
  EXPECT_EQ(router.election.deadline(), deadline);
}

// ---- beyond the RFC

TEST(Election, PriorityZeroOfAnotherThanTheMasterThatSpeaksChangesNothing) {
  Router router = backup();
  router.hears(at(1s), 150, "10.0.0.2");
  router.hears(at(1001ms), 0, "10.0.0.3");
  EXPECT_EQ(router.due(at(1s)), 3609375us);
  Router yielded = master();
  yielded.hears(at(1s), 150, "10.0.0.2");
  yielded.hears(at(1001ms), 0, "10.0.0.3");
  EXPECT_EQ(yielded.due(at(1s)), 3609375us);
}

TEST(Election, PriorityZeroOfAnotherCountsWhenTheMasterHasFallenSilent) {
  Router router = backup();
  router.hears(at(1s), 150, "10.0.0.2");
  router.hears(at(2251ms), 0, "10.0.0.3");
  EXPECT_EQ(router.due(at(2251ms)), 609375us);
}

TEST(Election, PriorityZeroOfAnotherCountsWhenTheMasterHasLeft) {
  Router router = backup();
  router.hears(at(1s), 150, "10.0.0.2");
  router.hears(at(1100ms), 0, "10.0.0.2");
  router.hears(at(1200ms), 0, "10.0.0.3");
  EXPECT_EQ(router.due(at(1200ms)), 609375us);
}

TEST(Election, APriorityThatChangesMovesTheRunningDownTimerByTheSkew) {
  Router router = backup({.priority = 150});
  EXPECT_EQ(router.due(at(0s)), 3414062us);
  router.election.step(at(1s), Election::SetPriority{90});
  EXPECT_EQ(router.due(at(0s)), 3648437us);
}

TEST(Election, ABackupWhosePriorityFallsToThatOfTheMasterDoesNotPreemptIt) {
  for (const std::uint8_t fallen : {std::uint8_t{100}, std::uint8_t{90}}) {
    Router router = backup({.priority = 150});
    router.hears(at(3s), 100, "10.0.0.2", 2s);
    EXPECT_EQ(router.weighs(at(3200ms), fallen), "");
    EXPECT_EQ(router.tick(at(3700ms)), "");
    EXPECT_EQ(router.due(at(3s)), down_interval(3, fallen, 2s));
    router.tick(at(3s) + down_interval(3, fallen, 2s));
    EXPECT_EQ(router.sent(at(3s) + down_interval(3, fallen, 2s)), "master master_down");
  }
}

TEST(Election, ButItPreemptsAMasterThatIsWorseStill) {
  Router router = backup({.priority = 150});
  router.hears(at(3s), 80);
  router.weighs(at(3200ms), 90);
  EXPECT_EQ(router.tick(at(3648437us)), "send 90");
  EXPECT_EQ(router.sent(at(3648437us)), "master preempt");
}

TEST(Election, APriorityThatFallsEndsAClaimThatTheSystemRefused) {
  Router router = backup({.priority = 150});
  router.hears(at(3s), 100);
  EXPECT_EQ(router.tick(at(3414062us)), "send 150");
  router.sent(at(3414062us), false);
  router.weighs(at(3500ms), 90);
  EXPECT_FALSE(router.election.claims_mastership());
  EXPECT_EQ(router.due(at(3s)), down_interval(3, 90, 1s));
}

// Its down interval from the last advert is over before the priority falls: whoever fell silent is followed
// now.
TEST(Election, AMasterThatIsSilentForLongIsFollowedAtOnceWhenThePriorityFalls) {
  Router router({.priority = 150, .waits_for_permit = true});
  router.start();
  router.hears(at(2s), 100);
  router.weighs(at(60s), 90);
  EXPECT_EQ(router.due(at(60s)), 0s);
}

// Our adverts were refused, so that a worse router followed the one that left; it froze before ours left.
TEST(Election, AMasterThatFellSilentSinceAPriorityZeroIsNotPreemptedEither) {
  Router router = backup();
  router.hears(at(1s), 0);
  EXPECT_EQ(router.tick(at(1610ms)), "send 100");
  router.sent(at(1610ms), false);
  router.hears(at(1800ms), 90, "10.0.0.3");
  EXPECT_EQ(router.tick(at(2610ms)), "send 100");  // it speaks still
  router.sent(at(2610ms), false);
  EXPECT_EQ(router.tick(at(3610ms)), "");
  EXPECT_EQ(router.due(at(1800ms)), down_interval(3, 100, 1s));
}

TEST(Election, AMasterThatFellSilentIsNotPreemptedBeforeItsLeaseIsOver) {
  Router router = backup({.priority = 150});
  router.hears(at(2s), 100);  // and then it freezes
  EXPECT_EQ(router.tick(at(3414062us)), "");
  EXPECT_EQ(router.due(at(2s)), 3414062us);
  router.tick(at(5414062us));
  EXPECT_EQ(router.sent(at(5414062us)), "master master_down");
}

TEST(Election, NeitherByAClaimThatTheSystemRefusedAtFirst) {
  Router router = backup({.priority = 150});
  router.hears(at(3s), 100);
  EXPECT_EQ(router.tick(at(3414062us)), "send 150");
  router.sent(at(3414062us), false);
  EXPECT_EQ(router.tick(at(4414062us)), "");
  EXPECT_EQ(router.due(at(3s)), 3414062us);
  EXPECT_EQ(router.tick(at(6414062us)), "send 150");
  EXPECT_EQ(router.sent(at(6414062us)), "master master_down");
}

TEST(Election, ABackupThatOversleptListensAgainFirst) {
  Router router = backup();
  EXPECT_EQ(router.tick(at(3609375us + 1001ms)), "");
  EXPECT_EQ(router.due(at(3609375us + 1001ms)), 3609375us);
  Router fast = backup({.interval = 10ms});
  EXPECT_EQ(fast.tick(at(36093us + 99ms)), "send 100");  // 100 ms is a busy machine, not a sleep
}

TEST(Election, AlsoOneWhoseClaimWasRefused) {
  Router router = backup();
  EXPECT_EQ(router.tick(at(3609375us)), "send 100");
  router.sent(at(3609375us), false);
  EXPECT_EQ(router.tick(at(60s)), "");
  EXPECT_EQ(router.due(at(60s)), 3609375us);
}

TEST(Election, AnAdvertThatTheSystemRefusesMakesNoMasterAndIsTriedAgain) {
  Router router = backup();
  router.tick(at(3609375us));
  EXPECT_EQ(router.sent(at(3609375us), false), "");
  EXPECT_EQ(router.due(at(3609375us)), 1s);
  EXPECT_EQ(router.tick(at(4609375us)), "send 100");
  EXPECT_EQ(router.sent(at(4609375us)), "master master_down");
}

TEST(Election, ABetterAdvertEndsAClaimThatHasNotLeft) {
  Router router = backup();
  router.tick(at(3609375us));
  router.sent(at(3609375us), false);
  router.hears(at(4s), 150);
  EXPECT_FALSE(router.election.claims_mastership());
  EXPECT_EQ(router.sent(at(4100ms)), "");  // one that waited in the queue leaves after all
  EXPECT_EQ(router.tick(at(4609375us)), "");
  EXPECT_EQ(router.due(at(4s)), 3609375us);
}

TEST(Election, AFencedMasterIsBackupAndSaysNothing) {
  Router router = master();
  EXPECT_EQ(router.note(router.election.step(at(3s), Election::Fence{})), "backup fenced");
  EXPECT_EQ(router.due(at(3s)), 3609375us);
}

// ---- two owners (5.7)

TEST(Election, R5_7_OfTwoOwnersTheLowerAddressStepsDownAndStaysBackup) {
  Router loser = master({.priority = 255, .preempt = false, .step_down_advert = false});
  EXPECT_EQ(loser.hears(at(0s), 255, "10.0.0.6"), "backup higher_address");
  for (Duration t = 1s; t < 20s; t += 1s) {
    EXPECT_EQ(loser.tick(at(t)), "");
    loser.hears(at(t), 255, "10.0.0.6");
  }
  EXPECT_EQ(loser.election.state(), State::backup);
}

TEST(Election, R5_7_TheHigherAddressStaysAndIsContested) {
  Router winner = master({.priority = 255});
  EXPECT_EQ(winner.hears(at(500ms), 255, "10.0.0.4"), "rival 255, send 255");
  EXPECT_EQ(winner.election.state(), State::master);
}

TEST(Election, R5_7_TheOneThatSteppedDownComesBackAfterSilence) {
  Router loser = master({.priority = 255, .step_down_advert = false});
  loser.hears(at(0s), 255, "10.0.0.6");
  EXPECT_EQ(loser.due(at(0s)), 3003906us);
  EXPECT_EQ(loser.tick(at(3003906us)), "send 255");
  EXPECT_EQ(loser.sent(at(3003906us)), "master master_down");
}

// ---- preempt_delay (6.16)

TEST(Election, R6_16_AWorseMasterIsObeyedUntilTheDelayHasPassed) {
  Router router = backup({.priority = 150, .preempt_delay = 3s});
  for (Duration t = 0s; t <= 5s; t += 1s) {
    EXPECT_EQ(router.tick(at(t)), "");
    router.hears(at(t), 100);
  }
  EXPECT_EQ(router.due(at(2s)), 3414062us);  // the last advert that was accepted came after 2 s
  EXPECT_EQ(router.tick(at(5414062us)), "send 150");
  EXPECT_EQ(router.sent(at(5414062us)), "master preempt");
}

TEST(Election, R6_16_TheDelayHoldsBackNoTakeoverAfterSilence) {
  Router router = backup({.priority = 150, .preempt_delay = 60s});
  router.hears(at(1s), 100);
  router.tick(at(1s + 3414062us));
  EXPECT_EQ(router.sent(at(5s)), "master master_down");
}

TEST(Election, R6_16_NorAfterPriorityZero) {
  Router router = backup({.priority = 150, .preempt_delay = 60s});
  router.hears(at(1s), 100);
  router.hears(at(1500ms), 0);
  router.tick(at(1500ms + 414062us));
  EXPECT_EQ(router.sent(at(2s)), "master priority_zero");
}

TEST(Election, R6_16_ABetterAdvertEndsItAndTheNextWorseOneBeginsItAnew) {
  Router router = backup({.priority = 150, .preempt_delay = 3s});
  router.hears(at(0s), 100);
  router.hears(at(1s), 200);
  router.hears(at(4s), 100);
  EXPECT_EQ(router.due(at(4s)), 3414062us);
  router.hears(at(6900ms), 100);
  EXPECT_EQ(router.due(at(6900ms)), 3414062us);
  router.hears(at(7s), 100);
  EXPECT_EQ(router.due(at(6900ms)), 3414062us);
}

TEST(Election, R6_16_AMasterThatFellSilentAfterTheDelayGetsItsWholeDownInterval) {
  Router router = backup({.priority = 150, .preempt_delay = 1s});
  router.hears(at(0s), 100);
  router.hears(at(1s), 100);  // discarded, and then it freezes
  EXPECT_EQ(router.tick(at(3414062us)), "");
  EXPECT_EQ(router.due(at(1s)), 3414062us);
}

TEST(Election, R6_16_AnOwnerIsNotHeldBack) {
  Router owner = master({.priority = 255, .preempt_delay = 60s, .step_down_advert = false});
  owner.hears(at(0s), 255, "10.0.0.6");
  const Time deadline = *owner.election.deadline();
  owner.hears(at(1s), 254, "10.0.0.6");
  EXPECT_EQ(owner.election.deadline(), deadline);
}

// ---- the offer: beyond the RFC

// Master since at(0s), of priority 90 now, and offering since at(100ms).
Router offering() {
  Router router = master({.priority = 150});
  router.weighs(at(100ms), 90);
  router.offers(at(100ms));
  return router;
}
constexpr Duration window = 648437us + 1953us;  // the skew of 90, and half a step of priority

TEST(Election, AMasterWhoseAnswerIsRefusedYieldsToTheLowerOne) {
  Router router = master({.priority = 150});
  EXPECT_EQ(router.hears(at(100ms), 80), "rival 80, send 150");
  EXPECT_EQ(router.sent(at(100ms), false), "backup unheard");
  EXPECT_EQ(router.due(at(100ms)), down_interval(3, 150, 1s));
}

TEST(Election, AMasterThatHasAnsweredTheLowerOneYieldsNoMore) {
  Router router = master({.priority = 150});
  router.hears(at(100ms), 80);
  EXPECT_EQ(router.sent(at(100ms)), "");
  EXPECT_EQ(router.sent(at(1s), false), "");
}

TEST(Election, ALowerOneThatLeavesIsYieldedToNoMore) {
  Router router = master({.priority = 150});
  router.hears(at(100ms), 80);
  router.hears(at(100ms), 0);
  EXPECT_EQ(router.sent(at(100ms), false), "");
}

TEST(ElectionOffer, SaysPriorityZeroAndIsSilentForItsOwnSkew) {
  Router router = master({.priority = 150});
  EXPECT_EQ(router.weighs(at(100ms), 90), "");
  EXPECT_EQ(router.offers(at(100ms)), "send 0");
  EXPECT_EQ(router.election.state(), State::master);
  EXPECT_EQ(router.due(at(100ms)), window);
  EXPECT_EQ(offer_time(3, 90, 1s), window);
  EXPECT_EQ(offer_time(2, 90, 5s), window);
}

TEST(ElectionOffer, EndsWithAnAdvertWhenNobodyCame) {
  Router router = offering();
  EXPECT_EQ(router.tick(at(100ms + window)), "send 90");
  router.sent(at(100ms + window));
  EXPECT_FALSE(router.election.offering());
  EXPECT_EQ(router.due(at(100ms + window)), 1s);
}

// Until then the others know of our priority 0 only.
TEST(ElectionOffer, EndsWhenItsAdvertHasLeftAndThatIsTriedAgainSoon) {
  Router router = offering();
  router.tick(at(1s));
  EXPECT_EQ(router.sent(at(1s), false), "");
  EXPECT_TRUE(router.election.offering());
  EXPECT_EQ(router.due(at(1s)), 20ms);
  EXPECT_EQ(router.tick(at(1020ms)), "send 90");
  router.sent(at(1020ms));
  EXPECT_FALSE(router.election.offering());
  EXPECT_EQ(router.due(at(1020ms)), 1s);
}

TEST(ElectionOffer, IsTakenByAWorseRouterThatCannotBeContradicted) {
  Router router = offering();
  EXPECT_EQ(router.hears(at(500ms), 80), "rival 80, send 90");
  EXPECT_EQ(router.sent(at(500ms), false), "backup unheard");
  EXPECT_EQ(router.due(at(500ms)), down_interval(3, 90, 1s));
}

TEST(ElectionOffer, IsTakenByAWorseRouterAlsoAfterItsEndWasRefused) {
  Router router = offering();
  router.tick(at(1s));
  router.sent(at(1s), false);
  EXPECT_EQ(router.hears(at(1001ms), 80), "rival 80, send 90");
  EXPECT_EQ(router.sent(at(1001ms), false), "backup unheard");
}

TEST(ElectionOffer, OnceContradictedAWorseRouterTakesNothing) {
  Router router = offering();
  router.hears(at(500ms), 80);
  EXPECT_EQ(router.sent(at(500ms)), "");
  EXPECT_EQ(router.sent(at(1500ms), false), "");
  EXPECT_EQ(router.election.state(), State::master);
}

TEST(ElectionOffer, IsTakenByABetterRouterWithoutAStepDownAdvert) {
  Router router = offering();
  EXPECT_EQ(router.hears(at(500ms), 100), "backup higher_priority");
  EXPECT_FALSE(router.election.offering());
}

TEST(ElectionOffer, OfAnEqualOneTheAddressDecides) {
  EXPECT_EQ(offering().hears(at(500ms), 90, "10.0.0.6"), "backup higher_address");
  EXPECT_EQ(offering().hears(at(500ms), 90, "10.0.0.4"), "rival 90, send 90");
}

TEST(ElectionOffer, EndsAtOnceWithAWorseRoutersAdvert) {
  Router router = offering();
  EXPECT_EQ(router.hears(at(500ms), 80), "rival 80, send 90");
  EXPECT_EQ(router.due(at(500ms)), 1s);
}

TEST(ElectionOffer, EndsAtOnceWithARivalsPriorityZero) {
  EXPECT_EQ(offering().hears(at(500ms), 0), "send 90");
}

TEST(ElectionOffer, IsWithdrawnByAPriorityThatRises) {
  Router router = offering();
  EXPECT_EQ(router.weighs(at(200ms), 150), "send 150");
  router.sent(at(200ms));
  EXPECT_FALSE(router.election.offering());
}

TEST(ElectionOffer, GoesOnWhenThePriorityFallsAgain) {
  Router router = offering();
  EXPECT_EQ(router.weighs(at(200ms), 70), "");
  EXPECT_EQ(router.due(at(100ms)), window);
  EXPECT_EQ(router.hears(at(300ms), 80), "backup higher_priority");
}

TEST(ElectionOffer, PriorityZeroIsNotSaidTwice) {
  EXPECT_EQ(offering().stop(at(200ms)), "init shutdown");
  Router refused = offering();
  refused.tick(at(1s));
  refused.sent(at(1s), false);
  EXPECT_EQ(refused.stop(at(1010ms)), "init shutdown");
}

TEST(ElectionOffer, IsWithdrawnWithAnAdvert) {
  Router router = offering();
  EXPECT_EQ(router.note(router.election.step(at(200ms), Election::Withdraw{})), "send 90");
  router.sent(at(200ms));
  EXPECT_EQ(router.note(router.election.step(at(201ms), Election::Withdraw{})), "");
}

TEST(ElectionOffer, EndsWithAFence) {
  Router router = offering();
  EXPECT_EQ(router.note(router.election.step(at(200ms), Election::Fence{})), "backup fenced");
  EXPECT_FALSE(router.election.offering());
}

TEST(ElectionOffer, IsAMastersAlone) {
  Router router = backup();
  EXPECT_EQ(router.offers(at(1s)), "");
}

TEST(Offer, ABetterRouterSpeaksBeforeItsEndAndAWorseOneAfter) {
  for (const std::uint8_t version : {std::uint8_t{2}, std::uint8_t{3}})
    for (const Duration interval : {10ms, 100ms, 1000ms})
      for (std::uint8_t better = 3; better < 254; ++better) {
        const auto ours = static_cast<std::uint8_t>(better - 1),
                   worse = static_cast<std::uint8_t>(better - 2);
        EXPECT_LT(skew_time(version, better, interval), offer_time(version, ours, interval));
        EXPECT_GT(skew_time(version, worse, interval), offer_time(version, ours, interval));
      }
}

// ---- the permit of a group

TEST(Permit, IsNotWantedAnyMoreWhenThePriorityFallsBelowTheMasters) {
  Router router({.priority = 150, .interval = 1s, .waits_for_permit = true});
  router.start();
  router.hears(at(3s), 100);
  router.tick(*router.election.deadline());
  EXPECT_EQ(router.election.wants_mastership(), Cause::preempt);
  router.weighs(at(3500ms), 90);
  EXPECT_EQ(router.election.wants_mastership(), std::nullopt);
  EXPECT_EQ(router.due(at(3s)), down_interval(3, 90, 1s));
}

TEST(Permit, IsNotAskedForByAPriorityZeroOfLongAgo) {
  Router router({.priority = 100, .interval = 1s, .waits_for_permit = true});
  Election& election = router.election;
  election.step(at(0s), Election::Startup{});
  election.step(at(1s), Election::Heard{200, ip("10.0.0.2"), 1s});
  election.step(at(2s), Election::Heard{0, ip("10.0.0.2"), 1s});
  const Time asked = election.deadline().value();
  election.tick(asked);
  EXPECT_EQ(election.wants_mastership(), Cause::priority_zero);
  const Time stale = election.deadline().value();
  EXPECT_EQ(stale, asked + down_interval(3, 100, 1s));
  EXPECT_EQ(router.note(election.tick(stale)), "");
  EXPECT_EQ(election.wants_mastership(), Cause::master_down);
  EXPECT_EQ(election.deadline(), std::nullopt);
}

TEST(Permit, ARefusedClaimThatIsDeferredWaitsForAWorseMasterThatFellSilent) {
  Router router({.priority = 150, .interval = 1s, .waits_for_permit = true});
  Election& election = router.election;
  router.start();
  router.hears(at(3s), 100);
  EXPECT_EQ(router.note(election.step(at(3500ms), Election::Permit{})), "send 150");
  router.sent(at(3500ms), false);
  // It may hold its addresses until its own lease is over.
  EXPECT_EQ(router.note(election.step(at(5s), Election::Defer{})), "");
  EXPECT_FALSE(election.claims_mastership());
  EXPECT_EQ(election.wants_mastership(), std::nullopt);
  EXPECT_EQ(router.due(at(3s)), down_interval(3, 150, 1s));
  // One that speaks still is only waited for.
  router.hears(at(5500ms), 100);
  election.step(at(5600ms), Election::Permit{});
  router.sent(at(5600ms), false);
  election.step(at(5700ms), Election::Defer{});
  EXPECT_TRUE(election.wants_mastership().has_value());
}

}  // namespace
}  // namespace vrrp::proto
