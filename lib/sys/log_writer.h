// Lines for a reader that nothing depends on: a log that goes or stalls costs lines, never the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "sys/line_pipe.h"

namespace vrrp::sys {

class LogWriter {
 public:
  // What a person has to know, each told once, when it begins.
  enum class News { reader_gone, reader_stalled, writing_again };

  explicit LogWriter(int fd) : fd_(fd), out_(fd) {}

  // Writes the line; queues it while the queue is short; else drops it. A reader that went may have a
  // successor (on a FIFO), a disk room again, so each line tries anew.
  std::optional<News> put(std::string line);
  // Call when the descriptor polls ready, and before leaving.
  std::optional<News> flush();
  std::optional<News> reader_gone();  // poll said so

  // What to poll: for POLLOUT while something waits. None: a reader that went would poll ready for ever.
  std::optional<int> fd() const { return out_ ? std::optional(out_->fd()) : std::nullopt; }
  bool waiting() const { return out_ && out_->waiting(); }

  // Of a file that takes no more: what the system says, such as ENOSPC. 0: it was a reader that went.
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
  std::string torn_;  // the rest of a line that a file took in part: it comes before all others
  int error_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace vrrp::sys
