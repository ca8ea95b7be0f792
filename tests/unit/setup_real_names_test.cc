// Alternative names of interfaces become first ones.
#include "setup/real_names.h"

#include <gtest/gtest.h>

#include "setup_world.h"

namespace vrrp::setup {
namespace {

class SetupRealNames : public testing::Test, protected SetupWorld {
 protected:
  // On a host where "lan" is another name of eth0, and "wan" of eth1.
  static Result<> name(std::vector<RouterSetup>& setups) {
    return use_real_names(setups, [](const std::string& name) {
      return name == "lan" ? "eth0" : name == "wan" ? "eth1" : name;
    });
  }
};

TEST_F(SetupRealNames, OfTheRouterItsAddressesAndWhatItTracks) {
  std::vector<RouterSetup> setups = {router({"--interface=lan", "--vip=10.0.0.3 dev wan", "--vip=10.0.0.4",
                                             "--track-interface=wan:-10", "--track-interface=late0"})};
  ASSERT_TRUE(name(setups));
  const stage::ElectorConfig& config = setups[0].elector;
  EXPECT_EQ(config.router.interface, "eth0");
  EXPECT_EQ(config.vips[0].interface, "eth1");
  EXPECT_EQ(config.vips[1].interface, "");
  ASSERT_EQ(config.tracked_interfaces.size(), 2u);
  EXPECT_EQ(config.tracked_interfaces[0].name, "eth1");
  EXPECT_EQ(config.tracked_interfaces[1].name, "late0") << "there is no such interface yet";
}

TEST_F(SetupRealNames, OneInterfaceUnderTwoNamesIsTrackedOnce) {
  std::vector<RouterSetup> setups = {router({"--track-interface=wan:-10", "--track-interface=eth1:-10"})};
  ASSERT_TRUE(name(setups));
  EXPECT_EQ(setups[0].elector.tracked_interfaces.size(), 1u);
}

TEST_F(SetupRealNames, TwoWeightsUnderTwoNamesAreAnErrorOfTheLine) {
  disk.standard_input = R"({"vrid":1,"track-interface":["eth1:-10","wan:-20"]})";
  auto setups = routers({"--instances=-"});
  ASSERT_TRUE(setups);
  EXPECT_EQ(
      name(*setups).error().message,
      "--instances: -: line 1: --track-interface: wan is an alternative name of eth1, which has another "
      "weight; name it once");
}

}  // namespace
}  // namespace vrrp::setup
