// The virtual routers of a process: which line says what, and what no two of them can share.
#include "setup/instances.h"

#include <gtest/gtest.h>

#include "setup_world.h"

namespace vrrp::setup {
namespace {

class Routers : public testing::Test, protected SetupWorld {
 protected:
  // The routers of these lines, with these flags as their defaults.
  Result<std::vector<RouterSetup>> of(const std::string& lines, std::vector<std::string> flags = {}) {
    disk.files["file"] = {.text = lines};
    flags.emplace_back("--instances=file");
    return routers(flags);
  }
  std::string error_of(const std::string& lines, const std::vector<std::string>& flags = {}) {
    const auto made = of(lines, flags);
    return made ? "" : made.error().message;
  }
  std::string conflict_of(const std::string& lines, const std::vector<std::string>& flags = {}) {
    const auto made = of(lines, flags);
    if (!made) return made.error().message;
    const auto unique = check_unique(*made);
    return unique ? "" : unique.error().message;
  }
};

// "eth1:-10 eth2:0"
std::string tracked(const RouterSetup& setup) {
  std::string words;
  for (const auto& each : setup.elector.tracked_interfaces)
    words += (words.empty() ? "" : " ") + each.name + ":" + std::to_string(each.weight);
  return words;
}

TEST_F(Routers, TheCommandLineAloneIsOne) {
  const auto made = routers({"--vrid=7", "--name=one"});
  ASSERT_EQ(made->size(), 1u);
  EXPECT_EQ(made->front().elector.router.name, "one");
  EXPECT_EQ(made->front().origin.text(), "");
}

TEST_F(Routers, ALineCountsInsteadOfTheCommandLine) {
  const auto made = of(R"({"vrid": 1, "priority": 150, "vip": ["10.0.0.31", "10.0.0.32"]})"
                       "\n"
                       R"({"vrid": "2", "name": "two"})",
                       {"--priority=20", "--vip=10.0.0.33"});
  ASSERT_EQ(made->size(), 2u);
  EXPECT_EQ(made->at(0).elector.priority, 150);
  EXPECT_EQ(made->at(0).elector.vips.size(), 2u);
  EXPECT_EQ(made->at(1).elector.priority, 20);
  EXPECT_EQ(made->at(1).elector.vips.at(0).address.address.text(), "10.0.0.33");
}

TEST_F(Routers, BlankLinesAreSkippedAndCounted) {
  const auto made = of("\n{\"vrid\":1}\r\n \r\n\t\n{\"vrid\":2}");
  ASSERT_EQ(made->size(), 2u);
  EXPECT_EQ(made->at(0).origin.text(), "--instances: file: line 2: ");
  EXPECT_EQ(made->at(1).origin.text(), "--instances: file: line 5: ");
}

TEST_F(Routers, LinesMayComeFromStdin) {
  disk.standard_input = "{\"vrid\":1}\n{\"vrid\":256}\n";
  EXPECT_EQ(routers({"--instances=-"}).error().message,
            "--instances: -: line 2: vrid: \"256\" is not a whole number from 1 to 255");
}

TEST_F(Routers, ErrorsNameTheLine) {
  EXPECT_EQ(error_of("{\"vrid\":1}\n\n{}\n"),
            "--instances: file: line 3: vrid is missing: give the virtual router's ID, 1 to 255");
  EXPECT_EQ(error_of("{\"vrid\":1}\nvrid=2\n"),
            "--instances: file: line 2: not a JSON object: cannot be read at column 1");
  EXPECT_EQ(
      error_of("{\"vrid\":1}\n{\"vrid\":2,\"nopreempt\":true}\n", {"--preempt-delay=1s"}),
      "--instances: file: line 2: --preempt-delay and --nopreempt cannot be combined; remove one of them");
  EXPECT_EQ(error_of("{\"vrid\":1,\"hmac-key\":\"1:/nonexistent\"}\n"),
            "--instances: file: line 1: --hmac-key: /nonexistent: No such file or directory");
}

TEST_F(Routers, AFileHasAtLeastOne) {
  EXPECT_EQ(error_of(" \n\n"), "--instances: file defines no router");
  EXPECT_EQ(routers({"--instances=/nonexistent"}).error().message,
            "--instances: /nonexistent: No such file or directory");
}

TEST_F(Routers, KeysOfTheProcessBelongToNoLine) {
  EXPECT_EQ(error_of(R"({"vrid":1,"track":"-"})"),
            "--instances: file: line 1: unknown key \"track\"; a key is a long option of a router without "
            "the dashes");
}

TEST_F(Routers, StdinHasOneReader) {
  EXPECT_EQ(error({"--track=-", "--track=-"}), "--track: - is given twice");
  EXPECT_EQ(routers({"--instances=-", "--track=-"}).error().message,
            "--track: --instances already reads standard input; give a file or a FIFO to one of them");
  EXPECT_EQ(error({"--expect=web"}), "--expect: web cannot report without --track; add --track");
}

TEST_F(Routers, ChecksConcernEachAndTheirTurnsAreOneAfterTheOther) {
  const auto made = of("{\"vrid\":1}\n{\"vrid\":2}\n", {"--track=-", "--expect=web,dns"});
  for (const RouterSetup& setup : *made) {
    EXPECT_EQ(setup.elector.tracks, std::vector<std::string>{"-"});
    EXPECT_EQ(setup.elector.expect, (std::vector<std::string>{"web", "dns"}));
    EXPECT_EQ(setup.elector.alive_turn.of, 2u);
  }
  EXPECT_EQ(made->at(1).elector.alive_turn.index, 1u);
}

TEST_F(Routers, AWarningThatConcernsManyIsGivenOnce) {
  ASSERT_TRUE(of("{\"vrid\":1}\n{\"vrid\":2}\n", {"--auth-pass=123456789"}));
  EXPECT_EQ(warnings.size(), 1u);
}

// ---- groups

TEST_F(Routers, WhatOneMemberTracksMovesThemAll) {
  const auto made = of(R"({"vrid":1,"group":"gw","track-interface":"eth1:-10"})"
                       "\n"
                       R"({"vrid":2,"group":"gw","track-interface":["eth2","eth1:-10"]})"
                       "\n"
                       R"({"vrid":3})");
  EXPECT_EQ(tracked(made->at(0)), "eth1:-10 eth2:0");
  EXPECT_EQ(tracked(made->at(1)), "eth1:-10 eth2:0");
  EXPECT_EQ(tracked(made->at(2)), "");
}

TEST_F(Routers, AGroupGivesAnInterfaceOneWeight) {
  EXPECT_EQ(error_of("{\"vrid\":1}\n{\"vrid\":2,\"track-interface\":\"eth1:-20\"}\n",
                     {"--group=gw", "--track-interface=eth1:-10"}),
            "--instances: file: line 2: --track-interface: eth1 has another weight on line 1; give it the "
            "same weight for all members of the group gw");
}

TEST_F(Routers, AGroupOfOneAndOneWithSeveralPrioritiesAreWarnedOf) {
  ASSERT_TRUE(of(R"({"vrid":1})"
                 "\n"
                 R"({"vrid":2,"priority":150})"
                 "\n"
                 R"({"vrid":3,"group":"other"})",
                 {"--group=gw"}));
  EXPECT_EQ(warnings, (std::vector<std::string>{"--group: the members of gw move as one but have different "
                                                "priorities (100, 150); give them the same priority",
                                                "--group: other has only one member, which moves alone"}));
}

// ---- what no two can share

TEST_F(Routers, AVirtualRouterIsThereOnce) {
  EXPECT_EQ(conflict_of("{\"vrid\":1}\n\n{\"vrid\":\"01\"}\n", {"--interface=lo"}),
            "--instances: file: line 3: lo/1 ipv4 is already on line 1; define each virtual router once");
  EXPECT_EQ(
      conflict_of("{\"vrid\":1}\n{\"vrid\":1,\"family\":\"ipv6\"}\n{\"vrid\":1,\"interface\":\"eth1\"}\n",
                  {"--interface=lo"}),
      "");
}

TEST_F(Routers, AnAddressHasOneRouter) {
  EXPECT_EQ(conflict_of(R"({"vrid":1,"vip":"10.0.0.3"})"
                        "\n"
                        R"({"vrid":2,"vip-excluded":["10.0.0.4","10.0.0.3/24"]})",
                        {"--interface=lo"}),
            "--instances: file: line 2: --vip: 10.0.0.3 belongs to two routers, lo/1 ipv4 on line 1 and lo/2 "
            "ipv4; only one of them can hold it");
}

TEST_F(Routers, ALinkLocalAddressHasOneRouterOnEachInterface) {
  const std::string first = R"({"vrid":1,"interface":"lo","vip":"fe80::3"})"
                            "\n";
  EXPECT_EQ(conflict_of(first + R"({"vrid":2,"interface":"eth1","vip":"fe80::3"})"), "");
  EXPECT_EQ(conflict_of(first + R"({"vrid":2,"interface":"eth1","vip":"fe80::3 dev lo"})"),
            "--instances: file: line 2: --vip: fe80::3 belongs to two routers, lo/1 ipv6 on line 1 and "
            "eth1/2 ipv6; only one of them can hold it");
}

}  // namespace
}  // namespace vrrp::setup
