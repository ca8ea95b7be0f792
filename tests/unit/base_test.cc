#include <gtest/gtest.h>

#include "base/interface_name.h"
#include "base/text.h"
#include "base/time.h"

namespace vrrp {
namespace {

TEST(Duration, NeedsAUnit) {
  EXPECT_EQ(parse_duration("1s"), 1s);
  EXPECT_EQ(parse_duration("100ms"), 100ms);
  EXPECT_EQ(parse_duration("1.5s"), 1500ms);
  EXPECT_EQ(parse_duration("0.25ms"), 250us);
  EXPECT_EQ(parse_duration("2m"), 120s);
  EXPECT_EQ(parse_duration("1.50h"), 90min);
  for (const char* bad :
       {"", "1", "s", "-1s", "+1s", "1 s", "1S", ".5s", "1.s", "1.0000001s", "1e3s", "999999999999h"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(Duration, IsShownAsItIsRead) {
  for (const char* text : {"0s", "1s", "1.5s", "100ms", "250us", "3.609375s", "60s"}) {
    const auto parsed = parse_duration(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(format_duration(*parsed), text);
  }
}

TEST(WallTime, IsRfc3339InUtc) {
  EXPECT_EQ(format_rfc3339(WallTime(Duration(1'795'345'778'003'408))), "2026-11-22T11:09:38.003408Z");
}

TEST(Time, Rfc3339IsReadAsItIsWritten) {
  for (const std::int64_t us : {0LL, 1'795'345'778'003'408LL, 951'782'400'000'000LL, -1LL})
    EXPECT_EQ(parse_rfc3339(format_rfc3339(WallTime(Duration(us)))), WallTime(Duration(us)));
  for (const char* text :
       {"", "2026-11-22", "2026-11-22T11:09:38Z", "2026-11-22T11:09:38.003408+",
        "2026-11-22t11:09:38.003408Z", "2026-11-31T11:09:38.003408Z", "2026-13-22T11:09:38.003408Z",
        "2026-11-22T24:09:38.003408Z", "2026-11-22T11:60:38.003408Z", "2026-11-22T11:09:60.003408Z",
        "2026-11-22T11:09:38.00340xZ"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Integer, IsDecimalOnly) {
  EXPECT_EQ(parse_integer("050", 1, 255, "x"), 50);
  EXPECT_EQ(parse_integer("-60", -253, 253, "x"), -60);
  for (const char* bad : {"", "0x32", "+5", " 5", "5 ", "256", "0", "5.0"})
    EXPECT_FALSE(parse_integer(bad, 1, 255, "x")) << bad;
  const auto large = parse_integer("256", 1, 255, "--vrid");
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().message, "--vrid: \"256\" is not a whole number from 1 to 255");
}

TEST(InterfaceName, MayBeAnAlternativeOne) {
  EXPECT_TRUE(check_interface_name("eth0"));
  EXPECT_TRUE(check_interface_name(std::string(127, 'a')));
  for (const auto& bad : {std::string(), std::string(128, 'a')})
    EXPECT_FALSE(check_interface_name(bad)) << bad;
}

TEST(InterfaceName, IsNotALabelAndTheErrorNamesTheInterface) {
  const auto label = check_interface_name("eth0:1");
  ASSERT_FALSE(label);
  EXPECT_EQ(label.error().message,
            "eth0:1 is the label of an address, not an interface; name the interface eth0");
}

TEST(Text, HasLinesWithOrWithoutALastNewline) {
  using Lines = std::vector<std::string_view>;
  EXPECT_EQ(lines(""), Lines());
  EXPECT_EQ(lines("a"), Lines{"a"});
  EXPECT_EQ(lines("a\n"), Lines{"a"});
  EXPECT_EQ(lines("\na\r\n\nb"), (Lines{"", "a\r", "", "b"}));
}

TEST(Text, PrintableShowsWhatATerminalWouldObey) {
  EXPECT_EQ(printable("ab\x1b[31m\n\\"), "ab\\x1b[31m\\x0a\\\\");
  EXPECT_EQ(printable("gr\xc3\xbc\xc3\x9f \xff"), "gr\xc3\xbc\xc3\x9f \\xff");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");
}

TEST(Text, WithoutControlsLeavesWhatIsPrintableAsItIs) {
  EXPECT_EQ(without_controls("a\x1b\xc2\x9b\x7f\xff \\"), "a\\x1b\\xc2\\x9b\\x7f\\xff \\");
  EXPECT_EQ(without_controls(printable("\x1b\\")), printable("\x1b\\"));
}

TEST(Text, APrefixEndsBetweenTwoCharacters) {
  EXPECT_EQ(utf8_prefix("abc", 2), "ab");
  EXPECT_EQ(utf8_prefix("a\xc3\xbc", 2), "a");
  EXPECT_EQ(utf8_prefix("a\xc3\xbc", 3), "a\xc3\xbc");
  EXPECT_EQ(utf8_prefix("\xff\xff", 5), "\xef\xbf\xbd");
}

TEST(Text, ValidUtf8ReplacesBadBytes) {
  EXPECT_EQ(valid_utf8("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace vrrp
