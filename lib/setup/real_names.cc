#include "setup/real_names.h"

#include <algorithm>
#include <utility>

namespace vrrp::setup {
namespace {

using Tracked = stage::ElectorConfig::TrackedInterface;

Result<> use_real_names(std::vector<Tracked>& all, const RealName& real_name) {
  std::vector<Tracked> named;
  for (Tracked& tracked : all) {
    const std::string given = std::exchange(tracked.name, real_name(tracked.name));
    const auto known = std::ranges::find(named, tracked.name, &Tracked::name);
    if (known == named.end())
      named.push_back(tracked);
    else if (known->weight != tracked.weight)
      return fail("--track-interface: " + given + " is an alternative name of " + tracked.name +
                  ", which has another weight; name it once");
  }
  all = std::move(named);
  return {};
}

}  // namespace

Result<> use_real_names(std::vector<RouterSetup>& setups, const RealName& real_name) {
  for (RouterSetup& setup : setups) {
    stage::ElectorConfig& config = setup.elector;
    config.router.interface = real_name(config.router.interface);
    for (record::Vip& vip : config.vips) vip.interface = real_name(vip.interface);
    if (const auto named = use_real_names(config.tracked_interfaces, real_name); !named)
      return fail(setup.origin.text() + named.error().message);
  }
  return {};
}

}  // namespace vrrp::setup
