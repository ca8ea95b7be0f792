// The schema and the tables of vrrp-records(7), from the tables of fields (lib/record/fields.h):
//
//     record-tables schema       prints lib/record/records.schema.json
//     record-tables page FILE    prints the page with its tables made anew
//
// Both are kept in the tree, and tests/schema/current compares them.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "record/fields.h"

using namespace vrrp;
using namespace vrrp::record;
using Json = nlohmann::ordered_json;

namespace {

struct Row {
  std::string key{};
  bool required = false;
  Json schema{};
  std::string meaning{};
  const Vocabulary* words = nullptr;
  std::vector<Row> entries{};  // of a list of objects
  bool is_list = false;
};

// ---- the schema of a field

Json reference(std::string_view name) {
  return {{"$ref", "#/$defs/" + std::string(name)}};
}

Json object_of(const std::vector<Row>& rows);

// Visits a record, of which only the types count.
class Tables {
 public:
  template <class T, class Kind>
  void field(Presence presence, const Key& key, T&, const Kind& kind, std::string_view meaning) {
    Row row;
    row.key = key.name();
    row.required = presence.always;
    row.meaning = meaning;
    row.schema = schema(static_cast<typename Value<T>::type*>(nullptr), kind, row);
    rows_.push_back(std::move(row));
  }

  template <class T, class Visit>
  void part(std::optional<T>&, const Visit& visit) {
    T value{};
    visit(value);
  }

  std::vector<Row> take() { return std::move(rows_); }

 private:
  template <class T>
  struct Value {
    using type = T;
  };
  template <class T>
  struct Value<std::optional<T>> {
    using type = T;
  };

  static Json schema(const std::string*, const Text& text, Row&) {
    Json json = {{"type", "string"}};
    if (text.least > 0) json["minLength"] = text.least;
    return json;
  }
  static Json schema(const std::string* value, const Name& name, Row& row) {
    return name.schema.empty() ? schema(value, Text{name.least}, row) : reference(name.schema);
  }
  template <class T>
  static Json schema(const T*, const Choice& choice, Row& row) {
    row.words = choice.words;
    if (choice.words == &family_words) return reference("family");
    if (choice.words == &state_words) return reference("router_state");
    Json words = Json::array();
    for (const Word& word : choice.words->words) words.push_back(word.word);
    return {{"enum", words}};
  }
  template <class T>
  static Json schema(const T*, const Whole& whole, Row&) {
    Json json = {{"type", "integer"}, {"minimum", whole.least}};
    if (whole.most < INT32_MAX) json["maximum"] = whole.most;
    return json;
  }
  static Json schema(const bool*, const Flag& flag, Row& row) {
    if (row.required || flag.can_be_false) return {{"type", "boolean"}};
    return {{"const", true}};
  }
  static Json schema(const WallTime*, const Clock&, Row&) { return reference("time"); }
  static Json schema(const Time*, const Expiry&, Row&) { return reference("expires_us"); }
  static Json schema(const Duration*, const Interval&, Row&) { return reference("interval_ms"); }
  static Json schema(const Duration*, const Milliseconds&, Row&) {
    return {{"type", "number"}, {"minimum", 0}};
  }
  static Json schema(const std::uint8_t* value, const AuthType&, Row& row) {
    const Json words = schema(value, Choice{&auth_type_words}, row);
    return {{"anyOf", Json::array({words, {{"type", "integer"}, {"minimum", 3}, {"maximum", 255}}})}};
  }
  static Json schema(const proto::Address*, const Plain&, Row&) { return reference("address"); }
  static Json schema(const proto::Prefix*, const Plain&, Row&) { return reference("prefix"); }
  static Json schema(const proto::Mac*, const Plain&, Row&) { return reference("mac"); }
  static Json schema(const Peer*, const Heard&, Row&) { return reference("peer"); }
  static Json schema(const proto::Address*, const HeardAddress&, Row&) { return reference("peer"); }
  template <class T, class Kind>
  static Json schema(const std::vector<T>*, const ListOf<Kind>& list, Row& row) {
    row.is_list = true;
    const Json items = schema(static_cast<const T*>(nullptr), list.kind, row);
    return {{"type", "array"}, {"items", items}};
  }
  template <class T, class Fields>
  static Json schema(const std::vector<T>*, const Objects<Fields>& list, Row& row) {
    Tables tables;
    T entry{};
    list.fields(tables, entry);
    row.entries = tables.take();
    row.is_list = true;
    Json json = {{"type", "array"}};
    if (list.most != SIZE_MAX) json["maxItems"] = list.most;
    json["items"] = object_of(row.entries);
    return json;
  }

