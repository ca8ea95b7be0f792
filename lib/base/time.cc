#include "base/time.h"

#include <algorithm>
#include <array>

#include "base/text.h"

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

constexpr std::string_view rfc3339_form = "0000-00-00T00:00:00.000000Z";
static_assert(rfc3339_form.size() == rfc3339_size);

// Written by hand, because a capture has millions of them and printf would take most of the time of a record.
void put_rfc3339(WallTime t, char* to) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::int64_t us = to_us(t - day);
  rfc3339_form.copy(to, rfc3339_form.size());
  const auto put = [&](std::size_t end, std::int64_t number) {
    for (; number > 0; number /= 10) to[--end] = static_cast<char>('0' + number % 10);
  };
  put(4, std::clamp(static_cast<int>(date.year()), 0, 9999));
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, us / 3'600'000'000);
  put(16, us / 60'000'000 % 60);
  put(19, us / 1'000'000 % 60);
  put(26, us % 1'000'000);
}

std::string format_rfc3339(WallTime t) {
  std::string text(rfc3339_size, '\0');
  put_rfc3339(t, text.data());
  return text;
}

Result<WallTime> parse_rfc3339(std::string_view text) {
  bool fits = text.size() == rfc3339_form.size();
  for (std::size_t i = 0; fits && i < rfc3339_form.size(); ++i)
    fits = rfc3339_form[i] == '0' ? is_digit(text[i]) : text[i] == rfc3339_form[i];
  const auto number = [&](std::size_t at, std::size_t size) {
    unsigned value = 0;
    for (const char c : text.substr(at, size)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  if (fits) {
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(number(0, 4))),
                                           std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)));
    const unsigned h = number(11, 2), m = number(14, 2), s = number(17, 2);
    if (date.ok() && h < 24 && m < 60 && s < 60)
      return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(h) + std::chrono::minutes(m) +
             std::chrono::seconds(s) + Duration(number(20, 6));
  }
  return fail("\"" + printable(text) + "\" is not a time such as 2026-11-22T13:08:00.123456Z");
}

}  // namespace vrrp
