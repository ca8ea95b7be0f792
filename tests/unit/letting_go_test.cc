// The steps of a master that lets go: lib/stage/elect/letting_go.h.
#include "stage/elect/letting_go.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

using Due = LettingGo::Due;
using record::Reason;

constexpr LettingGo::Goal fault{.to = record::State::fault, .reason = Reason::link_down};

TEST(LettingGo, NothingIsDueAtFirst) {
  const LettingGo letting_go;
  EXPECT_TRUE(letting_go.is_nothing());
  EXPECT_EQ(letting_go.due(at(9s), false), Due::nothing);
  EXPECT_FALSE(letting_go.deadline());
}

TEST(LettingGo, AYieldEndsInTime) {
  LettingGo letting_go;
  letting_go.begin_yield(at(15ms), Reason::higher_priority, "");
  EXPECT_TRUE(letting_go.successor_spoke());
  EXPECT_EQ(letting_go.deadline(), at(15ms));
  EXPECT_EQ(letting_go.due(at(14ms), true), Due::nothing);
  EXPECT_EQ(letting_go.due(at(15ms), true), Due::yielded);
}

TEST(LettingGo, AnOfferMustBeReadThenItIsTheElections) {
  LettingGo letting_go;
  letting_go.begin_offer(at(0s), 1s, "nginx");
  letting_go.told(at(0s));
  EXPECT_TRUE(letting_go.is_telling_to_hold_on());
  EXPECT_TRUE(letting_go.is_handing_over());
  EXPECT_EQ(letting_go.deadline(), at(500ms));
  EXPECT_EQ(letting_go.due(at(500ms), true), Due::offer_unread);
  letting_go.look_again(at(1ms));
  EXPECT_EQ(letting_go.deadline(), at(1ms));
  EXPECT_EQ(letting_go.open_offer(at(7ms)), 7ms);
  EXPECT_FALSE(letting_go.telling());
  EXPECT_TRUE(letting_go.is_handing_over());
  EXPECT_FALSE(letting_go.deadline());
  EXPECT_EQ(letting_go.due(at(9s), true), Due::nothing);
}

TEST(LettingGo, ASlowReaderIsToldAnewOnce) {
  LettingGo letting_go;
  letting_go.begin_departure(at(0s), 1s, {}, 600ms);
  EXPECT_TRUE(letting_go.tell_anew(at(300ms), 1s));
  EXPECT_EQ(letting_go.deadline(), at(800ms));
  EXPECT_FALSE(letting_go.tell_anew(at(400ms), 1s));
  EXPECT_EQ(letting_go.deadline(), at(800ms));
}

TEST(LettingGo, TheNextOfferWaitsTenSeconds) {
  LettingGo letting_go;
  EXPECT_TRUE(letting_go.may_offer(at(0s)));
  letting_go.begin_offer(at(0s), 1s, "nginx");
  EXPECT_FALSE(letting_go.may_offer(at(20s))) << "one at a time";
  letting_go.end();
  EXPECT_FALSE(letting_go.may_offer(at(9999ms)));
  EXPECT_TRUE(letting_go.may_offer(at(10s)));
}

TEST(LettingGo, AFaultHoldsNothingAndIsReadInFiftyMilliseconds) {
  LettingGo letting_go;
  letting_go.begin_departure(at(0s), 1s, fault, 0s);
  EXPECT_FALSE(letting_go.is_telling_to_hold_on());
  EXPECT_FALSE(letting_go.is_handing_over());
  EXPECT_EQ(letting_go.deadline(), at(50ms));
  EXPECT_EQ(letting_go.due(at(49ms), true), Due::nothing);
  EXPECT_EQ(letting_go.due(at(50ms), true), Due::stuck);
}

TEST(LettingGo, AHandoverGivesASlowReaderHalfAnInterval) {
  LettingGo letting_go;
  letting_go.begin_departure(at(0s), 400ms, {}, 600ms);
  EXPECT_TRUE(letting_go.is_telling_to_hold_on());
  EXPECT_TRUE(letting_go.is_handing_over());
  EXPECT_EQ(letting_go.deadline(), at(200ms));
  EXPECT_EQ(hold_on_patience(10ms), 50ms);
  EXPECT_EQ(hold_on_patience(10s), 500ms);
}

TEST(LettingGo, AFenceEndsWithTheAddressesOrInTime) {
  LettingGo letting_go;
  letting_go.fence(at(2s), fault);
  EXPECT_TRUE(letting_go.is_fencing());
  EXPECT_FALSE(letting_go.is_handing_over()) << "no priority 0 went out";
  EXPECT_EQ(letting_go.deadline(), at(2s));
  EXPECT_EQ(letting_go.due(at(1s), true), Due::nothing);
  EXPECT_EQ(letting_go.due(at(1s), false), Due::gone);
  EXPECT_EQ(letting_go.due(at(2s), true), Due::gone);
}

TEST(LettingGo, AFenceKeepsTheGoalOfTheDepartureButForItsExit) {
  LettingGo letting_go;
  letting_go.begin_departure(at(0s), 1s, fault, 0s);
  letting_go.fence(at(2s), {.to = record::State::init, .reason = Reason::shutdown, .exit = 3});
  EXPECT_EQ(letting_go.departure()->goal.reason, Reason::link_down);
  EXPECT_EQ(letting_go.departure()->goal.exit, 3);
  letting_go.fence(at(2s), fault);
  EXPECT_EQ(letting_go.departure()->goal.exit, 3) << "an exit stays";
}

TEST(LettingGo, AHandoverHoldsUntilItsSuccessorSpoke) {
  LettingGo letting_go;
  letting_go.begin_departure(at(0s), 1s, {}, 600ms);
  letting_go.hold(at(2s));
  EXPECT_TRUE(letting_go.is_handing_over());
  EXPECT_FALSE(letting_go.successor_spoke());
  EXPECT_EQ(letting_go.due(at(1999ms), false), Due::nothing);
  EXPECT_EQ(letting_go.due(at(2s), false), Due::held);
  letting_go.hold_for_successor(at(1s));
  EXPECT_TRUE(letting_go.successor_spoke());
  EXPECT_EQ(letting_go.departure()->goal.reason, Reason::handover);
  EXPECT_EQ(letting_go.deadline(), at(1s));
}

}  // namespace
}  // namespace vrrp::stage
