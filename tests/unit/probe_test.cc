#include <gtest/gtest.h>

#include "sys/process_table.h"
#include "sys/tcp.h"

namespace vrrp::sys {
namespace {

// What /proc says of each, as seen on Debian 12.
TEST(ProcessTable, TheExecutableAnswers) {
  EXPECT_TRUE(runs({1, "/usr/sbin/nginx", "nginx", "nginx: master process /usr/sbin/nginx"}, "nginx"));
  EXPECT_TRUE(runs({1, "/usr/sbin/nginx (deleted)", "nginx", "nginx: worker process"}, "nginx"))
      << "replaced by an upgrade, and still serving";
  EXPECT_TRUE(runs({1, "/usr/sbin/nginx", "web", "web"}, "nginx")) << "started by another name";
  EXPECT_FALSE(runs({1, "/usr/sbin/nginx-debug", "nginx-debug", "nginx-debug"}, "nginx"));
  EXPECT_FALSE(runs({1, "/opt/nginx/bin/agent", "agent", "agent"}, "nginx"));
}

TEST(ProcessTable, AScriptIsItsInterpreter) {
  // #!/bin/sh: the kernel names it after the file, but it starts the interpreter.
  EXPECT_FALSE(runs({1, "/usr/bin/dash", "nginx", "/bin/sh"}, "nginx"));
  EXPECT_FALSE(runs({1, "", "nginx", "/bin/sh"}, "nginx")) << "nor when its executable may not be read";
  EXPECT_FALSE(runs({1, "/usr/bin/dash", "sh", "sh"}, "nginx")) << "sh /usr/local/bin/nginx";
  EXPECT_FALSE(runs({1, "/usr/bin/bash", "bash", "nginx"}, "nginx")) << "exec -a nginx bash";
}

TEST(ProcessTable, ACommandLineThatMentionsItIsNotIt) {
  EXPECT_FALSE(runs({1, "/usr/bin/grep", "grep", "grep"}, "nginx"));
  EXPECT_FALSE(runs({1, "/usr/bin/vim.basic", "vim", "vim"}, "nginx"));
}

TEST(ProcessTable, ZombiesAndKernelThreadsHaveOnlyAName) {
  EXPECT_FALSE(runs({1, "", "nginx", ""}, "nginx"));
}

TEST(ProcessTable, WithoutTheExecutableBothNamesMustAgree) {
  EXPECT_TRUE(runs({1, "", "nginx", "nginx: master process /usr/sbin/nginx"}, "nginx"));
  EXPECT_TRUE(runs({1, "", "nginx", "/usr/sbin/nginx"}, "nginx"));
  EXPECT_FALSE(runs({1, "", "nginx", "python3"}, "nginx")) << "a thread name";
  EXPECT_FALSE(runs({1, "", "python3", "nginx"}, "nginx"));
}

TEST(ProcessTable, AnotherNameForTheExecutableIsTheProgramToo) {
  EXPECT_TRUE(runs({1, "/usr/bin/redis-check-rdb", "redis-server", "/usr/bin/redis-server 127.0.0.1:6379"},
                   "redis-server"));
  EXPECT_TRUE(runs({1, "/usr/sbin/nginx.old", "nginx", "nginx: master process nginx"}, "nginx"));
  EXPECT_TRUE(runs({1, "/usr/bin/bash", "sh", "-sh"}, "sh")) << "a login shell";
}

TEST(ProcessTable, TheKernelsNameIsCutTo15Bytes) {
  EXPECT_TRUE(runs({1, "", "systemd-resolve", "/lib/systemd/systemd-resolved"}, "systemd-resolved"));
}

TEST(Endpoint, IsAHostAndAPort) {
  const auto v4 = Endpoint::parse("127.0.0.1:80");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->host, "127.0.0.1");
  EXPECT_EQ(v4->port, 80);
  const auto v6 = Endpoint::parse("[fe80::1%eth0]:443");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "fe80::1%eth0");
  EXPECT_EQ(v6->port, 443);
  EXPECT_TRUE(Endpoint::parse("www.example.com:8080"));
}

TEST(Endpoint, RefusesWhatCouldBeReadTwoWays) {
  for (const char* text : {"", "127.0.0.1", ":80", "[]:80", "h:", "h:0", "h:65536", "h:http", "::1:80",
                           "[::1]", "[::1:80", "a b:80", "http://h:80"})
    EXPECT_FALSE(Endpoint::parse(text)) << text;
}

}  // namespace
}  // namespace vrrp::sys
