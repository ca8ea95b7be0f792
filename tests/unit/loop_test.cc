#include "sys/loop.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "sys/clock.h"

namespace vrrp::sys {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC), 0);
    out = Fd(ends[0]);
    in = Fd(ends[1]);
  }
  void put() { EXPECT_EQ(write(in.get(), "x", 1), 1); }
  // How many bytes wait.
  ssize_t take() {
    std::array<char, 64> bytes{};
    return std::max<ssize_t>(read(out.get(), bytes.data(), bytes.size()), 0);
  }
  Fd out, in;
};

// A loop with one pipe whose bytes may come in bursts, and one whose bytes do not.
struct Loops : testing::Test {
  void SetUp() override {
    loop.watch(bursts.out.get(), POLLIN, [this](short) {
      heard.push_back(bursts.take());
      if (heard.back() > 0) loop.gather(bursts.out.get());
    });
    loop.watch(other.out.get(), POLLIN, [this](short) { others += other.take(); });
  }
  void wait() { ASSERT_TRUE(loop.wait(std::nullopt)); }
  // One byte after the other, each served before the next: until one is being gathered.
  void begin_burst() {
    for (int tries = 0; tries < 1000; ++tries) {
      bursts.put();
      wait();
      wait_for_other();
      if (heard.size() > 1 && heard.back() == 0) return heard.clear();
    }
    FAIL() << "never gathered";
  }
  void wait_for_other() {
    other.put();
    wait();
  }

  Loop loop = *Loop::make();
  Pipe bursts, other;
  std::vector<ssize_t> heard;
  ssize_t others = 0;
};

TEST_F(Loops, ServesAtOnceWhatComesAlone) {
  bursts.put();
  wait();
  EXPECT_EQ(heard, std::vector<ssize_t>{1});
}

TEST_F(Loops, IsNotAskedAgainForWhatComesAlone) {
  bursts.put();
  wait();
  wait_for_other();
  EXPECT_EQ(heard, std::vector<ssize_t>{1});
  EXPECT_EQ(others, 1);
}

TEST_F(Loops, GathersWhatFollowsOnTheHeelsOfItsLike) {
  for (int tries = 0; tries < 1000; ++tries) {
    heard.clear();
    for (int i = 0; i < 2; ++i) {
      bursts.put();
      wait();
    }
    if (heard != std::vector<ssize_t>{1, 1}) continue;
    bursts.put();
    bursts.put();
    const Time before = now();
    wait();
    if (heard.back() == 2 && now() - before >= 4ms) return;
  }
  FAIL() << "never gathered";
}

TEST_F(Loops, ServesWhatIsGatheredAtEveryWaking) {
  begin_burst();
  bursts.put();
  wait();
  bursts.put();
  wait_for_other();
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(bursts.take(), 0);
}

TEST_F(Loops, WakesAtADeadlineThatCameNearer) {
  const Time far = now() + 1h, near = now() + 5ms;
  bursts.put();
  ASSERT_TRUE(loop.wait(far));
  ASSERT_TRUE(loop.wait(near));
  while (now() < near) ASSERT_TRUE(loop.wait(near));
}

TEST_F(Loops, MayWakeForADeadlineThatMovedAwayButThenSleepsUntilTheNewOne) {
  const Time early = now() + 5ms, late = now() + 30ms;
  bursts.put();
  ASSERT_TRUE(loop.wait(early));
  int wakings = 0;
  for (; now() < late; ++wakings) ASSERT_TRUE(loop.wait(late));
  EXPECT_LE(wakings, 3);
}

}  // namespace
}  // namespace vrrp::sys
