// The steps of a master that lets go: lib/stage/elect/letting_go.h.
#include "stage/elect/letting_go.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

using Due = LettingGo::Due;
using Step = LettingGo::Departure::Step;
using record::Reason;

LettingGo::Departure departure(Step step, Duration hold = 0s) {
  return {.step = step, .telling = {.until = at(1s)}, .until = at(2s), .hold = hold};
}

TEST(LettingGo, NothingIsDueAtFirst) {
  const LettingGo letting_go;
  EXPECT_TRUE(letting_go.is_nothing());
  EXPECT_EQ(letting_go.due(at(9s), false), Due::nothing);
  EXPECT_FALSE(letting_go.deadline());
}

TEST(LettingGo, TheWaysExcludeEachOther) {
  LettingGo letting_go;
  letting_go.begin(at(0s), LettingGo::Offer{});
  ASSERT_TRUE(letting_go.offer());
  letting_go.begin(departure(Step::telling));
  EXPECT_FALSE(letting_go.offer());
  ASSERT_TRUE(letting_go.departure());
  letting_go.begin(LettingGo::Yield{});
  EXPECT_FALSE(letting_go.departure());
  letting_go.end();
  EXPECT_TRUE(letting_go.is_nothing());
}

TEST(LettingGo, AYieldEndsInTime) {
  LettingGo letting_go;
  letting_go.begin(LettingGo::Yield{.until = at(15ms)});
  EXPECT_TRUE(letting_go.successor_spoke());
  EXPECT_EQ(letting_go.deadline(), at(15ms));
  EXPECT_EQ(letting_go.due(at(14ms), true), Due::nothing);
  EXPECT_EQ(letting_go.due(at(15ms), true), Due::yielded);
}

TEST(LettingGo, AnOfferIsTheElectionsWhenItIsOpen) {
  LettingGo letting_go;
  letting_go.begin(at(0s), LettingGo::Offer{.telling = {.until = at(1s)}});
  EXPECT_TRUE(letting_go.is_telling_to_hold_on());
  EXPECT_TRUE(letting_go.is_handing_over());
  EXPECT_EQ(letting_go.deadline(), at(1s));
  EXPECT_EQ(letting_go.due(at(1s), true), Due::offer_unread);
  letting_go.offer()->open = true;
  EXPECT_FALSE(letting_go.telling());
  EXPECT_FALSE(letting_go.deadline());
  EXPECT_EQ(letting_go.due(at(9s), true), Due::nothing);
}

TEST(LettingGo, TheNextOfferWaitsTenSeconds) {
  LettingGo letting_go;
  EXPECT_TRUE(letting_go.may_offer(at(0s)));
  letting_go.begin(at(0s), LettingGo::Offer{});
  EXPECT_FALSE(letting_go.may_offer(at(20s))) << "one at a time";
  letting_go.end();
  EXPECT_FALSE(letting_go.may_offer(at(9999ms)));
  EXPECT_TRUE(letting_go.may_offer(at(10s)));
}

TEST(LettingGo, AReaderThatDoesNotReadIsStuck) {
  LettingGo letting_go;
  letting_go.begin(departure(Step::telling));
  EXPECT_FALSE(letting_go.is_telling_to_hold_on()) << "a fault holds nothing";
  EXPECT_EQ(letting_go.deadline(), at(1s));
  letting_go.telling()->poll = at(1ms);
  EXPECT_EQ(letting_go.deadline(), at(1ms));
  EXPECT_EQ(letting_go.due(at(999ms), true), Due::nothing);
  EXPECT_EQ(letting_go.due(at(1s), true), Due::stuck);
}

TEST(LettingGo, AFenceEndsWithTheAddressesOrInTime) {
  LettingGo letting_go;
  letting_go.begin(departure(Step::fencing, 1s));
  EXPECT_TRUE(letting_go.is_fencing());
  EXPECT_FALSE(letting_go.is_handing_over()) << "no priority 0 went out";
  EXPECT_EQ(letting_go.deadline(), at(2s));
  EXPECT_EQ(letting_go.due(at(1s), true), Due::nothing);
  EXPECT_EQ(letting_go.due(at(1s), false), Due::gone);
  EXPECT_EQ(letting_go.due(at(2s), true), Due::gone);
}

TEST(LettingGo, AHandoverHoldsUntilItsSuccessorSpoke) {
  LettingGo letting_go;
  letting_go.begin(departure(Step::holding, 1s));
  EXPECT_TRUE(letting_go.is_handing_over());
  EXPECT_FALSE(letting_go.successor_spoke());
  letting_go.departure()->goal.reason = Reason::handover;
  EXPECT_TRUE(letting_go.successor_spoke());
  EXPECT_EQ(letting_go.due(at(1999ms), false), Due::nothing);
  EXPECT_EQ(letting_go.due(at(2s), false), Due::held);
}

TEST(LettingGo, ASlowReaderHasHalfAnInterval) {
  EXPECT_EQ(hold_on_patience(10ms), 50ms);
  EXPECT_EQ(hold_on_patience(400ms), 200ms);
  EXPECT_EQ(hold_on_patience(10s), 500ms);
}

}  // namespace
}  // namespace vrrp::stage
