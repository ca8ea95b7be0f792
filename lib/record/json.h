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

// No line is longer, in either direction; check records are held to 4,096 bytes, so that a pipe takes them
// whole beside other writers' (PIPE_BUF).
constexpr std::size_t longest_line = 64 * 1024;
constexpr std::size_t longest_check_line = 4096;

// One line with its newline, never longer than its bound (lib/record/shorten.h). Text that is not valid UTF-8
// gets U+FFFD in place of the bad bytes; a name is cut to its bound.
std::string to_line(const Record& record);
std::string to_line(const Header& header, const Body& body);
// How long that line would be if nothing were left out of it.
std::size_t full_size(const Record& record);

// What one line of a pipe is, to a program that follows it: the events that a stage reads. The others are
// passed on unread.
using Incoming = std::variant<StateChange, Alive, Contest, Check, VipEvent>;

// nullopt: a blank line, an event that no stage reads, or one of another elector that a reader has to ignore.
// Error: no JSON object, or a known event whose fields are missing or of the wrong kind: says which. Unknown
// keys are ignored.
Result<std::optional<Incoming>> parse_line(std::string_view line);

// A record of any event, with all of its fields that are sound. nullopt: a blank line, or an unknown event.
// Error: no JSON object, or a field that its reader needs is missing or of the wrong kind.
Result<std::optional<Record>> parse_record(std::string_view line);

// The answer of an elector that was asked for its status: a record of that event and no other, every field
// there and of its kind. Error: says what is wrong.
Result<Record> parse_status(std::string_view line);

// One key of a flat object: true or false, or one or several texts (numbers as they are written in JSON).
struct Field {
  std::string key{};
  std::variant<bool, std::vector<std::string>> value{};
};
// A line that is an object of such keys, in order. Error: no JSON object (and from which byte on, from 1), a
// key given twice, or a value of another kind: says which.
Result<std::vector<Field>> parse_fields(std::string_view line);

}  // namespace vrrp::record
