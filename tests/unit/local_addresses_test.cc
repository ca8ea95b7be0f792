// The addresses of this host as one router sees them: lib/stage/elect/local_addresses.h.
#include "stage/elect/local_addresses.h"

#include <gtest/gtest.h>

#include "values.h"

namespace vrrp::stage {
namespace {

ElectorConfig config_of_two_vips() {
  ElectorConfig config;
  config.router = {.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}};
  config.vips = {{prefix("10.0.0.3")}, {prefix("10.0.0.4")}};
  return config;
}

TEST(LocalAddresses, OneVipIsNotAllAndNotNone) {
  const ElectorConfig config = config_of_two_vips();
  LocalAddresses addresses;
  EXPECT_FALSE(addresses.set(config, {prefix("10.0.0.5/24")}, {prefix("10.0.0.5/24"), prefix("10.0.0.3")}));
  EXPECT_EQ(addresses.source(), ip("10.0.0.5"));
  EXPECT_TRUE(addresses.has_any_vip());
  EXPECT_FALSE(addresses.has_all_vips());
  EXPECT_TRUE(addresses.has(config.vips[0]) && !addresses.has(config.vips[1]));
}

TEST(LocalAddresses, AVipThatGoesHasVanishedOnce) {
  const ElectorConfig config = config_of_two_vips();
  const std::vector<proto::Prefix> own{prefix("10.0.0.5/24")};
  LocalAddresses addresses;
  addresses.set(config, own, {own[0], prefix("10.0.0.3"), prefix("10.0.0.4")});
  EXPECT_TRUE(addresses.has_all_vips());
  EXPECT_TRUE(addresses.set(config, own, {own[0], prefix("10.0.0.3")}));
  EXPECT_TRUE(addresses.has_any_vip());
  EXPECT_FALSE(addresses.set(config, own, {own[0], prefix("10.0.0.3")}));
  EXPECT_TRUE(addresses.set(config, own, own));
  EXPECT_FALSE(addresses.has_any_vip());
}

TEST(LocalAddresses, AHostWithoutAnAddressHasNoSource) {
  LocalAddresses addresses;
  addresses.set(config_of_two_vips(), {}, {prefix("10.0.0.3")});
  EXPECT_FALSE(addresses.source());
}

}  // namespace
}  // namespace vrrp::stage
