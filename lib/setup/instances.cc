#include "setup/instances.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace vrrp::setup {
namespace {

Result<RouterSetup> of_line(const ProcessOptions& options, Files& files, std::string_view line,
                            std::vector<std::string>& warnings) {
  RouterOptions router;
  if (const auto applied = cli::apply_line(router_options(router), options.given, line); !applied)
    return std::unexpected(applied.error());
  return settle(std::move(router), files, warnings);
}

// Hundreds of routers with one key file get one warning.
void without_repetition(std::vector<std::string>& warnings) {
  std::set<std::string> seen;
  std::erase_if(warnings, [&](const std::string& warning) { return !seen.insert(warning).second; });
}

// An interface that one member tracks counts for all of them.
Result<> share_tracked_interfaces(const std::string& group, const std::vector<RouterSetup*>& members) {
  std::vector<stage::ElectorConfig::TrackedInterface> all;
  std::map<std::string, std::size_t> line_of;
  for (const RouterSetup* member : members)
    for (const auto& tracked : member->elector.tracked_interfaces) {
      const auto known = std::ranges::find(all, tracked.name, &stage::ElectorConfig::TrackedInterface::name);
      line_of.try_emplace(tracked.name, member->origin.line);
      if (known == all.end())
        all.push_back(tracked);
      else if (known->weight != tracked.weight)
        return fail(member->origin.text() + "--track-interface: " + tracked.name +
                    " has another weight on line " + std::to_string(line_of[tracked.name]) +
                    "; give it the same weight for all members of the group " + group);
    }
  for (RouterSetup* member : members) member->elector.tracked_interfaces = all;
  return {};
}

// Another host could be better for some members and worse for others.
void heed_priorities(const std::string& group, const std::vector<RouterSetup*>& members,
                     std::vector<std::string>& warnings) {
  std::set<int> priorities;
  for (const RouterSetup* member : members) priorities.insert(member->elector.priority);
  if (priorities.size() < 2) return;
  std::string list;
  for (const int priority : priorities) list += (list.empty() ? "" : ", ") + std::to_string(priority);
  warnings.push_back("--group: the members of " + group + " move as one but have different priorities (" +
                     list + "); give them the same priority");
}

Result<> join_groups(std::vector<RouterSetup>& setups, std::vector<std::string>& warnings) {
  std::map<std::string, std::vector<RouterSetup*>> groups;
  for (RouterSetup& setup : setups)
    if (!setup.elector.group.empty()) groups[setup.elector.group].push_back(&setup);
  for (const auto& [name, members] : groups) {
    if (members.size() == 1)
      warnings.push_back("--group: " + name + " has only one member, which moves alone");
    heed_priorities(name, members, warnings);
    if (const auto shared = share_tracked_interfaces(name, members); !shared) return shared;
  }
  return {};
}

Result<std::vector<RouterSetup>> of_file(const ProcessOptions& options, Files& files,
                                         std::vector<std::string>& warnings) {
  const std::string what = "--instances: " + options.instances;
  const auto text = read_text(files, what, options.instances);
  if (!text) return std::unexpected(text.error());
  std::vector<RouterSetup> setups;
  Origin origin{.file = options.instances};
  for (const std::string_view line : lines(*text)) {
    ++origin.line;
    if (words(line.substr(0, line.find('\r'))).empty()) continue;
    auto setup = of_line(options, files, line, warnings);
    if (!setup) return fail(origin.text() + setup.error().message);
    setup->origin = origin;
    setups.push_back(std::move(*setup));
  }
  if (setups.empty()) return fail(what + " defines no router");
  without_repetition(warnings);
  return setups;
}

// A link-local address on another interface is another address.
Result<> check_vips(const std::vector<RouterSetup>& setups) {
  std::map<std::pair<std::string, proto::Address>, const RouterSetup*> holders;
  for (const RouterSetup& setup : setups) {
    const record::Router& router = setup.elector.router;
    for (const record::Vip& vip : setup.elector.vips) {
      const proto::Address& address = vip.address.address;
      const std::string& interface = vip.interface.empty() ? router.interface : vip.interface;
      const auto [holder, is_new] =
          holders.try_emplace({address.is_link_local() ? interface : "", address}, &setup);
      if (is_new) continue;
      const RouterSetup& other = *holder->second;
      return fail(setup.origin.text() + "--vip: " + address.text() + " belongs to two routers, " +
                  words_of(other.elector.router) + " on line " + std::to_string(other.origin.line) + " and " +
                  words_of(router) + "; only one of them can hold it");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<RouterSetup>> all_routers(const ProcessOptions& options, Files& files,
                                             std::vector<std::string>& warnings) {
  if (std::ranges::count(options.tracks, "-") > 1) return fail("--track: - is given twice");
  if (!options.expect.empty() && options.tracks.empty())
    return fail("--expect: " + options.expect.front() + " cannot report without --track; add --track");
  if (options.instances == "-" && std::ranges::find(options.tracks, "-") != options.tracks.end())
    return fail("--track: --instances already reads standard input; give a file or a FIFO to one of them");
  std::vector<RouterSetup> setups;
  if (options.instances.empty()) {
    auto setup = settle(options.router, files, warnings);
    if (!setup) return std::unexpected(setup.error());
    setups.push_back(std::move(*setup));
  } else {
    auto read = of_file(options, files, warnings);
    if (!read) return read;
    setups = std::move(*read);
  }
  if (const auto joined = join_groups(setups, warnings); !joined) return std::unexpected(joined.error());
  for (std::size_t i = 0; i < setups.size(); ++i) {
    setups[i].elector.tracks = options.tracks;
    setups[i].elector.expect = options.expect;
    setups[i].elector.alive_turn = {i, setups.size()};
  }
  return setups;
}

Result<> check_unique(const std::vector<RouterSetup>& setups) {
  std::map<record::Router, std::size_t> line_of;
  for (const RouterSetup& setup : setups) {
    const record::Router& router = setup.elector.router;
    const auto [line, is_new] = line_of.try_emplace(router, setup.origin.line);
    if (!is_new)
      return fail(setup.origin.text() + words_of(router) + " is already on line " +
                  std::to_string(line->second) + "; define each virtual router once");
  }
  return check_vips(setups);
}

}  // namespace vrrp::setup
