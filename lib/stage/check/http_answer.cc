#include "stage/check/http_answer.h"

#include <algorithm>

#include "base/text.h"

namespace vrrp::stage {
namespace {

constexpr int least_status = 100, most_status = 599;

struct Parts {
  std::string_view before;     // the scheme and "://"
  std::string_view authority;  // [user[:password]@]host[:port]
  std::string_view after;      // the path and the rest
};

Parts split(std::string_view url) {
  const std::size_t start = std::min(url.find("://"), url.size() - std::min<std::size_t>(3, url.size())) + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", start), url.size());
  return {url.substr(0, start), url.substr(start, end - start), url.substr(end)};
}

// What follows the host: "" or ":port".
std::string_view after_host(std::string_view host_port) {
  const std::size_t end = host_port.starts_with('[') ? host_port.find(']') : host_port.find(':');
  if (end == std::string_view::npos) return {};
  return host_port.substr(host_port[end] == ']' ? end + 1 : end);
}

}  // namespace

Result<HttpStatuses> HttpStatuses::parse(std::string_view text) {
  HttpStatuses statuses;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view item = text.substr(0, comma);
    const std::size_t dash = std::min(item.find('-'), item.size());
    const auto first = parse_integer(item.substr(0, dash), least_status, most_status, "an HTTP status");
    if (!first) return std::unexpected(first.error());
    auto last = first;
    if (dash < item.size())
      last = parse_integer(item.substr(dash + 1), *first, most_status, "the end of a range");
    if (!last) return std::unexpected(last.error());
    statuses.ranges_.push_back({static_cast<int>(*first), static_cast<int>(*last)});
    if (comma == text.size()) return statuses;
    text.remove_prefix(comma + 1);
  }
}

bool HttpStatuses::contain(int status) const {
  return std::ranges::any_of(ranges_, [&](const Range& r) { return r.first <= status && status <= r.last; });
}

Outcome judge_answer(const HttpStatuses& expected, std::string_view text, int status, std::string_view body) {
  const std::string answer = "HTTP " + std::to_string(status);
  if (!expected.contain(status)) return {false, answer};
  if (body.find(text) == std::string_view::npos)
    return {false, answer + " without \"" + printable(text) + "\""};
  return {true, answer};
}

Result<> check_url(std::string_view url) {
  const auto bad = [&](std::string_view why) {
    return fail("\"" + printable(url) + "\" " + std::string(why) +
                ": write http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH");
  };
  if (!url.starts_with("http://") && !url.starts_with("https://")) return bad("is not an HTTP URL");
  if (std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; }))
    return bad("contains a blank or a control character");
  std::string_view host_port = split(url).authority;
  host_port.remove_prefix(host_port.rfind('@') + 1);  // npos + 1 is 0
  const std::string_view port = after_host(host_port);
  if (host_port.size() == port.size() || host_port.starts_with("[]")) return bad("has no host");
  if (host_port.starts_with('[') && host_port.find(']') == std::string_view::npos)
    return bad("has an unclosed [");
  if (!port.empty() && (port[0] != ':' || !parse_integer(port.substr(1), 1, 65535, "port")))
    return bad("has no port from 1 to 65535 after its host");
  return {};
}

std::string without_credentials(std::string_view url) {
  const Parts parts = split(url);
  const std::string_view host_port = parts.authority.substr(parts.authority.rfind('@') + 1);
  return std::string(parts.before) + std::string(host_port) + std::string(parts.after);
}

}  // namespace vrrp::stage
