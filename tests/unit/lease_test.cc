// How long a master may hold: lib/stage/elect/lease.h.
#include "stage/elect/lease.h"

#include <gtest/gtest.h>

#include "stage/kernel_lease.h"
#include "values.h"

namespace vrrp::stage {
namespace {

TEST(LeasePart, FollowsTheAdvertsThatLeft) {
  Lease lease;
  EXPECT_FALSE(lease.end());
  lease.advert_left(at(0s), 3s);
  EXPECT_FALSE(lease.end()) << "a handover may have set another end";
  lease.end_with_adverts();
  EXPECT_EQ(lease.end(), at(3s));
  EXPECT_FALSE(lease.is_over(at(2999ms)));
  EXPECT_TRUE(lease.is_over(at(3s)));
}

TEST(LeasePart, AnotherEndLeavesWhatTheAdvertsAllow) {
  Lease lease;
  lease.advert_left(at(0s), 3s);
  lease.end_with_adverts();
  lease.end_by(at(5s));
  EXPECT_EQ(lease.end(), at(3s)) << "end_by only shortens";
  lease.end_by(at(2s));
  EXPECT_EQ(lease.end(), at(2s));
  lease.end_at(at(1s));
  EXPECT_EQ(lease.by_adverts(), at(3s));
  lease.clear();
  EXPECT_FALSE(lease.is_over(at(9s)));
}

TEST(LeasePart, ARefusalIsNewsOnceForEachReason) {
  using News = Lease::News;
  Lease lease;
  EXPECT_EQ(lease.answered(true, ""), News::none);
  EXPECT_EQ(lease.answered(false, "no buffer space"), News::refused);
  EXPECT_TRUE(lease.refused());
  EXPECT_EQ(lease.answered(false, "no buffer space"), News::none);
  EXPECT_EQ(lease.answered(false, "not permitted"), News::refused);
  EXPECT_EQ(lease.answered(true, ""), News::leave_again);
  EXPECT_FALSE(lease.refused());
  EXPECT_EQ(lease.answered(true, ""), News::none);
}

TEST(LeasePart, TheKernelsOwnLeaseFollowsTheLatestEndThatWasTold) {
  Lease lease;
  EXPECT_EQ(lease.last_kernel_end(1s), Time{});
  lease.end_at(at(3s));
  lease.told_first();
  lease.end_at(at(4s));
  lease.told();
  lease.end_at(at(1s));  // a handover: shorter, but the record before it may have been read
  lease.told();
  EXPECT_EQ(lease.last_kernel_end(1s), longest_kernel_lease_end(at(4s), 1s));
  lease.told_first();  // a new mastership knows nothing of the one before
  EXPECT_EQ(lease.last_kernel_end(1s), longest_kernel_lease_end(at(1s), 1s));
}

}  // namespace
}  // namespace vrrp::stage
