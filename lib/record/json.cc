#include "record/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "record/fields.h"

namespace vrrp::record {
namespace {

using nlohmann::json;
using Out = nlohmann::ordered_json;
using Reading = Presence::Reading;

// Thrown only inside this file: the first field that is missing or of the wrong kind.
struct Bad {
  std::string message;
};

[[noreturn]] void wrong(std::string_view key, std::string_view wanted) {
  throw Bad{fmt::format("field \"{}\" must be {}", key, wanted)};
}

[[noreturn]] void missing(std::string_view key) {
  throw Bad{fmt::format("field \"{}\" is missing", key)};
}

const json* find(const json& object, std::string_view key) {
  const auto at = object.find(std::string(key));
  return at == object.end() ? nullptr : &*at;
}

// ---- values

const std::string& text(std::string_view key, const json& value) {
  if (!value.is_string()) wrong(key, "text");
  return value.get_ref<const std::string&>();
}

std::int64_t integer(std::string_view key, const json& value, std::int64_t least, std::int64_t most) {
  const bool fits =
      value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX);
  if (!fits || value.get<std::int64_t>() < least || value.get<std::int64_t>() > most)
    throw Bad{fmt::format("field \"{}\" must be a whole number from {} to {}", key, least, most)};
  return value.get<std::int64_t>();
}

const json& list(std::string_view key, const json& value) {
  if (!value.is_array()) wrong(key, "a list");
  return value;
}

Duration microseconds(double milliseconds) {
  return std::chrono::round<Duration>(std::chrono::duration<double, std::milli>(milliseconds));
}

// What `parse` makes of a text, an address for instance.
template <class T>
T parsed(std::string_view key, const json& value) {
  auto result = T::parse(text(key, value));
  if (!result) throw Bad{fmt::format("field \"{}\": {}", key, result.error().message)};
  return std::move(*result);
}

// Reads the fields of one object.
class FieldReader {
 public:
  explicit FieldReader(const json& object) : object_(object) {}

  template <class T, class Kind>
  void field(Presence presence, const Key& key, T& value, const Kind& kind, std::string_view) {
    const std::string_view name = key.name();
    const json* found = find(object_, name);
    if (!found && presence.reading == Reading::required) missing(name);
    if (!found) return absent(value, kind);
    if (presence.reading != Reading::lenient) return set(name, *found, value, kind);
    try {
      set(name, *found, value, kind);
    } catch (const Bad&) {  // no decision depends on it
    }
  }

  template <class T, class Visit>
  void part(std::optional<T>& value, const Visit& visit) {
    visit(value.emplace());
  }

 private:
  template <class T, class Kind>
  static void absent(T&, const Kind&) {}
  template <class T>
  static void absent(T& value, const Choice& choice) {
    if constexpr (std::is_enum_v<T>)
      if (choice.unknown >= 0) set_index(value, static_cast<std::size_t>(choice.unknown));
  }

  // Only a valid value is kept.
  template <class T, class Kind>
  static void set(std::string_view key, const json& found, T& value, const Kind& kind) {
    T taken{};
    take(key, found, taken, kind);
    value = std::move(taken);
  }
  template <class T, class Kind>
  static void set(std::string_view key, const json& found, std::optional<T>& value, const Kind& kind) {
    T taken{};
    take(key, found, taken, kind);
    value = std::move(taken);
  }

  static void take(std::string_view key, const json& found, std::string& value, const Text&) {
    value = text(key, found);
  }
  static void take(std::string_view key, const json& found, std::string& value, const Name& name) {
    value = text(key, found);
    if (name.role == Name::Role::label) {
      if (value.size() > longest_name) value = utf8_prefix(value, longest_name);
    } else if (value.empty() || value.size() > longest_name) {
      throw Bad{
          fmt::format("field \"{}\" has {} bytes, and must have 1 to {}", key, value.size(), longest_name)};
    }
  }
  static void take(std::string_view key, const json& found, std::string& value, const Choice&) {
    value = text(key, found);
  }
  template <class T>
  static void take(std::string_view key, const json& found, T& value, const Choice& choice) {
    const std::string& word = text(key, found);
    const auto& words = choice.words->words;
    for (std::size_t i = 0; i < words.size(); ++i)
      if (words[i].word == word) return set_index(value, i);
    if (choice.unknown < 0) wrong(key, choice.words->wanted);
    absent(value, choice);
  }
  template <class T>
  static void take(std::string_view key, const json& found, T& value, const Whole& whole) {
    value = static_cast<T>(integer(key, found, whole.taken_from, whole.most));
  }
  static void take(std::string_view key, const json& found, bool& value, const Flag&) {
    if (!found.is_boolean()) wrong(key, "true or false");
    value = found.get<bool>();
  }
  static void take(std::string_view key, const json& found, WallTime& value, const Clock&) {
    const auto time = parse_rfc3339(text(key, found));
    if (!time) throw Bad{fmt::format("field \"{}\": {}", key, time.error().message)};
    value = *time;
  }
  static void take(std::string_view key, const json& found, Time& value, const Expiry&) {
    value = time_from_us(integer(key, found, 0, INT64_MAX));
  }
  static void take(std::string_view key, const json& found, Duration& value, const Interval&) {
    if (!found.is_number() || !(found.get<double>() > 0) || found.get<double>() > 86'400'000.0)
      wrong(key, "a positive number of milliseconds");
    value = microseconds(found.get<double>());
  }
  // At most a century.
  static void take(std::string_view key, const json& found, Duration& value, const Milliseconds&) {
    if (!found.is_number() || !(found.get<double>() >= 0) || found.get<double>() > 3.2e12)
      wrong(key, "a number of milliseconds");
    value = microseconds(found.get<double>());
  }
  static void take(std::string_view key, const json& found, std::uint8_t& value, const AuthType&) {
    if (found.is_number()) return take(key, found, value, byte);
    take(key, found, value, Choice{&auth_type_words});
  }
  template <class T>
  static void take(std::string_view key, const json& found, T& value, const Plain&) {
    value = parsed<T>(key, found);
  }
  static void take(std::string_view key, const json& found, Peer& value, const Heard& heard) {
    if (!found.is_object() && heard.skip_others) return;
    if (!found.is_object()) wrong(key, "an object");
    FieldReader reader(found);
    fields(reader, value, heard.priority);
  }
  static void take(std::string_view key, const json& found, proto::Address& value, const HeardAddress&) {
    Peer peer;
    take(key, found, peer, Heard{});
    value = peer.address;
  }
  template <class T, class Kind>
  static void take(std::string_view key, const json& found, std::vector<T>& values, const ListOf<Kind>& of) {
    for (const json& entry : list(key, found)) {
      if (!entry.is_string()) wrong(key, fmt::format("a list of {}", of.entries));
      take(key, entry, values.emplace_back(), of.kind);
    }
  }
  template <class T, class Fields>
  static void take(std::string_view key, const json& found, std::vector<T>& values,
                   const Objects<Fields>& of) {
    for (const json& entry : list(key, found)) {
      if (!entry.is_object()) wrong(key, "a list of objects");
      FieldReader reader(entry);
      of.fields(reader, values.emplace_back());
    }
  }

