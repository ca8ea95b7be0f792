#include "sys/proc_net.h"

#include <gtest/gtest.h>

namespace vrrp::sys {
namespace {

using Names = std::vector<std::string>;

constexpr std::string_view unix_table =
    "Num       RefCount Protocol Flags    Type St Inode Path\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 301 @vrrp-tools/elect/eth0/ipv4/50\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 302 @vrrp-tools/elect/eth0/ipv4/50\n"
    "0000000000000000: 00000002 00000000 00000000 0001 01 302 @vrrp-tools/elect/eth0/ipv4/49\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 302 @vrrp-tools/elect/eth0/ipv4/48\n"
    "0000000000000000: 00000003 00000000 00000000 0001 03 303\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 304 /vrrp-tools/elect/eth0/ipv4/51\n"
    "0000000000000000: 00000002 00000000 00010000 0005 01 305 @vrrp-tools/elect/eth0/ipv4/52\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 306 @vrrp-tools/elect/a b/ipv4/53\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 307 @another/name\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 308 @vrrp-tools/elect/eth0/ipv4/5\n"
    "0000000000000000: 00000002 00000000 00010000 0001 01 309 @vrrp-tools/elect/eth0/ipv4/5\n"
    "0000000000000000: 00000002 00000000 0001";

TEST(ProcNet, AbstractNamesAreThoseThatListenOrAreToListen) {
  EXPECT_EQ(abstract_names(unix_table, "vrrp-tools/elect/"),
            (Names{"vrrp-tools/elect/eth0/ipv4/49", "vrrp-tools/elect/eth0/ipv4/5",
                   "vrrp-tools/elect/eth0/ipv4/50"}));
  EXPECT_EQ(abstract_names("", "vrrp-tools/elect/"), Names{});
}

constexpr std::string_view raw_table =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   1: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 1 2 0 0\n"
    "  50: 00000000:0070 00000000:0000 07 00000000:00000000 00:00000000 00000000   61        0 2 2 0 0\n";

TEST(ProcNet, ARawSocketIsItsUsersAndOfItsProtocol) {
  EXPECT_TRUE(owns_raw_socket(raw_table, 61, 112));
  EXPECT_FALSE(owns_raw_socket(raw_table, 1000, 112));
  EXPECT_TRUE(owns_raw_socket(raw_table, 1000, 1));
  EXPECT_FALSE(owns_raw_socket(raw_table, 0, 112));
  EXPECT_FALSE(owns_raw_socket("", 61, 112));
}

TEST(ProcNet, IPv6HasTheSameColumns) {
  EXPECT_TRUE(
      owns_raw_socket("   50: 00000000000000000000000000000000:0070 "
                      "00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 "
                      "00000000     61        0 7119108 2 0000000087b3f4c2 0\n",
                      61, 112));
}

}  // namespace
}  // namespace vrrp::sys