  std::vector<Row> rows_{};
};

// ---- the schema

// A meaning without its marks, as a sentence.
std::string sentence(std::string text) {
  std::erase(text, '*');
  if (text.ends_with(':')) text.back() = '.';
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

Json object_of(const std::vector<Row>& rows) {
  Json properties = Json::object(), required = Json::array();
  for (const Row& row : rows) {
    Json property = Json::object();
    if (!row.meaning.empty()) property["description"] = sentence(row.meaning);
    property.update(row.schema);
    properties[row.key] = property;
    if (row.required) required.push_back(row.key);
  }
  return {{"type", "object"},
          {"properties", properties},
          {"required", required},
          {"additionalProperties", false}};
}

struct Section {
  Event event{};
  std::vector<Row> rows{};  // with the header's
  bool is_about_router = false;
};

template <class Record>
Section section_of() {
  Section section{.event = event_of<Record>};
  Tables tables;
  Record record{};
  Header header{};
  header_fields(tables, header, record);
  fields(tables, record);
  section.rows = tables.take();
  section.rows.insert(section.rows.begin(), {.key = "event", .required = true});
  section.rows[0].schema = {{"const", section.event.name}};
  for (Row& row : section.rows)
    if (row.key == "tool") row.schema = {{"const", section.event.tool}};
  return section;
}

template <class... Bodies>
std::vector<Section> sections_of(std::variant<Bodies...>*) {
  return {section_of<Bodies>()...};
}

std::vector<Section> sections() {
  return sections_of(static_cast<Body*>(nullptr));
}

Json words_of(const Vocabulary& vocabulary) {
  Json words = Json::array();
  for (const Word& word : vocabulary.words) words.push_back(word.word);
  return {{"enum", words}};
}

Json pattern(const char* description, const char* regex) {
  return {{"description", description}, {"type", "string"}, {"pattern", regex}};
}

Json definitions() {
  Json defs;
  defs["time"] = pattern("RFC 3339, UTC, microseconds.",
                         "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$");
  defs["interface"] = {{"type", "string"}, {"minLength", 1}, {"maxLength", 127}};
  defs["label"] = {{"type", "string"}, {"minLength", 1}, {"maxLength", 15}};
  defs["family"] = words_of(family_words);
  defs["address"] = pattern("An IP address without a prefix length.", "^[0-9a-f:.]+$");
  defs["address"]["maxLength"] = 45;
  defs["prefix"] = pattern("An IP address with its prefix length: 10.0.0.3/32.", "^[0-9a-f:.]+/[0-9]{1,3}$");
  defs["prefix"]["maxLength"] = 49;
  defs["mac"] = pattern("An Ethernet address.", "^[0-9a-f]{2}(:[0-9a-f]{2}){5}$");
  defs["router_state"] = words_of(state_words);
  defs["expires_us"] = {
      {"description", "CLOCK_BOOTTIME in microseconds."}, {"type", "integer"}, {"minimum", 0}};
  defs["interval_ms"] = {{"type", "number"}, {"exclusiveMinimum", 0}};
  Tables peer;
  Peer heard{};
  fields(peer, heard, may);
  defs["peer"] = object_of(peer.take());
  return defs;
}

// A master's record says until when, and no other's does.
void add_lease(Json& definition) {
  definition["if"] = {{"properties", {{"state", {{"const", "master"}}}}}};
  definition["then"] = {{"required", {"expires_us"}}};
  definition["else"] = {{"not", {{"required", {"expires_us"}}}}};
}

Json schema() {
  Json names = Json::array(), choices = Json::array(), defs = definitions();
  for (const Section& section : sections()) {
    const std::string name(section.event.name);
    names.push_back(name);
    choices.push_back({{"if", {{"properties", {{"event", {{"const", name}}}}}}}, {"then", reference(name)}});
    Json definition = {{"description", section.event.meaning}};
    definition.update(object_of(section.rows));
    if (section.event.is_leased) add_lease(definition);
    defs[name] = definition;
  }
  Json json = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"title", "vrrp-tools records"},
               {"description", "One JSON object a line. The definition is chosen by `event`."},
               {"type", "object"}};
  json["properties"]["event"]["enum"] = names;
  json["required"] = Json::array({"event"});
  json["allOf"] = choices;
  json["$defs"] = defs;
  return json;
}

