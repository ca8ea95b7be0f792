// From a record's body to the line that goes to stdout: a JSON record for a program, a line of text for a
// person.
#pragma once

#include <string>
#include <string_view>

#include "cli/common.h"
#include "record/record.h"

namespace vrrp::program {

// The name of this host in the records: that of --node, or its host name.
std::string node_name(const cli::Common& common);

// Whether records are written as text: as the user chose, or else if stdout is a terminal.
bool writes_text(const cli::Common& common, bool to_terminal);
bool writes_text(const cli::Common& common);

// Stamps records with time, tool, node and a sequence number, and gives them their form.
class Recorder {
 public:
  Recorder(std::string_view tool, const cli::Common& common, bool text);
  Recorder(std::string_view tool, const cli::Common& common) : Recorder(tool, common, writes_text(common)) {}

  // The next line, with its newline.
  std::string line(const record::Body& body, WallTime now);

  bool text() const { return text_; }

 private:
  record::Header header_;
  bool text_;
};

}  // namespace vrrp::program
