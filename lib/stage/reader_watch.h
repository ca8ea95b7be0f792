// How long our reader has left a byte unread, which distinguishes a frozen reader from a slow one.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.h"

namespace vrrp::stage {

class ReaderWatch {
 public:
  // `total` is the number of bytes ever written; the reader has not read `unread` of them (FIONREAD on our
  // end of the FIFO, and our own queue). Call it after each write and before each decision.
  void observe(Time now, std::uint64_t total, std::uint64_t unread);

  // When the oldest unread byte was written; empty: everything is read.
  std::optional<Time> unread_since() const;

 private:
  struct Written {
    std::uint64_t upto;  // `total` after the write
    Time at;
  };
  std::deque<Written> unread_;  // the oldest first
};

}  // namespace vrrp::stage
