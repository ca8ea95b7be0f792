// Writes records as lines: each field goes straight into the line, without a tree of values. A process with
// many routers writes thousands of `alive` records a second, and vrrp-dump reads captures of millions of
// adverts.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

#include "base/text.h"
#include "record/fields.h"
#include "record/json.h"
#include "record/shorten.h"

namespace vrrp::record {
namespace {

// The text written so far. It begins on the stack, because most lines are short.
class Line {
 public:
  Line() = default;
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // Room for at least `size` bytes; call `took` with the end of what was written.
  [[gnu::always_inline]] char* room(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - at_)) [[unlikely]]
      grow(size);
    return at_;
  }
  void took(char* end) { at_ = end; }

  void add(char c) {
    *room(1) = c;
    ++at_;
  }
  void add(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    at_ += text.size();
  }

  std::string_view text() const { return {begin_, static_cast<std::size_t>(at_ - begin_)}; }

 private:
  [[gnu::noinline]] void grow(std::size_t size) {
    std::vector<char> longer(2 * text().size() + size);
    std::ranges::copy(text(), longer.begin());
    at_ = longer.data() + text().size();
    more_ = std::move(longer);
    begin_ = more_.data();
    end_ = begin_ + more_.size();
  }

  std::array<char, 1024> first_;
  std::vector<char> more_{};
  char* begin_ = first_.data();
  char* at_ = begin_;
  char* end_ = begin_ + first_.size();
};

void add_escape(Line& line, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  line.add("\\u00");
  line.add(digits[byte >> 4]);
  line.add(digits[byte & 15]);
}

// Characters that JSON must escape, and those that a terminal may obey: C0, DEL, and C1 (U+0080 to U+009F: C2
// 80 to C2 9F).
void add_escaped(Line& line, std::string_view utf8) {
  constexpr std::string_view short_ones = "\"\\\b\f\n\r\t", their_letters = "\"\\bfnrt";
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (const auto at = short_ones.find(utf8[i]); at != std::string_view::npos) {
      line.add('\\');
      line.add(their_letters[at]);
    } else if (byte < 0x20 || byte == 0x7f) {
      add_escape(line, byte);
    } else if (byte == 0xc2 && static_cast<unsigned char>(utf8[i + 1]) < 0xa0) {
      add_escape(line, static_cast<unsigned char>(utf8[++i]));
    } else {
      line.add(utf8[i]);
    }
  }
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

class FieldWriter {
 public:
  explicit FieldWriter(Line& line) : line_(line) {}

  // One object with the fields that `visit` visits.
  template <class Visit>
  void object(const Visit& visit) {
    const bool outer = std::exchange(first_, true);
    visit();
    first_ = outer;
    line_.add('}');
  }

  template <class T, class Kind>
  void field(Presence presence, const Key& key, const T& value, const Kind& kind, std::string_view) {
    if (says_nothing(value) && !presence.always) return;
    begin(key);
    put(value, kind);
  }

  template <class T, class Kind>
  void field(Presence, const Key& key, const std::optional<T>& value, const Kind& kind, std::string_view) {
    if (!value) return;
    begin(key);
    put(*value, kind);
  }

  template <class T, class Visit>
  void part(const std::optional<T>& value, const Visit& visit) {
    if (value) visit(*value);
  }

 private:
  static bool says_nothing(const std::string& text) { return text.empty(); }
  template <class T>
  static bool says_nothing(const std::vector<T>& list) {
    return list.empty();
  }
  template <class T>
  static bool says_nothing(const T& value) {
    if constexpr (std::is_integral_v<T>) return value == T{};
    return false;
  }

  // The whole array of the key is copied and then only its length counted, because a copy of constant size is
  // the fastest.
  [[gnu::always_inline]] void begin(const Key& key) {
    char* at = line_.room(Key::capacity);
    std::memcpy(at, key.data(), Key::capacity);
    if (std::exchange(first_, false)) *at = '{';
    line_.took(at + key.length());
  }

  void quoted(std::string_view plain) {
    char* at = line_.room(plain.size() + 2);
    *at++ = '"';
    at = std::copy(plain.begin(), plain.end(), at);
    *at++ = '"';
    line_.took(at);
  }

  // Each byte that is not UTF-8 becomes U+FFFD.
  void text(std::string_view any, std::size_t most) {
    if (any.size() <= most && is_plain(any)) return quoted(any);
    line_.add('"');
    add_escaped(line_, utf8_prefix(any, most));
    line_.add('"');
  }

