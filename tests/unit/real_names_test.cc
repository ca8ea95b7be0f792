// The interfaces of a state record's VIPs under the names that the kernel reports.
#include "record/real_names.h"

#include <gtest/gtest.h>

namespace vrrp::record {
namespace {

StateChange with_vip_on(std::string vip_interface) {
  StateChange change{.router = {.interface = "lan0"}};
  change.vips.push_back(
      {.address = *proto::Prefix::parse("10.0.0.3"), .interface = std::move(vip_interface)});
  return change;
}

std::string first_name(const std::string& name) {
  if (name == "lan0") return "eth0";
  if (name == "wan0") return "eth1";
  return name;
}

TEST(RealNames, AVipsAlternativeNameBecomesTheFirst) {
  StateChange change = with_vip_on("wan0");
  use_real_names(change, first_name);
  EXPECT_EQ(change.vips[0].interface, "eth1");
}

TEST(RealNames, AVipOnItsRoutersInterfaceIsNamedAndTheRouterKeepsItsIdentity) {
  StateChange change = with_vip_on("");
  use_real_names(change, first_name);
  EXPECT_EQ(change.vips[0].interface, "eth0");
  EXPECT_EQ(change.router.interface, "lan0");
}

TEST(RealNames, WhatIsAFirstNameOrUnknownStays) {
  for (const char* name : {"eth1", "nosuch0"}) {
    StateChange change = with_vip_on(name);
    use_real_names(change, first_name);
    EXPECT_EQ(change.vips[0].interface, name);
  }
}

TEST(RealNames, ALabelOnAnAlternativeNameIsTheVipsOnTheFirst) {
  StateChange change = with_vip_on("wan0:1");
  use_real_names(change, first_name);
  EXPECT_EQ(change.vips[0].interface, "eth1");
  EXPECT_EQ(change.vips[0].label, "eth1:1");
}

TEST(RealNames, ALabelOfTheVipsOwnStays) {
  StateChange change = with_vip_on("eth1:1");
  change.vips[0].label = "eth1:web";
  use_real_names(change, first_name);
  EXPECT_EQ(change.vips[0].interface, "eth1");
  EXPECT_EQ(change.vips[0].label, "eth1:web");
}

}  // namespace
}  // namespace vrrp::record
