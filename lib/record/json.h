// Records as JSON lines and back. Which fields there are is lib/record/fields.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "record/record.h"

namespace vrrp::record {

// No line is longer, in either direction. Check records have at most 4,096 bytes (PIPE_BUF), so that several
// writers can share a pipe.
constexpr std::size_t longest_line = 64 * 1024;
constexpr std::size_t longest_check_line = 4096;

// One line with its newline, never longer than its bound (lib/record/shorten.h). Text that is not valid UTF-8
// gets U+FFFD in place of the bad bytes; a name is cut to its bound.
std::string to_line(const Record& record);
std::string to_line(const Header& header, const Body& body);
// The length of that line if nothing were omitted.
std::size_t full_size(const Record& record);

// A line of a pipe, as a stage reads it. Other events are passed on unread.
using Incoming = std::variant<StateChange, Alive, Contest, Check, VipEvent>;

// nullopt: a blank line, an event that no stage reads, or one of another elector that a reader has to ignore.
// Error: not a JSON object, or a known event with a field that is missing or of the wrong kind; the error
// names it. Unknown keys are ignored.
Result<std::optional<Incoming>> parse_line(std::string_view line);

// A record of any event, with all of its valid fields. nullopt: a blank line, or an unknown event. Error: not
// a JSON object, or a field that its reader needs is missing or of the wrong kind.
Result<std::optional<Record>> parse_record(std::string_view line);

// The answer of an elector that was asked for its status: a record of that event only, with every field
// present and of its kind. The error says what is wrong.
Result<Record> parse_status(std::string_view line);

// One key of a flat object: true or false, or one or several texts (numbers as they are written in JSON).
struct Field {
  std::string key{};
  std::variant<bool, std::vector<std::string>> value{};
};
// A line that is an object of such keys, in order. Error: not a JSON object (with the number of the wrong
// byte, from 1), a key given twice, or a value of another kind; the error names it.
Result<std::vector<Field>> parse_fields(std::string_view line);

}  // namespace vrrp::record
