// Whole lines in and out of a pipe, without ever blocking. It knows lines, not records.
#pragma once

#include <climits>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "sys/fd.h"

namespace vrrp::sys {

// Reads lines from a descriptor that polled readable.
class LineReader {
 public:
  // Lines longer than `longest` are dropped, and each is reported once through `too_long` with its number.
  LineReader(int fd, std::size_t longest) : fd_(fd), longest_(longest) {}

  enum class Status { open, end };
  // Reads all that waits now (with several read(2) calls, until one would block; input added meanwhile may
  // wait for the next call), and calls `line` for each whole line, without its newline, with its number from
  // 1. A last line without a newline is dropped at the end of input.
  Status drain(const std::function<void(std::string_view line, std::uint64_t number)>& line,
               const std::function<void(std::uint64_t number)>& too_long);

  int fd() const { return fd_; }

 private:
  void take(std::string_view bytes, const std::function<void(std::string_view, std::uint64_t)>& line,
            const std::function<void(std::uint64_t)>& too_long);

  int fd_;
  std::size_t longest_;
  std::string partial_;
  bool skipping_ = false;  // inside a line that is too long
  std::uint64_t number_ = 0;
};

// Queues lines and writes them when the descriptor accepts them.
class LineWriter {
 public:
  // Re-opens the descriptor to get its own non-blocking description; the one that is shared with a shell is
  // never changed. If that is refused (a pipe of another user), it polls before each write of at most
  // PIPE_BUF bytes; for a socket it uses MSG_DONTWAIT.
  explicit LineWriter(int fd);

  // Queues one line (with its newline) and writes what the descriptor accepts. It replaces a queued line with
  // the same non-empty key, if no byte of it has been written yet; the new one is at the end of the queue. So
  // only the newest `alive` of a router waits.
  void put(std::string line, std::string key = {});
  // The same, but it writes only when enough waits for a full write(2): call flush soon.
  void add(std::string line, std::string key = {});
  // After a flush, still enough waits for a full write(2).
  bool full() const { return queued_bytes_ >= one_write(); }

  // Writes what the descriptor accepts.
  void flush();

  // For a loop: the events to poll for, and what to do when poll reports some.
  short wants() const;
  void ready(short events);

  bool waiting() const { return !queue_.empty(); }
  // The reader is gone, or more than 1 MiB waits for it.
  bool lost() const { return lost_; }
  void reader_gone() { lost_ = true; }
  // The error of the last write (errno); 0: none.
  int error() const { return error_; }
  // The rest of a line that is partly written.
  std::string_view torn() const {
    return sent_of_front_ > 0 ? std::string_view(queue_.front().text).substr(sent_of_front_)
                              : std::string_view{};
  }
  std::size_t queued_bytes() const { return queued_bytes_; }
  std::size_t queued_lines() const { return queue_.size(); }

  // For a FIFO: how many bytes the reader has not read (including those that wait here), and how many were
  // ever put. nullopt: not a FIFO, so it is not known.
  std::optional<std::uint64_t> unread() const;
  std::uint64_t total() const { return total_; }

  // The other end is a reader, so lost() means that it is gone; otherwise lost() means that a file accepts no
  // more.
  bool has_reader() const { return kind_ == Kind::fifo || kind_ == Kind::socket; }
  int fd() const { return own_ ? own_.get() : fd_; }

  // Flushes until nothing waits, but waits at most this long for a reader that does not read.
  void drain(Duration patience);

 private:
  enum class Kind { fifo, socket, file, other };
  struct Line {
    std::string text;
    std::string key;
  };
  // For a pipe, the most that the kernel writes without mixing it with the output of other writers.
  std::size_t one_write() const { return kind_ == Kind::file ? 16 * PIPE_BUF : PIPE_BUF; }
  void enqueue(std::string line, std::string key);
  void judge_queue();
  std::ptrdiff_t write_some(std::string_view bytes);

  int fd_;
  Fd own_;
  Kind kind_ = Kind::other;
  std::deque<Line> queue_;
  std::size_t sent_of_front_ = 0;
  std::size_t queued_bytes_ = 0;
  std::uint64_t total_ = 0;
  bool lost_ = false;
  int error_ = 0;
};

}  // namespace vrrp::sys
