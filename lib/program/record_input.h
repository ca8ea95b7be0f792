// The records that a program reads: lines of a pipe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "program/skipped_lines.h"
#include "record/json.h"
#include "sys/line_pipe.h"

namespace vrrp::program {

class RecordInput {
 public:
  // `name` is its name in messages: "stdin".
  RecordInput(std::string_view tool, std::string name, int fd, std::size_t longest = record::longest_line);

  int fd() const { return lines_.fd(); }

  // nullopt: an event that this program does not read.
  using Hear = std::function<void(std::string_view line, std::optional<record::Incoming>& record)>;
  // Gives each waiting record, with its line. It skips a line that is not a record and reports it on stderr.
  // The same holds for a line that is too long, unless `too_long` handles it. False: the input has ended.
  bool drain(const Hear& hear, const std::function<void(std::uint64_t number)>& too_long = {});

  // Reports on stderr that a line is no record, and why; of many in a second only how many.
  void skip(std::uint64_t number, std::string_view why);

  // No line came, or only lines that were too long.
  bool was_empty() const { return !line_came_; }

 private:
  void hear(std::string_view line, std::uint64_t number, const Hear& hear);
  void report_rest(bool at_end);

  std::string_view tool_;
  std::string name_;
  std::size_t longest_;
  sys::LineReader lines_;
  SkippedLines skipped_;
  bool line_came_ = false;
};

}  // namespace vrrp::program
