// A FIFO between two stages: whole lines, and how many of their bytes nobody has read (FIONREAD).
//
// Lines are records, not JSON: that is the records' own tests' business. A pipe never fills: what a stage may
// write to a reader that does not read stays far below 64 KiB (lib/stage/README.md, rule 2: a stalled
// elector is silent).
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "moment.h"
#include "record/json.h"
#include "record/record.h"

namespace vrrp::sim {

class Pipe {
 public:
  struct Line {
    Moment at{};  // when it was written
    record::Body body{};
  };

  void write(Moment at, record::Body body) {
    const std::uint64_t size = size_of(body);
    total_ += size;
    unread_ += size;
    lines_.push_back({at, std::move(body)});
  }
  // All that was written until now. A writer whose turn took a while may have written a little later.
  template <class Take>
  void read(Moment until, Take take) {
    std::size_t taken = 0;
    for (; taken < lines_.size() && lines_[taken].at <= until; ++taken) {
      unread_ -= size_of(lines_[taken].body);
      take(std::as_const(lines_[taken].body));
    }
    lines_.erase(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(taken));
  }
  bool waiting() const { return !lines_.empty(); }
  Moment first_at() const { return lines_.front().at; }

  std::uint64_t total() const { return total_; }
  std::uint64_t unread() const { return unread_; }

  // What a program that follows the pipe makes of such a line: record::parse_line.
  static std::optional<record::Incoming> parsed(const record::Body& body) {
    return std::visit(
        []<class Event>(const Event& event) -> std::optional<record::Incoming> {
          if constexpr (std::is_constructible_v<record::Incoming, const Event&>) return event;
          return std::nullopt;
        },
        body);
  }

  bool writer_gone = false;
  bool reader_gone = false;

 private:
  // About what such a line takes; nothing depends on the figure.
  static std::uint64_t size_of(const record::Body& body) {
    return std::holds_alternative<record::Alive>(body) ? 230 : 420;
  }

  std::vector<Line> lines_;
  std::uint64_t total_ = 0;
  std::uint64_t unread_ = 0;
};

}  // namespace vrrp::sim
