// What the records of a router said last: lib/stage/elect/written.h.
#include "stage/elect/written.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

using record::Reason;
using record::State;

TEST(Written, EachStateHasItsNumber) {
  Written written({});
  EXPECT_EQ(written.epoch(), 0U);
  EXPECT_EQ(written.change(Time(10s), State::backup, Reason::startup), State::init);
  EXPECT_EQ(written.change(Time(14s), State::master, Reason::master_down), State::backup);
  EXPECT_EQ(written.epoch(), 2U);
  EXPECT_EQ(written.state(), State::master);
  EXPECT_EQ(written.reason(), Reason::master_down);
}

TEST(Written, ARouterThatIsNotMasterIsAliveEachSecond) {
  Written written({});
  EXPECT_FALSE(written.take_alive_turn(Time(99s)));
  written.change(Time(10s), State::backup, Reason::startup);
  EXPECT_EQ(written.deadline(), Time(11s));
  EXPECT_FALSE(written.take_alive_turn(Time(10999ms)));
  EXPECT_TRUE(written.take_alive_turn(Time(11s)));
  EXPECT_EQ(written.deadline(), Time(12s));
  written.change(Time(12s), State::master, Reason::master_down);
  EXPECT_FALSE(written.deadline()) << "a master's come with its adverts";
}

TEST(Written, SeveralRoutersTakeTurns) {
  Written second({.index = 1, .of = 3});  // its seconds since the host's start: 1, 4, 7, 10, 13, 16
  second.change(Time(10s), State::backup, Reason::startup);
  EXPECT_EQ(second.deadline(), Time(13s));
  second.change(Time(11s), State::fault, Reason::link_down);
  EXPECT_EQ(second.deadline(), Time(13s));
  EXPECT_TRUE(second.take_alive_turn(Time(13200ms)));
  EXPECT_EQ(second.deadline(), Time(16s));
}

}  // namespace
}  // namespace vrrp::stage
