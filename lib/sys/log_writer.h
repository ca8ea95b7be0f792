// Lines for a reader that nothing depends on: if the log disappears or stalls, lines are lost, but the
// program goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "sys/line_pipe.h"

namespace vrrp::sys {

class LogWriter {
 public:
  // What a person must know; each is reported once, when it begins.
  enum class News { reader_gone, reader_stalled, writing_again };

  explicit LogWriter(int fd) : fd_(fd), out_(fd) {}

  // Writes the line, or queues it while the queue is short, or drops it. A FIFO may get a new reader, and a
  // disk may have room again, so each line tries again.
  std::optional<News> put(std::string line);
  // Call it when the descriptor polls ready, and before exit.
  std::optional<News> flush();
  std::optional<News> reader_gone();  // poll reported it

  // The descriptor to poll, for POLLOUT while something waits. None: without a reader it would poll ready for
  // ever.
  std::optional<int> fd() const { return out_ ? std::optional(out_->fd()) : std::nullopt; }
  bool waiting() const { return out_ && out_->waiting(); }

  // For a file that accepts no more: the error, such as ENOSPC. 0: a reader has gone.
  int error() const { return error_; }

  // How many lines were dropped since this was last asked.
  std::uint64_t take_dropped() { return std::exchange(dropped_, 0); }

 private:
  void reopen();
  std::optional<News> settle();
  std::optional<News> in_trouble(News why);

  int fd_;
  std::optional<LineWriter> out_;  // none: the reader has gone
  std::optional<News> trouble_;
  std::string torn_;  // the rest of a partly written line: it comes before all others
  int error_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace vrrp::sys
