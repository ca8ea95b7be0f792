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

// The status has to be an expected one, and the body to contain `text` (empty: whatever it is).
Outcome judge_answer(const HttpStatuses& expected, std::string_view text, int status, std::string_view body);

// Refuses what can never be asked for: no http or https, no host, a port that is none, a blank or a control
// character.
Result<> check_url(std::string_view url);

// The URL without a user name and password: for whatever ends up in a log.
std::string without_credentials(std::string_view url);

}  // namespace vrrp::stage
