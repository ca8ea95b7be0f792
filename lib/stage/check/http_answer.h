// What counts as a healthy HTTP answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stage/check/checker.h"

namespace vrrp::stage {

// Which HTTP statuses are healthy: "200", "200-399", "200-299,401".
class HttpStatuses {
 public:
  static Result<HttpStatuses> parse(std::string_view text);
  bool contain(int status) const;

 private:
  struct Range {
    int first;
    int last;
  };
  std::vector<Range> ranges_;
};

// The status must be an expected one, and the body must contain `text` (empty: any body).
Outcome judge_answer(const HttpStatuses& expected, std::string_view text, int status, std::string_view body);

// Refuses an invalid URL: not http or https, no host, an invalid port, a blank or a control character.
Result<> check_url(std::string_view url);

// The URL without user name and password, for logs.
std::string without_credentials(std::string_view url);

}  // namespace vrrp::stage