  const json& object_;
};

// ---- records

template <class Body>
Body body_of(const json& object) {
  FieldReader reader(object);
  Body body;
  fields(reader, body);
  if constexpr (requires { body.router->interface = body.interface; })
    body.router->interface = body.interface;
  return body;
}

// The record, if its event is one of these.
template <class Variant, class... Bodies>
std::optional<Variant> one_of(const json& object, std::string_view event, std::variant<Bodies...>*) {
  std::optional<Variant> found;
  ((event == event_of<Bodies>.name ? void(found = body_of<Bodies>(object)) : void()), ...);
  return found;
}

template <class Variant>
std::optional<Variant> body_among(const json& object) {
  const json* event = find(object, "event");
  if (!event) return std::nullopt;
  return one_of<Variant>(object, text("event", *event), static_cast<Variant*>(nullptr));
}

std::optional<Record> record_of(const json& object) {
  auto body = body_among<Body>(object);
  if (!body) return std::nullopt;
  Record record;
  record.body = std::move(*body);
  FieldReader reader(object);
  std::visit([&](auto& its) { header_fields(reader, record.header, its); }, record.body);
  return record;
}

// Its `pid` is ignored: the asking program knows better which process it asked.
Record status_record(const json& object) {
  for (const char* key : {"event", "tool", "node"}) {
    const json* value = find(object, key);
    if (!value) missing(key);
    if (text(key, *value) != "status" && key == std::string_view("event")) wrong(key, "\"status\"");
  }
  Record record = *record_of(object);
  auto& status = std::get<Status>(record.body);
  if (!status.router.family || !status.router.vrid) throw Bad{"field \"family\" or \"vrid\" is missing"};
  status.pid.reset();
  return record;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The result of `read` for the object of the line; what it throws becomes an error.
template <class Read>
auto read_object(std::string_view line, const Read& read) -> Result<decltype(read(json()))> {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return fail("not a JSON object");
  try {
    return read(object);
  } catch (const Bad& bad) {
    return fail(bad.message);
  }
}

// ---- flat objects

std::string scalar(const std::string& key, const Out& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  throw Bad{fmt::format("{}: must be text, a number, true or false, or a list of texts", printable(key))};
}

Field field(const std::string& key, const Out& value) {
  if (value.is_boolean()) return {key, value.get<bool>()};
  std::vector<std::string> values;
  if (!value.is_array()) values.push_back(scalar(key, value));
  if (value.is_array())
    for (const Out& each : value) values.push_back(scalar(key, each));
  return {key, std::move(values)};
}

}  // namespace

Result<std::optional<Incoming>> parse_line(std::string_view line) {
  if (is_blank(line)) return std::nullopt;
  return read_object(line, body_among<Incoming>);
}

Result<std::optional<Record>> parse_record(std::string_view line) {
  if (is_blank(line)) return std::nullopt;
  return read_object(line, record_of);
}

Result<Record> parse_status(std::string_view line) {
  return read_object(line, status_record);
}

Result<std::vector<Field>> parse_fields(std::string_view line) {
  std::set<std::string> seen;
  std::string twice;
  const auto watch = [&](int depth, Out::parse_event_t event, Out& key) {
    if (event == Out::parse_event_t::key && depth == 1 && !seen.insert(key.get<std::string>()).second)
      twice = key.get<std::string>();
    return true;
  };
  Out object;
  try {
    object = Out::parse(line, watch);
  } catch (const Out::parse_error& error) {
    return fail(fmt::format("not a JSON object: cannot be read at column {}", error.byte));
  } catch (const Out::exception&) {  // the only other one of a parser
    return fail("a number in it is too large");
  }
  if (!object.is_object()) return fail("not a JSON object");
  if (!twice.empty()) return fail(printable(twice) + ": is given twice");
  try {
    std::vector<Field> fields;
    for (const auto& [key, value] : object.items()) fields.push_back(field(key, value));
    return fields;
  } catch (const Bad& bad) {
    return fail(bad.message);
  }
}

}  // namespace vrrp::record
