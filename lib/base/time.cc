#include "base/time.h"

#include <array>
#include <cstdio>

namespace vrrp {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t us;
};
constexpr std::array<Unit, 5> units{
    {{"us", 1}, {"ms", 1'000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}}};

constexpr std::int64_t longest_us = 1'000LL * 24 * 3'600'000'000;

std::unexpected<Error> bad_duration(std::string_view text) {
  return fail("\"" + std::string(text) +
              "\" is not a duration: write a number and a unit, such as 1s, 100ms or 1.5s");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  std::size_t at = 0;
  std::int64_t whole = 0;
  while (at < text.size() && is_digit(text[at])) {
    whole = whole * 10 + (text[at++] - '0');
    if (whole > longest_us) return bad_duration(text);
  }
  if (at == 0) return bad_duration(text);
  std::string_view fraction;
  if (at < text.size() && text[at] == '.') {
    const std::size_t start = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    fraction = text.substr(start, at - start);
    if (fraction.empty()) return bad_duration(text);
  }
  for (const Unit& unit : units) {
    if (text.substr(at) != unit.name) continue;
    if (whole > longest_us / unit.us) return bad_duration(text);
    std::int64_t us = whole * unit.us;
    std::int64_t place = unit.us;
    for (char c : fraction) {
      if (place % 10 != 0) {  // smaller than a microsecond, or not a decimal part of this unit
        if (c != '0') return bad_duration(text);
        continue;
      }
      place /= 10;
      us += (c - '0') * place;
    }
    if (us > longest_us) return bad_duration(text);
    return Duration(us);
  }
  return bad_duration(text);
}

std::string format_duration(Duration d) {
  std::int64_t us = d.count();
  const std::string sign = us < 0 ? "-" : "";
  if (us < 0) us = -us;
  if (us == 0) return "0s";
  const Unit& unit = us < 1'000 ? units[0] : us < 1'000'000 ? units[1] : units[2];
  std::string fraction = std::to_string(us % unit.us);
  const std::size_t digits = unit.us == 1 ? 0 : unit.us == 1'000 ? 3 : 6;
  fraction.insert(0, digits > fraction.size() ? digits - fraction.size() : 0, '0');
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return sign + std::to_string(us / unit.us) + (fraction.empty() ? "" : "." + fraction) +
         std::string(unit.name);
}

std::string format_rfc3339(WallTime t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(t - day);
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02ld:%02ld:%02lld.%06lldZ",
                                   static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day()), clock.hours().count(),
                                   clock.minutes().count(), static_cast<long long>(clock.seconds().count()),
                                   static_cast<long long>(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace vrrp
