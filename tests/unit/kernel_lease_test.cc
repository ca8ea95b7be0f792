#include "stage/kernel_lease.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

// A record may be read at any time before so much is left that nothing is bought.
TEST(KernelLease, EndsAtTheLatestWhenTheLongestOneDoes) {
  const Time told{1000s};
  for (const Duration interval : {10ms, 100ms, 500ms, 790ms, 1000ms, 40950ms}) {
    const Time longest = longest_kernel_lease_end(told, interval);
    Time latest{};
    for (Duration left = least_to_renew(interval); left <= 6 * interval + 3s; left += 1ms)
      latest = std::max(latest, told - left + kernel_lease(left));
    EXPECT_EQ(latest, longest) << interval.count();
  }
}

TEST(KernelLease, IsOneSecondAtLeastAndKeepsHalfOfOneBack) {
  EXPECT_EQ(kernel_lease(1ms), 1s);
  EXPECT_EQ(kernel_lease(2499ms), 1s);
  EXPECT_EQ(kernel_lease(2500ms), 2s);
  EXPECT_EQ(kernel_lease(3600ms), 3s);
}

TEST(KernelLease, IsNothingOnceTheLeaseHasEnded) {
  const Time end{1000s};
  EXPECT_EQ(kernel_lease(end - 3s, end), 2s);
  EXPECT_EQ(kernel_lease(end - 1us, end), 1s);
  EXPECT_EQ(kernel_lease(end, end), std::nullopt);
}

}  // namespace
}  // namespace vrrp::stage