// What holds no other object or list stands on one line if it fits.
void print(std::ostream& out, const Json& json, const std::string& indent, std::size_t column) {
  constexpr std::size_t width = 120;
  const bool is_flat = std::ranges::none_of(json, [](const Json& each) { return each.is_structured(); });
  std::string line = json.dump(-1, ' ', false);
  if (json.is_object() && is_flat) {
    line.clear();
    for (const auto& [key, value] : json.items())
      line += (line.empty() ? "{" : ", ") + Json(key).dump() + ": " + value.dump();
    line += "}";
  } else if (json.is_array() && is_flat) {
    line.clear();
    for (const Json& value : json) line += (line.empty() ? "[" : ", ") + value.dump();
    line += "]";
  }
  if (!json.is_structured() || json.empty() || (is_flat && column + line.size() <= width)) {
    out << line;
    return;
  }
  const std::string inner = indent + "  ";
  const char* separator = json.is_object() ? "{\n" : "[\n";
  for (const auto& [key, value] : json.items()) {
    const std::string name = json.is_object() ? Json(key).dump() + ": " : "";
    out << separator << inner << name;
    print(out, value, inner, inner.size() + name.size());
    separator = ",\n";
  }
  out << "\n" << indent << (json.is_object() ? "}" : "]");
}

// ---- the page

// A word of a meaning as mdoc: `x` is literal, *x* a field, --x a flag, x(8) a page. Punctuation around it is
// an argument of its own. Empty: plain text.
std::string macro(std::string word) {
  std::string before, after;
  while (!word.empty() && word[0] == '(') before += "( ", word.erase(0, 1);
  while (!word.empty() && std::string_view(".,;:").find(word.back()) != std::string_view::npos)
    after = std::string(" ") + word.back() + after, word.pop_back();
  const auto section = word.find('(');
  const bool is_page = section != std::string::npos && section > 0 && section + 3 == word.size() &&
                       std::isdigit(static_cast<unsigned char>(word[section + 1]));
  if (!is_page)
    while (!word.empty() && word.back() == ')') after = " )" + after, word.pop_back();
  const auto inside = [&](char mark) {
    return word.size() > 2 && word.front() == mark && word.back() == mark ? word.substr(1, word.size() - 2)
                                                                          : "";
  };
  if (is_page) return ".Xr " + before + word.substr(0, section) + " " + word.substr(section + 1, 1) + after;
  if (const std::string literal = inside('`'); !literal.empty())
    return ".Li " + before + (literal == "-" ? "\\-" : literal) + after;
  if (const std::string field = inside('*'); !field.empty()) return ".Va " + before + field + after;
  if (const std::string quoted = inside('"'); !quoted.empty()) return ".Dq " + before + quoted + after;
  if (word.starts_with("--")) return ".Fl " + before + word.substr(1) + after;
  return "";
}

