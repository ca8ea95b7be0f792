// The kinds of fields: how a value looks in JSON, and what a reader accepts. The writer
// (lib/record/write.cc), the reader (lib/record/json.cc) and the schema (tests/schema/tables.cc) each know
// what to do with a kind; which fields there are is lib/record/fields.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "record/vocabulary.h"

namespace vrrp::record {

// Whether a field is written if its value is empty (an empty text or list, false, 0; an empty optional is
// never written), and how a reader treats one that is absent or of another kind.
struct Presence {
  bool always;
  enum class Reading { required, optional, lenient } reading;
};
// Always present. A reader refuses a record without it, or with another kind of value.
inline constexpr Presence need{true, Presence::Reading::required};
// Always present in our records. A reader accepts its absence, but refuses another kind of value.
inline constexpr Presence known{true, Presence::Reading::optional};
// The same, but a reader never refuses a record because of it.
inline constexpr Presence told{true, Presence::Reading::lenient};
// Present if it is not empty. A reader refuses another kind of value.
inline constexpr Presence may{false, Presence::Reading::optional};
// Present if it is not empty. A reader uses it if it can.
inline constexpr Presence out{false, Presence::Reading::lenient};

// The key of a field as a line has it, with the comma before it: `,"seq":`.
class Key {
 public:
  template <std::size_t size>
  consteval Key(const char (&name)[size]) : length_(size + 3) {
    static_assert(size + 3 <= capacity);
    text_[0] = ',';
    text_[1] = '"';
    for (std::size_t i = 0; i + 1 < size; ++i) text_[i + 2] = name[i];
    text_[size + 1] = '"';
    text_[size + 2] = ':';
  }

  static constexpr std::size_t capacity = 32;
  constexpr const char* data() const { return text_; }  // `capacity` bytes
  constexpr std::size_t length() const { return length_; }
  constexpr std::string_view name() const { return {text_ + 2, length_ - 4}; }

 private:
  char text_[capacity]{};
  std::size_t length_;
};

// Text as it is. The schema wants at least `least` characters.
struct Text {
  std::size_t least = 0;
};
// Text that is a name, written with at most `longest_name` bytes. Names that are cut may become equal, so a
// reader refuses a longer one if it identifies records, and otherwise cuts it.
struct Name {
  enum class Role { label, identity } role = Role::label;
  std::string_view schema = "";  // its own definition there, if it has one
  std::size_t least = 1;         // characters, in the schema
};
inline constexpr Name interface_label{.schema = "interface"};
// One of these words. `unknown` is the value for an absent or unknown word, if a reader accepts that.
struct Choice {
  const Vocabulary* words;
  std::ptrdiff_t unknown = -1;
};
// A whole number. A reader accepts it from `taken_from` on, which may be less than we write.
struct Whole {
  std::int64_t least = 0;
  std::int64_t most = INT64_MAX;
  std::int64_t taken_from = least;
};
struct Flag {
  bool can_be_false = false;  // in the schema, if it is not always there
};
struct Clock {};         // a wall-clock time
struct Expiry {};        // CLOCK_BOOTTIME in microseconds
struct Interval {};      // an advertisement interval in milliseconds
struct Milliseconds {};  // how long something lasts
struct AuthType {};      // a word, or the number of an unknown type
// An address, a prefix or a MAC, by the type of the value.
struct Plain {};
// The object of a router that was heard. `priority` is how that field of it is read.
struct Heard {
  Presence priority = out;
  bool skip_others = false;  // a reader treats another kind of value as absent
};
struct HeardAddress {};  // the same, of which only the address is known
// A list of values of one kind.
template <class Kind>
struct ListOf {
  Kind kind;
  std::string_view entries;  // "texts": the words of the error if an entry is something else
};
// A list of objects, whose fields `fields(visitor, entry)` visits.
template <class Fields>
struct Objects {
  Fields fields;
  std::size_t most = SIZE_MAX;  // in the schema
};
template <class Fields>
Objects(Fields, std::size_t = SIZE_MAX) -> Objects<Fields>;

}  // namespace vrrp::record
