#include "sys/line_pipe.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>
#include <vector>

#include "sys/clock.h"
#include "sys/loop.h"

namespace vrrp::sys {
namespace {

struct Pipe {
  Fd read_end, write_end;
  Pipe() {
    int fds[2];
    EXPECT_EQ(pipe2(fds, O_CLOEXEC), 0);
    read_end = Fd(fds[0]);
    write_end = Fd(fds[1]);
  }
  void put(std::string_view text) const {
    EXPECT_EQ(write(write_end.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  std::string take(std::size_t most = 65536) const {
    std::string text(most, '\0');
    const ssize_t count = read(read_end.get(), text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }
};

struct Heard {
  std::vector<std::string> lines;
  std::vector<std::uint64_t> too_long;
  LineReader::Status drain(LineReader& reader) {
    return reader.drain([&](std::string_view line, std::uint64_t) { lines.emplace_back(line); },
                        [&](std::uint64_t number) { too_long.push_back(number); });
  }
};

TEST(LineReader, GivesWholeLinesOnly) {
  Pipe pipe;
  LineReader reader(pipe.read_end.get(), 100);
  Heard heard;
  pipe.put("one\ntw");
  EXPECT_EQ(heard.drain(reader), LineReader::Status::open);
  EXPECT_EQ(heard.lines, std::vector<std::string>{"one"});
  pipe.put("o\n\nthree");
  heard.drain(reader);
  EXPECT_EQ(heard.lines, (std::vector<std::string>{"one", "two", ""}));
}

TEST(LineReader, ReturnsFromAWriterThatNeverStops) {
  const Fd zeros(open("/dev/zero", O_RDONLY | O_CLOEXEC));
  LineReader reader(zeros.get(), 100);
  Heard heard;
  EXPECT_EQ(heard.drain(reader), LineReader::Status::open);
}

TEST(LineReader, DropsALastLineWithoutItsNewline) {
  Pipe pipe;
  LineReader reader(pipe.read_end.get(), 100);
  Heard heard;
  pipe.put("one\ntorn");
  pipe.write_end.reset();
  EXPECT_EQ(heard.drain(reader), LineReader::Status::end);
  EXPECT_EQ(heard.lines, std::vector<std::string>{"one"});
}

TEST(LineReader, DropsALineThatIsTooLongAndSaysSoOnce) {
  Pipe pipe;
  LineReader reader(pipe.read_end.get(), 5);
  Heard heard;
  pipe.put("12345\n123456");
  heard.drain(reader);
  pipe.put("789\nok\n");
  heard.drain(reader);
  EXPECT_EQ(heard.lines, (std::vector<std::string>{"12345", "ok"}));
  EXPECT_EQ(heard.too_long, std::vector<std::uint64_t>{2});
}

TEST(LineWriter, LeavesTheSharedDescriptorBlocking) {
  Pipe pipe;
  LineWriter writer(pipe.write_end.get());
  EXPECT_EQ(fcntl(pipe.write_end.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(writer.fd(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(LineWriter, QueuesWhatAFullPipeDoesNotTakeAndTearsNothing) {
  Pipe pipe;
  LineWriter writer(pipe.write_end.get());
  std::string sent;
  for (int i = 0; i < 2000; ++i) {
    const std::string line = std::to_string(i) + std::string(60, 'x') + "\n";
    writer.put(line);
    sent += line;
  }
  EXPECT_TRUE(writer.waiting());
  EXPECT_EQ(writer.unread(), sent.size());
  std::string got;
  while (got.size() < sent.size()) {
    got += pipe.take(5000);
    writer.flush();
  }
  EXPECT_EQ(got, sent);
  EXPECT_FALSE(writer.waiting());
}

TEST(LineWriter, TheNewestLineOfAKeyReplacesTheOlder) {
  Pipe pipe;
  LineWriter writer(pipe.write_end.get());
  writer.put(std::string(65536, 'f'));  // the pipe is full
  writer.put("alive 1\n", "r50");
  writer.put("state\n");
  writer.put("alive 2\n", "r50");
  writer.put("alive 9\n", "r51");
  EXPECT_EQ(pipe.take(65536).size(), 65536u);
  writer.flush();
  EXPECT_EQ(pipe.take(), "state\nalive 2\nalive 9\n");
  EXPECT_EQ(writer.unread(), 0u);
}

TEST(LineWriter, SeveralLinesShareAWrite) {
  Pipe pipe;
  LineWriter writer(pipe.write_end.get());
  writer.add("one\n");
  writer.add("two\n");
  EXPECT_TRUE(writer.waiting());
  EXPECT_EQ(writer.unread(), 8u) << "what is queued is unread";
  pollfd ready{pipe.read_end.get(), POLLIN, 0};
  EXPECT_EQ(poll(&ready, 1, 0), 0);
  writer.flush();
  EXPECT_EQ(pipe.take(), "one\ntwo\n");
  for (int i = 0; i < 100; ++i) writer.add(std::string(99, 'x') + "\n");
  EXPECT_EQ(poll(&ready, 1, 0), 1) << "as soon as a write is full it is made";
}

TEST(LineWriter, AReaderThatNeverReadsIsLostAfterAMebibyte) {
  Pipe pipe;
  LineWriter writer(pipe.write_end.get());
  for (int i = 0; i < 20 && !writer.lost(); ++i) writer.put(std::string(65536, 'x'));
  EXPECT_TRUE(writer.lost());
}

TEST(LineWriter, AReaderThatIsGoneIsLost) {
  signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  LineWriter writer(pipe.write_end.get());
  pipe.read_end.reset();
  pollfd entry{writer.fd(), 0, 0};
  EXPECT_EQ(poll(&entry, 1, 0), 1);  // seen without a write
  EXPECT_NE(entry.revents & POLLERR, 0);
  writer.put("x\n");
  EXPECT_TRUE(writer.lost());
}

TEST(Loop, WakesAtItsDeadline) {
  auto loop = Loop::make();
  ASSERT_TRUE(loop);
  const Time deadline = now() + 5ms;
  std::optional<Time> woken;
  ASSERT_TRUE(loop->wait(deadline, [&](Time at) { woken = at; }));
  ASSERT_TRUE(woken);
  EXPECT_GE(*woken, deadline);
}

TEST(Loop, ServesInTheOrderOfWatching) {
  auto loop = Loop::make();
  ASSERT_TRUE(loop);
  Pipe first, second;
  std::string order;
  loop->watch(second.read_end.get(), POLLIN, [&](short) { order += "b"; });
  loop->watch(first.read_end.get(), POLLIN, [&](short) { order += "a"; });
  first.put("x");
  second.put("x");
  ASSERT_TRUE(loop->wait(std::nullopt));
  EXPECT_EQ(order, "ba");
  loop->forget(second.read_end.get());
  ASSERT_TRUE(loop->wait(std::nullopt));
  EXPECT_EQ(order, "baa");
}

}  // namespace
}  // namespace vrrp::sys