// Words, where what stands between two marks is one.
std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words(1);
  char mark = '\0';
  for (const char c : text) {
    if (mark == '\0' && (c == '`' || c == '*' || c == '"'))
      mark = c;
    else if (c == mark)
      mark = '\0';
    if (c == ' ' && mark == '\0')
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

// Lines of mdoc: a macro has a line of its own, and a sentence begins a new one.
std::string mdoc(std::string_view text) {
  constexpr std::size_t width = 78;
  std::string page, line;
  const auto end_line = [&] {
    if (!line.empty()) page += line + "\n";
    line.clear();
  };
  for (const std::string& word : words_in(text)) {
    const std::string as_macro = macro(word);
    if (!as_macro.empty()) {
      end_line();
      page += as_macro + "\n";
      continue;
    }
    const std::string plain = word[0] == '-' ? "\\" + word : word;
    if (line.size() + 1 + plain.size() > width) end_line();
    line += (line.empty() ? "" : " ") + plain;
    if (word.back() == '.') end_line();
  }
  end_line();
  return page;
}

bool refers(const Row& row) {
  return row.meaning.starts_with("As in") || row.meaning.starts_with("as in");
}

std::string table(const std::vector<Row>& rows, const char* compact);

// "`init`, `backup` or `master`": words that need no explanation.
std::string listed(const Vocabulary& vocabulary) {
  std::string text;
  for (std::size_t i = 0; i < vocabulary.words.size(); ++i) {
    const bool last = i + 1 == vocabulary.words.size(), second_last = i + 2 == vocabulary.words.size();
    text += "`" + std::string(vocabulary.words[i].word) + "`" + (last ? "." : second_last ? " or " : ", ");
  }
  return "It is\n" + mdoc(text);
}

std::string word_table(const Vocabulary& vocabulary) {
  if (vocabulary.words[0].meaning.empty()) return listed(vocabulary);
  std::string page = ".Bl -tag -width Ds -compact\n";
  for (const Word& word : vocabulary.words)
    page += ".It Li " + std::string(word.word) + "\n" + mdoc(word.meaning);
  return page + ".El\n";
}

std::string body(const Row& row) {
  std::string page = mdoc(row.meaning);
  if (refers(row)) return page;
  if (!row.entries.empty()) return page + "A list of objects with\n" + table(row.entries, " -compact");
  if (!row.words || row.meaning.find('`') != std::string::npos) return page;
  if (row.is_list) page += "A list of\n";
  return page + word_table(*row.words);
}

// Neighbours of one meaning stand together.
std::string table(const std::vector<Row>& rows, const char* compact) {
  std::string page = std::string(".Bl -tag -width Ds") + compact + "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].meaning.empty()) continue;  // the page's own text has it
    page += ".It Va " + rows[i].key;
    while (i + 1 < rows.size() && rows[i + 1].meaning == rows[i].meaning) page += " , " + rows[++i].key;
    page += "\n" + body(rows[i]);
  }
  return page + ".El\n";
}

std::string table_of(const std::string& event) {
  for (const Section& section : sections())
    if (section.event.name == event) return table(section.rows, "");
  throw std::runtime_error("there is no event " + event);
}

// The page, with a new table behind each `.\" @FIELDS event@`, up to `.\" @END@`. An event that has none gets
// a section before `.\" @NEW@`.
std::string page(std::istream& in) {
  std::string result, line;
  std::vector<Section> missing = sections();
  bool inside = false, takes_new = false;
  const std::string begin = ".\\\" @FIELDS ", end = ".\\\" @END@";
  while (std::getline(in, line)) {
    if (line == ".\\\" @NEW@" && !inside) {
      for (const Section& section : std::exchange(missing, {})) {
        const std::string name(section.event.name);
        result += ".Ss " + name + "\n" + mdoc(section.event.meaning) + begin + name + "@\n" + table_of(name) +
                  end + "\n";
      }
      takes_new = true;
    }
    if (line == end) inside = false;
    if (!inside) result += line + "\n";
    if (!line.starts_with(begin)) continue;
    const std::string name = line.substr(begin.size(), line.size() - begin.size() - 1);
    result += table_of(name);
    inside = true;
    if (std::erase_if(missing, [&](const Section& section) { return section.event.name == name; }) != 1)
      throw std::runtime_error(name +
                               (takes_new ? ": its table is below @NEW@" : ": there is a second table"));
  }
  if (inside || !takes_new) throw std::runtime_error("@END@ or @NEW@ is missing");
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.size() == 1 && arguments[0] == "schema") {
      print(std::cout, schema(), "", 0);
      std::cout << "\n";
      return 0;
    }
    if (arguments.size() == 2 && arguments[0] == "page") {
      std::ifstream file(arguments[1]);
      std::cout << page(file);
      return 0;
    }
  } catch (const std::exception& error) {
    std::cerr << "record-tables: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "usage: record-tables schema | page FILE\n";
  return 2;
}
