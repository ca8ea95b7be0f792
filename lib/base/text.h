// Small words on text that more than one part needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vrrp {

// A whole decimal integer and nothing else: an optional '-', digits. "050" is 50; "0x32", "+5", " 5" and ""
// are errors, and so is anything outside [least, most]. `what` names the thing in the error: "--vrid"; empty:
// the caller puts the name in front.
Result<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most,
                                   std::string_view what);

// The words of a text, split at runs of spaces and tabs.
std::vector<std::string_view> words(std::string_view text);

// The lines of a text, without their '\n'; text after the last newline counts as a line too.
std::vector<std::string_view> lines(std::string_view text);

// The text with every byte that a terminal could act on written as \xNN, and '\' as "\\". Use it for all text
// from a packet, a file or another process before a person sees it. Only valid UTF-8 is kept.
std::string printable(std::string_view text);

// The same, but '\\' stays: for a line that may hold text that was made printable before.
std::string without_controls(std::string_view text);

// The text made valid UTF-8, for JSON: each byte outside a valid sequence becomes U+FFFD.
std::string valid_utf8(std::string_view text);
// The same, cut between two characters to at most `most` bytes.
std::string utf8_prefix(std::string_view text, std::size_t most);

}  // namespace vrrp
