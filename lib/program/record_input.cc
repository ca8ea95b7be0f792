#include "program/record_input.h"

#include <fmt/format.h>

#include <utility>

#include "sys/clock.h"
#include "sys/say.h"

namespace vrrp::program {

RecordInput::RecordInput(std::string_view tool, std::string name, int fd, std::size_t longest)
    : tool_(tool), name_(std::move(name)), longest_(longest), lines_(fd, longest) {}

bool RecordInput::drain(const Hear& hear_one, const std::function<void(std::uint64_t)>& too_long) {
  const auto skip_long = [this](std::uint64_t number) {
    skip(number, fmt::format("longer than {} bytes", longest_));
  };
  const auto status =
      lines_.drain([&](std::string_view line, std::uint64_t number) { hear(line, number, hear_one); },
                   too_long ? too_long : skip_long);
  const bool open = status == sys::LineReader::Status::open;
  report_rest(!open);
  return open;
}

void RecordInput::hear(std::string_view line, std::uint64_t number, const Hear& hear_one) {
  line_came_ = true;
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  auto record = record::parse_line(line);
  if (!record) return skip(number, record.error().message);
  hear_one(line, *record);
}

void RecordInput::skip(std::uint64_t number, std::string_view why) {
  report_rest(false);
  if (skipped_.reports(sys::now()))
    sys::say(tool_, fmt::format("{}: line {} skipped: {}", name_, number, why));
}

void RecordInput::report_rest(bool at_end) {
  if (const auto rest = skipped_.rest(sys::now(), at_end))
    sys::say(tool_, fmt::format("{}: {} more lines skipped", name_, *rest));
}

}  // namespace vrrp::program
