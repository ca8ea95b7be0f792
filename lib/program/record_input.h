// The records that a program reads: lines of a pipe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "record/json.h"
#include "sys/line_pipe.h"

namespace vrrp::program {

class RecordInput {
 public:
  // `name` is what its messages call it: "stdin".
  RecordInput(std::string_view tool, std::string name, int fd, std::size_t longest = record::longest_line);

  int fd() const { return lines_.fd(); }

  // nullopt: an event that this program does not read.
  using Hear = std::function<void(std::string_view line, std::optional<record::Incoming>& record)>;
  // Gives each record that waits, with its line. A line that is not a record is skipped, which is said on
  // stderr; so is one that is too long, unless `too_long` says and does something else. False: the input has
  // ended.
  bool drain(const Hear& hear, const std::function<void(std::uint64_t number)>& too_long = {});

  // No line came, or only such as are too long.
  bool was_empty() const { return !line_came_; }

 private:
  void hear(std::string_view line, std::uint64_t number, const Hear& hear);
  void skip(std::uint64_t number, std::string_view why) const;

  std::string_view tool_;
  std::string name_;
  std::size_t longest_;
  sys::LineReader lines_;
  bool line_came_ = false;
};

}  // namespace vrrp::program
