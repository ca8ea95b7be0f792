// The interfaces that carry VIPs are tracked.
#include "stage/elect/vip_interfaces.h"

#include <gtest/gtest.h>

namespace vrrp::stage {
namespace {

record::Vip vip(std::string_view address, std::string_view interface, bool excluded = false) {
  return {
      .address = *proto::Prefix::parse(address), .interface = std::string(interface), .excluded = excluded};
}

// "eth1:0 eth2:-20"
std::string tracked(ElectorConfig config) {
  config.router.interface = "eth0";
  track_vip_interfaces(config);
  std::string words;
  for (const auto& each : config.tracked_interfaces)
    words += (words.empty() ? "" : " ") + each.name + ":" + std::to_string(each.weight);
  return words;
}

TEST(VipInterfaces, AreTrackedOnceWithWeightZero) {
  EXPECT_EQ(tracked({.vips = {vip("10.0.0.3", "eth1"), vip("10.0.0.4", "eth1"), vip("10.0.0.5", "eth2")}}),
            "eth1:0 eth2:0");
}

TEST(VipInterfaces, OfExcludedAddressesCountAsWell) {
  EXPECT_EQ(tracked({.vips = {vip("10.0.0.3", ""), vip("fd00::3", "eth1", true)}}), "eth1:0");
}

TEST(VipInterfaces, TheRoutersOwnIsWatchedAnyway) {
  EXPECT_EQ(tracked({.vips = {vip("10.0.0.3", ""), vip("10.0.0.4", "eth0")}}), "");
}

TEST(VipInterfaces, AWeightThatWasGivenStays) {
  EXPECT_EQ(tracked({.vips = {vip("10.0.0.3", "eth1")}, .tracked_interfaces = {{"eth1", -20}}}), "eth1:-20");
}

}  // namespace
}  // namespace vrrp::stage
