#include "sys/log_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "sys/sysctl.h"

namespace vrrp::sys {
namespace {

using News = LogWriter::News;

// A FIFO whose reader can go and come back.
class LogWriterTest : public testing::Test {
 protected:
  LogWriterTest() {
    signal(SIGPIPE, SIG_IGN);
    EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    EXPECT_EQ(mkfifo(path().c_str(), 0600), 0);
    open_reader();
    write_end_ = Fd(open(path().c_str(), O_WRONLY | O_CLOEXEC));
  }
  ~LogWriterTest() override {
    unlink(path().c_str());
    rmdir(directory_.c_str());
  }
  std::string path() const { return directory_ + "/log"; }
  void open_reader() { read_end_ = Fd(open(path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)); }
  std::string take() {
    std::string text(1 << 20, '\0');
    const ssize_t count = read(read_end_.get(), text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }

  std::string directory_ = testing::TempDir() + "log-writer-XXXXXX";
  Fd read_end_, write_end_;
};

const std::string kilobyte = std::string(1023, 'x') + "\n";

TEST_F(LogWriterTest, WritesAtOnce) {
  LogWriter log(write_end_.get());
  EXPECT_EQ(log.put("one\n"), std::nullopt);
  EXPECT_EQ(take(), "one\n");
}

TEST_F(LogWriterTest, AReaderThatStallsIsToldOnceAndCostsCountedLines) {
  LogWriter log(write_end_.get());
  int stalled = 0;
  for (int i = 0; i < 200; ++i) {
    const auto news = log.put(kilobyte);
    if (news) {
      EXPECT_EQ(news, News::reader_stalled);
      ++stalled;
    }
  }
  EXPECT_EQ(stalled, 1);
  EXPECT_TRUE(log.waiting());
  EXPECT_EQ(log.take_dropped(), 200u - 128u);  // a pipe full, and as much again queued
}

TEST_F(LogWriterTest, AReaderThatReadsAgainIsToldAndGetsWholeLines) {
  LogWriter log(write_end_.get());
  for (int i = 0; i < 200; ++i) log.put(kilobyte);
  std::string got = take();
  EXPECT_EQ(log.flush(), News::writing_again);
  EXPECT_EQ(log.put("last\n"), std::nullopt);
  got += take();
  EXPECT_EQ(got.size(), 128 * kilobyte.size());
  EXPECT_EQ(log.flush(), std::nullopt);
  EXPECT_EQ(take(), "last\n");
}

TEST_F(LogWriterTest, AReaderThatGoesIsToldOnceAndIsNotWatched) {
  LogWriter log(write_end_.get());
  read_end_.reset();
  EXPECT_EQ(log.put("lost\n"), News::reader_gone);
  EXPECT_EQ(log.fd(), std::nullopt);
  EXPECT_EQ(log.put("lost too\n"), std::nullopt);
  EXPECT_EQ(log.take_dropped(), 2u);
}

TEST_F(LogWriterTest, PollMayTellOfItBeforeALine) {
  LogWriter log(write_end_.get());
  read_end_.reset();
  EXPECT_EQ(log.reader_gone(), News::reader_gone);
  EXPECT_EQ(log.reader_gone(), std::nullopt);
  EXPECT_EQ(log.take_dropped(), 0u);
}

TEST_F(LogWriterTest, ASuccessorOfTheReaderIsWrittenTo) {
  LogWriter log(write_end_.get());
  read_end_.reset();
  log.put("lost\n");
  open_reader();
  EXPECT_EQ(log.put("again\n"), News::writing_again);
  EXPECT_EQ(take(), "again\n");
  EXPECT_EQ(log.take_dropped(), 1u);
}

// A file may grow to so many bytes in this process; then it is a full disk, with another error.
class FullDisk {
 public:
  explicit FullDisk(rlim_t room) {
    signal(SIGXFSZ, SIG_IGN);
    EXPECT_EQ(getrlimit(RLIMIT_FSIZE, &before_), 0);
    const rlimit limit{room, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST(LogWriterOnADisk, ThatIsFullAndGetsRoomHasWholeLines) {
  std::string path = testing::TempDir() + "log-writer-XXXXXX";
  const Fd file(mkstemp(path.data()));
  LogWriter log(file.get());
  {
    const FullDisk disk(10);
    EXPECT_EQ(log.put("first\n"), std::nullopt);
    EXPECT_EQ(log.put("second\n"), News::reader_gone);
    EXPECT_EQ(log.error(), EFBIG);
    EXPECT_EQ(log.put("third\n"), std::nullopt);
  }
  {
    const FullDisk disk(11);  // one byte more
    EXPECT_EQ(log.put("fourth\n"), std::nullopt);
  }
  EXPECT_EQ(log.put("fifth\n"), News::writing_again);
  EXPECT_EQ(log.take_dropped(), 2u);
  std::string text(100, '\0');
  text.resize(static_cast<std::size_t>(pread(file.get(), text.data(), text.size(), 0)));
  EXPECT_EQ(text, "first\nsecond\nfifth\n");
  unlink(path.c_str());
}

TEST(Forwarding, AnInterfaceThatIsNotThereForwardsNothing) {
  EXPECT_FALSE(forwards_ipv6("no-such-if"));
}

}  // namespace
}  // namespace vrrp::sys
