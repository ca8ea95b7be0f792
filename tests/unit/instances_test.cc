// Lines of JSON as the options of a program: the same definitions, choices and errors as on the command line.
#include "cli/instances.h"

#include <gtest/gtest.h>

#include "cli/common.h"

namespace vrrp::cli {
namespace {

struct Said {
  int number = 0;
  bool flag = false;
  std::vector<std::string> words{};
  std::string colour{};
};

std::vector<Option> options_of(Said& said) {
  return {{.flags = "--number",
           .value = "N",
           .help = "a number",
           .set = set_integer(said.number, 1, 9),
           .required = true},
          {.flags = "-f,--flag", .help = "a flag", .set = set_flag(said.flag)},
          {.flags = "--word",
           .value = "TEXT",
           .help = "a word",
           .set = append_text(said.words),
           .repeatable = true},
          {.flags = "--colour",
           .value = "C",
           .help = "a colour",
           .set = set_text(said.colour),
           .choices = {"red", "blue"}}};
}

// The error, or "".
std::string apply(Said& said, std::string_view line, const std::vector<Given>& defaults = {}) {
  const auto applied = apply_line(options_of(said), defaults, line);
  return applied ? "" : applied.error().message;
}
std::string error_of(std::string_view line) {
  Said said;
  return apply(said, line);
}

TEST(Instances, KeysAreLongOptions) {
  Said said;
  EXPECT_EQ(apply(said, R"({"number": 5, "flag": true, "word": ["a", "b"], "colour": "blue"})"), "");
  EXPECT_EQ(said.number, 5);
  EXPECT_TRUE(said.flag);
  EXPECT_EQ(said.words, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(said.colour, "blue");
}

TEST(Instances, NumbersMayBeTextAndASingleValueStandsForAList) {
  Said said;
  EXPECT_EQ(apply(said, R"({"number": "5", "word": 7, "flag": false})"), "");
  EXPECT_EQ(said.number, 5);
  EXPECT_FALSE(said.flag);
  EXPECT_EQ(said.words, (std::vector<std::string>{"7"}));
}

TEST(Instances, TheLineCountsInsteadOfTheDefaultsNotBesideThem) {
  std::vector<Given> given;
  Said command_line;
  const auto options = noting(options_of(command_line), given);
  ASSERT_TRUE(set_option(options[0], "--number", "3"));
  ASSERT_TRUE(set_option(options[2], "--word", "x"));
  ASSERT_TRUE(set_option(options[2], "--word", "y"));
  EXPECT_EQ(command_line.number, 3) << "without lines it is what counts";

  Said first, second;
  EXPECT_EQ(apply(first, R"({"word": "a"})", given), "");
  EXPECT_EQ(first.number, 3);
  EXPECT_EQ(first.words, (std::vector<std::string>{"a"}));
  EXPECT_EQ(apply(second, R"({"number": 4})", given), "");
  EXPECT_EQ(second.number, 4);
  EXPECT_EQ(second.words, (std::vector<std::string>{"x", "y"}));
}

TEST(Instances, AFlagOfTheCommandLineCanBeTakenBack) {
  Said said;
  EXPECT_EQ(apply(said, R"({"number": 1, "flag": false})", {{"flag", ""}}), "");
  EXPECT_FALSE(said.flag);
}

TEST(Instances, ErrorsNameTheKey) {
  EXPECT_EQ(error_of("number=1"), "not a JSON object: cannot be read at column 3");
  EXPECT_EQ(error_of(R"({"number": 1 "words": "x"})"), "not a JSON object: cannot be read at column 20");
  EXPECT_EQ(error_of(R"({"number": 1)"), "not a JSON object: cannot be read at column 13");
  EXPECT_EQ(error_of("[1]"), "not a JSON object");
  EXPECT_EQ(error_of(R"({"numbr": 1})"), "unknown key \"numbr\", did you mean number?");
  EXPECT_EQ(error_of(R"({"number": 1, "number": 2})"), "number: is given twice");
  EXPECT_EQ(error_of(R"({"number": 10})"), "number: \"10\" is not a whole number from 1 to 9");
  EXPECT_EQ(error_of(R"({"number": 1.5})"), "number: \"1.5\" is not a whole number from 1 to 9");
  EXPECT_EQ(error_of(R"({"number": [1, 2]})"), "number: takes one value");
  EXPECT_EQ(error_of(R"({"number": []})"), "number: takes one value");
  EXPECT_EQ(error_of(R"({"number": true})"), "number: needs a value: N, a number");
  EXPECT_EQ(error_of(R"({"number": null})"),
            "number: must be text, a number, true or false, or a list of texts");
  EXPECT_EQ(error_of(R"({"number": 1, "word": [{}]})"),
            "word: must be text, a number, true or false, or a list of texts");
  EXPECT_EQ(error_of(R"({"number": 1, "flag": "yes"})"), "flag: must be true or false");
  EXPECT_EQ(error_of(R"({"number": 1, "colour": "green"})"), "colour: \"green\" is not one of red, blue");
  EXPECT_EQ(error_of(R"({"flag": true})"), "number is missing: give a number");
}

}  // namespace
}  // namespace vrrp::cli
