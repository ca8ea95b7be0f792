#include "cli/names.h"

#include <algorithm>

namespace vrrp::cli {
namespace {

// The distance of Damerau and Levenshtein, in its simple form: row i holds the differences between the first
// i letters of `a` and each beginning of `b`.
std::size_t differences(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + wrong});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  return rows[a.size()][b.size()];
}

}  // namespace

std::string join(const std::vector<std::string>& names, std::string_view between) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += between;
    out += name;
  }
  return out;
}

std::string nearest(std::string_view word, const std::vector<std::string>& names) {
  const std::size_t letters = word.size() - std::min(word.find_first_not_of('-'), word.size());
  std::size_t too_far = letters / 3 + 1;
  std::string best;
  for (const std::string& name : names) {
    if (word.size() > 2 * name.size()) continue;  // the word may be megabytes long
    const std::size_t away = differences(word, name);
    if (away >= too_far) continue;
    too_far = away;
    best = name;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names,
                         const std::string& otherwise) {
  const std::string meant = nearest(word, names);
  return meant.empty() ? otherwise : ", did you mean " + meant + "?";
}

}  // namespace vrrp::cli
