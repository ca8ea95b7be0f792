#include "stage/elect/statistics.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

void hear(Statistics& statistics, Time now, std::string_view from, std::uint8_t priority,
          Duration interval = 1s) {
  proto::DecodedAdvert advert;
  advert.version = std::uint8_t{3};
  advert.priority = priority;
  advert.interval = interval;
  advert.dialect = proto::Dialect::pseudo;
  const proto::Address source = *proto::Address::parse(from);
  statistics.received(now, advert, {.family = source.family(), .source = source});
}

record::Status told(const Statistics& statistics, Time now) {
  record::Status status;
  statistics.tell(now, status);
  return status;
}

TEST(Statistics, WhoAdvertisedLastIsMaster) {
  Statistics statistics;
  EXPECT_FALSE(statistics.master(at(0s)));
  hear(statistics, at(0s), "10.0.0.2", 100);
  hear(statistics, at(1s), "10.0.0.1", 200);
  ASSERT_TRUE(statistics.master(at(1s)));
  EXPECT_EQ(statistics.master(at(1s))->address.text(), "10.0.0.1");
  EXPECT_EQ(statistics.master(at(1s))->priority, 200);
}

TEST(Statistics, WhoIsSilentForTheDownIntervalIsMasterNoLonger) {
  Statistics statistics;
  hear(statistics, at(0s), "10.0.0.2", 100, 100ms);
  EXPECT_TRUE(statistics.master(at(300ms)));
  EXPECT_FALSE(statistics.master(at(401ms)));
}

TEST(Statistics, WhoLeftIsMasterNoLonger) {
  Statistics statistics;
  hear(statistics, at(0s), "10.0.0.2", 100);
  hear(statistics, at(1s), "10.0.0.2", proto::priority_leaving);
  EXPECT_FALSE(statistics.master(at(1s)));
}

TEST(Statistics, TheNewestEightPeersAreKept) {
  Statistics statistics;
  for (int i = 1; i <= 20; ++i) hear(statistics, at(i * 1s), "10.0.0." + std::to_string(i), 100);
  hear(statistics, at(21s), "10.0.0.13", 50);
  const auto peers = told(statistics, at(22s)).peers;
  ASSERT_EQ(peers.size(), 8U);
  EXPECT_EQ(peers.front().peer.address.text(), "10.0.0.13");
  EXPECT_EQ(peers.front().peer.priority, 50);
  EXPECT_EQ(peers.front().last_advert, 1s);
  EXPECT_EQ(peers.front().dialect, proto::Dialect::pseudo);
  EXPECT_EQ(peers.back().peer.address.text(), "10.0.0.14");
  EXPECT_EQ(told(statistics, at(22s)).received, 21U);
}

TEST(Statistics, OnlyVersion3OverIpv4HasADialect) {
  Statistics statistics;
  hear(statistics, at(0s), "fe80::2", 100);
  ASSERT_EQ(told(statistics, at(0s)).peers.size(), 1U);
  EXPECT_EQ(told(statistics, at(0s)).peers.front().dialect, std::nullopt);
  proto::DecodedAdvert advert;
  advert.version = std::uint8_t{2};
  advert.priority = std::uint8_t{100};
  advert.interval = 1s;
  advert.dialect = proto::Dialect::message;
  statistics.received(at(1s), advert, {.source = *proto::Address::parse("10.0.0.2")});
  ASSERT_FALSE(told(statistics, at(1s)).peers.empty());
  EXPECT_EQ(told(statistics, at(1s)).peers.front().dialect, std::nullopt);
}

TEST(Statistics, WhatWasRejectedIsCounted) {
  Statistics statistics;
  statistics.rejected();
  statistics.rejected();
  EXPECT_EQ(told(statistics, at(0s)).rejected, 2U);
}

TEST(Statistics, TransitionsAreCountedFromWhereItBegan) {
  Statistics statistics;
  statistics.changed(at(0s), record::Reason::startup);
  EXPECT_EQ(told(statistics, at(0s)).transitions, 0U);
  statistics.changed(at(1s), record::Reason::master_down);
  statistics.changed(at(2s), record::Reason::higher_priority);
  EXPECT_EQ(told(statistics, at(2s)).transitions, 2U);
}

TEST(Statistics, TheLastChangeAndTheWorstLateness) {
  Statistics statistics;
  statistics.changed(at(1s), record::Reason::startup);
  statistics.changed(at(5s), record::Reason::master_down);
  statistics.late(3ms);
  statistics.late(1ms);
  const auto status = told(statistics, at(8s));
  EXPECT_EQ(status.reason, record::Reason::master_down);
  EXPECT_EQ(status.since, 3s);
  EXPECT_EQ(status.late, 3ms);
}

}  // namespace
}  // namespace vrrp::stage