  template <class T>
  void number(T value) {
    constexpr std::size_t most = 24;
    char* at = line_.room(most);
    line_.took(std::to_chars(at, at + most, value).ptr);
  }

  // A JSON number of milliseconds, without a fraction if it has none.
  void milliseconds(Duration duration) {
    const std::int64_t us = to_us(duration);
    if (us < 0) line_.add('-');
    const std::uint64_t size = us < 0 ? -static_cast<std::uint64_t>(us) : static_cast<std::uint64_t>(us);
    number(size / 1000);
    if (size % 1000 == 0) return;
    const std::array<char, 4> fraction{'.', digit(size / 100), digit(size / 10), digit(size)};
    line_.add({fraction.data(), size % 10 != 0 ? 4U : size % 100 != 0 ? 3U : 2U});
  }
  static char digit(std::uint64_t number) { return static_cast<char>('0' + number % 10); }

  void put(std::string_view value, const Text&) { text(value, std::string::npos); }
  void put(const std::string& value, const Name&) { text(value, longest_name); }
  void put(const std::string& value, const Choice&) { text(value, std::string::npos); }
  template <class T>
  void put(const T& value, const Choice& choice) {
    quoted(choice.words->words[index_of(value)].word);
  }
  template <class T>
  void put(const T& value, const Whole&) {
    number(value);
  }
  void put(bool value, const Flag&) { line_.add(value ? "true" : "false"); }
  void put(WallTime value, const Clock&) {
    std::array<char, rfc3339_size> text;
    put_rfc3339(value, text.data());
    quoted({text.data(), text.size()});
  }
  void put(Time value, const Expiry&) { number(to_us(value)); }
  void put(Duration value, const Interval&) { milliseconds(value); }
  void put(Duration value, const Milliseconds&) { milliseconds(value); }
  void put(std::uint8_t value, const AuthType&) {
    if (value < auth_type_words.words.size()) return quoted(auth_type_words.words[value].word);
    number(value);
  }
  template <class T>
  void put(const T& value, const Plain&) {
    quoted(value.text());
  }
  void put(const proto::Mac& value, const Plain&) {
    const auto letters = value.letters();
    quoted({letters.data(), letters.size()});
  }
  void put(const Peer& value, const Heard& heard) {
    object([&] { fields(*this, value, heard.priority); });
  }
  void put(const proto::Address& value, const HeardAddress&) {
    const Peer peer{value, {}};
    object([&] { fields(*this, peer, out); });
  }
  template <class T, class Kind>
  void put(const std::vector<T>& values, const ListOf<Kind>& list) {
    entries(values, [&](const T& value) { put(value, list.kind); });
  }
  template <class T, class Fields>
  void put(const std::vector<T>& values, const Objects<Fields>& list) {
    entries(values, [&](const T& value) { object([&] { list.fields(*this, value); }); });
  }

  template <class T, class Each>
  void entries(const std::vector<T>& values, const Each& each) {
    line_.add('[');
    for (const T& value : values) {
      if (&value != values.data()) line_.add(',');
      each(value);
    }
    line_.add(']');
  }

  Line& line_;
  bool first_ = true;
};

// `"event":"state"` and the rest.
template <class Body>
void write(Line& line, const Header& header, const Body& body) {
  constexpr std::string_view event = event_of<Body>.name;
  FieldWriter writer(line);
  writer.object([&] {
    writer.field(need, "event", event, Text{}, "");
    header_fields(writer, header, body);
    fields(writer, body);
  });
  line.add('\n');
}

std::string serialize(const Header& header, const Body& body) {
  Line line;
  std::visit([&](const auto& its) { write(line, header, its); }, body);
  return std::string(line.text());
}

}  // namespace

std::string to_line(const Header& header, const Body& body) {
  std::string line = serialize(header, body);
  const std::size_t most = std::holds_alternative<Check>(body) ? longest_check_line : longest_line;
  if (line.size() <= most) return line;
  Body shorter = body;
  while (line.size() > most && shorten(shorter, line.size() - most)) line = serialize(header, shorter);
  return line;
}

std::string to_line(const Record& record) {
  return to_line(record.header, record.body);
}

std::size_t full_size(const Record& record) {
  return serialize(record.header, record.body).size();
}

}  // namespace vrrp::record
