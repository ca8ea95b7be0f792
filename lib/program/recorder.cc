#include "program/recorder.h"

#include <unistd.h>

#include <array>
#include <climits>

#include "record/json.h"
#include "record/words.h"

namespace vrrp::program {
namespace {

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  // POSIX need not terminate a name that was cut, so the last byte is not given to it.
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

}  // namespace

std::string node_name(const cli::Common& common) {
  return common.node.empty() ? host_name() : common.node;
}

bool writes_text(const cli::Common& common, bool to_terminal) {
  return common.form == cli::Form::text || (common.form == cli::Form::by_terminal && to_terminal);
}

bool writes_text(const cli::Common& common) {
  return writes_text(common, isatty(STDOUT_FILENO) == 1);
}

Recorder::Recorder(std::string_view tool, const cli::Common& common, bool text)
    : header_{.tool = std::string(tool), .node = node_name(common), .seq = 0}, text_(text) {}

std::string Recorder::line(const record::Body& body, WallTime now) {
  header_.time = now;
  ++header_.seq;
  return text_ ? record::in_words(body, now) + "\n" : record::to_line(header_, body);
}

}  // namespace vrrp::program
