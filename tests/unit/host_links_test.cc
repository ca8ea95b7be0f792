// The interfaces of a host by name, whatever becomes of them.
#include "sys/host_links.h"

#include <gtest/gtest.h>

namespace vrrp::sys {
namespace {

using Names = std::vector<std::string>;

LinkChange link(int index, std::string name, bool up = true) {
  return {.link = {.index = index, .name = std::move(name), .up = up}};
}

TEST(HostLinks, AnInterfaceComesChangesAndGoes) {
  HostLinks links;
  EXPECT_EQ(links.find("eth0"), nullptr);
  EXPECT_EQ(links.apply(link(2, "eth0")), Names{"eth0"});
  ASSERT_NE(links.find("eth0"), nullptr);
  EXPECT_TRUE(links.find("eth0")->up);
  links.apply(link(2, "eth0", false));
  ASSERT_NE(links.find("eth0"), nullptr);
  EXPECT_FALSE(links.find("eth0")->up);
  EXPECT_EQ(links.find(2), links.find("eth0"));
  LinkChange gone = link(2, "eth0");
  gone.gone = true;
  EXPECT_EQ(links.apply(gone), Names{"eth0"});
  EXPECT_EQ(links.find("eth0"), nullptr);
  EXPECT_EQ(links.find(2), nullptr);
}

TEST(HostLinks, ARenamingConcernsBothNames) {
  HostLinks links;
  links.apply(link(2, "eth0"));
  EXPECT_EQ(links.apply(link(2, "lan0")), (Names{"lan0", "eth0"}));
  EXPECT_EQ(links.find("eth0"), nullptr);
  ASSERT_NE(links.find("lan0"), nullptr);
  EXPECT_EQ(links.find("lan0")->index, 2);
}

TEST(HostLinks, TwoMayExchangeTheirNames) {
  HostLinks links;
  links.apply(link(2, "a"));
  links.apply(link(3, "b"));
  links.apply(link(2, "c"));
  links.apply(link(3, "a"));
  links.apply(link(2, "b"));
  ASSERT_TRUE(links.find("a") && links.find("b"));
  EXPECT_EQ(links.find("a")->index, 3);
  EXPECT_EQ(links.find("b")->index, 2);
}

TEST(HostLinks, AnAlternativeNameFindsTheInterfaceToo) {
  HostLinks links;
  LinkChange named = link(2, "eth0");
  named.link.alternative_names = {"lan0", "uplink"};
  EXPECT_EQ(links.apply(named), (Names{"eth0", "lan0", "uplink"}));
  ASSERT_NE(links.find("uplink"), nullptr);
  EXPECT_EQ(links.find("uplink")->name, "eth0");
}

TEST(HostLinks, AnAlternativeNameThatWentIsOneThatChanged) {
  HostLinks links;
  LinkChange named = link(2, "eth0");
  named.link.alternative_names = {"lan0"};
  links.apply(named);
  EXPECT_EQ(links.apply(link(2, "eth0")), (Names{"eth0", "lan0"}));
  EXPECT_EQ(links.find("lan0"), nullptr);
}

}  // namespace
}  // namespace vrrp::sys
