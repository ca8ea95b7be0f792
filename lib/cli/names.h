// The names that a message suggests instead of a wrong one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vrrp::cli {

// "a, b, c"
std::string join(const std::vector<std::string>& names, std::string_view between = ", ");

// The name that was probably meant: `word` differs from it in at most one letter of three. Empty: no name is
// similar. A letter too many, too few, wrong or swapped with the next is one difference.
std::string nearest(std::string_view word, const std::vector<std::string>& names);

// ", did you mean --vrid?"; `otherwise` if no name is similar.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names,
                         const std::string& otherwise);

}  // namespace vrrp::cli
