// From a record's body to the line that goes to stdout: a JSON record for a program, a line of text for a
// person.
#pragma once

#include <string>
#include <string_view>

#include "cli/common.h"
#include "record/json.h"

namespace vrrp::cli {

// This host in the records: what --node says, or its own name.
std::string node_name(const Common& common);

// Stamps records with time, tool, node and a sequence number, and gives them their form.
class Recorder {
 public:
  // `to_terminal`: stdout is a terminal; decides the form where the user did not.
  Recorder(std::string_view tool, const Common& common, bool to_terminal);

  // The next line, with its newline.
  std::string line(const record::Body& body, WallTime now);

  bool text() const { return text_; }

 private:
  record::Header header_;
  bool text_;
};

// A record in words, one line without its newline, every byte from outside made printable.
std::string in_words(const record::Body& body, WallTime now);

}  // namespace vrrp::cli
