#include "stage/check/http_answer.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

TEST(HttpStatuses, AreSingleOnesAndRanges) {
  const auto statuses = HttpStatuses::parse("200-299,401");
  ASSERT_TRUE(statuses);
  for (const int healthy : {200, 204, 299, 401}) EXPECT_TRUE(statuses->contain(healthy)) << healthy;
  for (const int other : {100, 199, 300, 400, 402, 503}) EXPECT_FALSE(statuses->contain(other)) << other;
}

TEST(HttpStatuses, RefuseEverythingElse) {
  for (const char* text : {"", "20", "600", "2xx", "200-", "-200", "299-200", "200,", ",200", "200 - 299"})
    EXPECT_FALSE(HttpStatuses::parse(text)) << text;
}

TEST(HttpAnswer, NeedsTheStatusAndTheText) {
  const HttpStatuses usual = *HttpStatuses::parse("200-399");
  EXPECT_EQ(judge_answer(usual, "", 200, ""), (Outcome{true, "HTTP 200"}));
  EXPECT_EQ(judge_answer(usual, "", 301, ""), (Outcome{true, "HTTP 301"}));
  EXPECT_EQ(judge_answer(usual, "", 503, ""), (Outcome{false, "HTTP 503"}));
  EXPECT_EQ(judge_answer(usual, "ready", 200, "all ready\n"), (Outcome{true, "HTTP 200"}));
  EXPECT_EQ(judge_answer(usual, "ready", 200, "starting"), (Outcome{false, "HTTP 200 without \"ready\""}));
  EXPECT_EQ(judge_answer(usual, "ready", 404, "ready"), (Outcome{false, "HTTP 404"}));
}

TEST(Url, IsHttpWithAHost) {
  for (const char* url : {"http://127.0.0.1/", "https://www.example.com", "http://[::1]:8080/status?x=1",
                          "http://u:p@h:80/a@b:c", "http://h?q", "http://h:65535/"})
    EXPECT_TRUE(check_url(url)) << url;
  for (const char* url : {"", "127.0.0.1", "ftp://h/", "http:", "http://", "http:///path", "http://:80/",
                          "http://h:0/", "http://h:65536/", "http://h:/", "http://[::1", "http://[]/",
                          "http://[::1]x/", "http://h/a b", "http://h/\n", "http://u@/"})
    EXPECT_FALSE(check_url(url)) << url;
}

TEST(Url, LosesItsPasswordOnTheWayToALog) {
  EXPECT_EQ(without_credentials("http://user:secret@h:8080/p?q"), "http://h:8080/p?q");
  EXPECT_EQ(without_credentials("https://h/a@b"), "https://h/a@b");
  EXPECT_EQ(without_credentials("http://h"), "http://h");
}

}  // namespace
}  // namespace vrrp::stage
