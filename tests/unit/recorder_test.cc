// Records as lines of stdout.
#include "program/recorder.h"

#include <gtest/gtest.h>

#include "record/json.h"

namespace vrrp::program {
namespace {

constexpr WallTime at{Duration(3'661'234'567)};  // 1970-01-01 01:01:01.234567

TEST(Recorder, NumbersRecordsAndNamesTheNode) {
  cli::Common common{.node = "n1"};
  Recorder recorder("vrrp-check", common, false);
  EXPECT_FALSE(recorder.text());
  EXPECT_TRUE(recorder.line(record::Check{.check = "x"}, at)
                  .starts_with("{\"event\":\"check\",\"time\":\"1970-01-01T01:01:01.234567Z\","
                               "\"tool\":\"vrrp-check\",\"node\":\"n1\",\"seq\":1,"));
  EXPECT_NE(recorder.line(record::Check{.check = "x"}, at).find("\"seq\":2,"), std::string::npos);
}

TEST(Recorder, TheFormIsTheUsersOrElseTheTerminals) {
  cli::Common common;
  EXPECT_TRUE(writes_text(common, true));
  EXPECT_FALSE(writes_text(common, false));
  common.form = cli::Form::json;
  EXPECT_FALSE(writes_text(common, true));
  common.form = cli::Form::text;
  EXPECT_TRUE(writes_text(common, false));
  EXPECT_EQ(Recorder("x", common, true).line(record::Check{.check = "x", .up = true}, at),
            "01:01:01.234 check x up\n");
}

}  // namespace
}  // namespace vrrp::program
