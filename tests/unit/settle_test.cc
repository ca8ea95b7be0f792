// What the flags of one virtual router come to, and which of them do not go together.
#include "setup/settle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "setup_world.h"

namespace vrrp::setup {
namespace {

using proto::Family;

constexpr std::string_view key_text = "0123456789abcdef0123456789abcdef";

class Settle : public testing::Test, protected SetupWorld {
 protected:
  Settle() { disk.files["key"] = {.text = std::string(key_text) + "\n"}; }

  Family family(const std::vector<std::string>& arguments) { return router(arguments).wire.family; }
  std::string password(const std::vector<std::string>& arguments) {
    const proto::AuthData data = router(arguments).wire.auth_data;
    return {data.begin(), std::ranges::find(data, 0)};
  }
};

// "--vip=fd00::1" and so on.
std::vector<std::string> addresses(const std::string& flag, const std::string& prefix, int count) {
  std::vector<std::string> all;
  for (int i = 1; i <= count; ++i) all.push_back(flag + "=" + prefix + std::to_string(i));
  return all;
}

// ---- family

TEST_F(Settle, TheFirstAdvertisedAddressGivesTheFamily) {
  EXPECT_EQ(family({}), Family::ipv4);
  EXPECT_EQ(family({"--vip=fd00::3"}), Family::ipv6);
  EXPECT_EQ(family({"--vip-excluded=fd00::3", "--vip=10.0.0.3"}), Family::ipv4);
  EXPECT_EQ(family({"--peer=fd00::2"}), Family::ipv6);
  EXPECT_EQ(family({"--source=fe80::1"}), Family::ipv6);
  EXPECT_EQ(family({"--family=ipv6", "--vip-excluded=10.0.0.3"}), Family::ipv6);
}

TEST_F(Settle, ARouterIsOfOneFamily) {
  EXPECT_EQ(error({"--vip=10.0.0.3", "--vip=fd00::3"}),
            "--vip: fd00::3 cannot be advertised by an IPv4 router; start a second router for it, or hold it "
            "with --vip-excluded");
  EXPECT_EQ(error({"--vip=10.0.0.3", "--peer=fd00::2"}),
            "--peer: fd00::2 cannot be a peer of an IPv4 router");
  EXPECT_EQ(error({"--family=ipv6", "--source=10.0.0.1"}),
            "--source: 10.0.0.1 cannot be the source of an IPv6 router");
}

TEST_F(Settle, OverIPv6OnlyUnicastLeavesFromAWiderAddress) {
  EXPECT_EQ(error({"--source=fd00::1"}),
            "--source: fd00::1 is not link-local; IPv6 adverts to the group need a source in fe80::/10 (RFC "
            "9568 section 5.1.2.1)");
  EXPECT_EQ(error({"--source=fd00::1", "--peer=fd00::2"}), "");
}

// ---- version and interval

TEST_F(Settle, VersionIs3AndWithAPassword2) {
  EXPECT_EQ(router({}).elector.version, 3);
  EXPECT_EQ(router({"--auth-pass=secret"}).wire.version, 2);
  EXPECT_EQ(router({"--vrrp-version=2"}).wire.version, 2);
}

TEST_F(Settle, ErrorsNameWhatAVersionLacks) {
  EXPECT_EQ(error({"--vrrp-version=2", "--family=ipv6"}),
            "--vrrp-version: VRRPv2 does not support IPv6; set --vrrp-version 3");
  EXPECT_EQ(error({"--vrrp-version=2", "--checksum=pseudo"}),
            "--checksum: only VRRPv3 over IPv4 has dialects; remove --checksum");
  EXPECT_EQ(error({"--family=ipv6", "--checksum=rfc9568"}),
            "--checksum: only VRRPv3 over IPv4 has dialects; remove --checksum");
  EXPECT_EQ(error({"--vrrp-version=2", "--checksum=auto"}), "");
}

TEST_F(Settle, AnIntervalIsOneThatTheVersionCarries) {
  const std::string v3 = " is not a multiple of 10ms from 10ms to 40.95s; VRRPv3 cannot carry it";
  const std::string v2 = " is not a whole number of seconds from 1s to 255s; VRRPv2 cannot carry it";
  EXPECT_EQ(error({"--advert-int=10ms"}), "");
  EXPECT_EQ(error({"--advert-int=40950ms"}), "");
  EXPECT_EQ(error({"--advert-int=15ms"}), "--advert-int: 15ms" + v3);
  EXPECT_EQ(error({"--advert-int=41s"}), "--advert-int: 41s" + v3);
  EXPECT_EQ(error({"--vrrp-version=2", "--advert-int=255s"}), "");
  EXPECT_EQ(error({"--vrrp-version=2", "--advert-int=1500ms"}), "--advert-int: 1.5s" + v2);
  EXPECT_EQ(error({"--auth-pass=secret", "--advert-int=100ms"}), "--advert-int: 100ms" + v2);
}

// ---- secrets

TEST_F(Settle, APasswordIsTheFirstLineOfItsFile) {
  disk.files["pass"] = {.text = "secret\nremark\n"};
  EXPECT_EQ(password({"--auth-pass-file=pass"}), "secret");
  EXPECT_EQ(router({"--auth-pass-file=pass"}).elector.auth_type, proto::AuthType::pass);
}

TEST_F(Settle, APasswordHas8BytesAndTheRestIsReported) {
  EXPECT_EQ(password({"--auth-pass=12345678"}), "12345678");
  EXPECT_EQ(warnings, std::vector<std::string>{});
  EXPECT_EQ(password({"--auth-pass=123456789"}), "12345678");
  EXPECT_EQ(warnings, std::vector<std::string>{"the password is longer than the 8 bytes that VRRPv2 carries; "
                                               "only the first 8 count, as in keepalived"});
}

TEST_F(Settle, APasswordIsForVRRPv2OverIPv4Alone) {
  EXPECT_EQ(error({"--auth-pass=secret", "--vrrp-version=3"}),
            "--auth-pass: VRRPv3 has no password (RFC 9568); remove it, or set --vrrp-version 2");
  EXPECT_EQ(error({"--auth-pass=secret", "--vip=fd00::3"}),
            "--auth-pass: only VRRPv2 over IPv4 has a password; use --hmac-key");
  EXPECT_EQ(error({"--auth-pass=secret", "--hmac-key=1:key"}),
            "--hmac-key: an advert has either a signature or a password; remove --auth-pass");
  EXPECT_EQ(error({"--auth-pass=secret", "--auth-pass-file=pass"}),
            "--auth-pass-file and --auth-pass cannot be combined; remove one of them");
  EXPECT_EQ(error({"--auth-type=ah"}), "--auth-type: there is no password; set --auth-pass-file");
}

TEST_F(Settle, OnlyThePasswordThatIsAKeyIsHeldToTheModeOfAKey) {
  disk.files["pass"] = {.text = "secret", .status = {.regular = false, .mode = 0644}};
  EXPECT_EQ(error({"--auth-pass-file=pass"}), "") << "--auth-pass-file <(command)";
  EXPECT_EQ(error({"--auth-pass-file=pass", "--auth-type=ah"}),
            "--auth-pass-file: pass is not a regular file");
}

TEST_F(Settle, TheFirstKeySigns) {
  disk.files["other"] = {.text = "hex:" + std::string(64, 'a')};
  const auto hmac = router({"--hmac-key=7:other", "--hmac-key=1:key"}).wire.hmac;
  ASSERT_EQ(hmac->keys.size(), 2u);
  EXPECT_EQ(hmac->keys[0].id, 7);
  EXPECT_EQ(hmac->keys[0].secret, Buffer(32, 0xaa));
  EXPECT_EQ(hmac->keys[1].secret, Buffer(key_text.begin(), key_text.end()));
  EXPECT_EQ(hmac->mode, proto::HmacMode::enforce);
  EXPECT_FALSE(router({}).wire.hmac);
}

TEST_F(Settle, TheWindowIsThreeIntervalsBetween5And300Seconds) {
  const auto window = [&](const std::string& flag) {
    return router({"--hmac-key=1:key", flag}).wire.hmac->window.count();
  };
  EXPECT_EQ(window("--advert-int=1s"), 5);
  EXPECT_EQ(window("--advert-int=2500ms"), 8) << "7.5 s, rounded up";
  EXPECT_EQ(window("--hmac-window=1500ms"), 2);
  EXPECT_EQ(router({"--hmac-key=1:key", "--vrrp-version=2", "--advert-int=200s"}).wire.hmac->window.count(),
            300);
}

TEST_F(Settle, ErrorsNameWhatHasNoKey) {
  const std::string why = ": there is no key to sign with; set --hmac-key";
  EXPECT_EQ(error({"--hmac-mode=enforce"}), "--hmac-mode" + why);
  EXPECT_EQ(error({"--hmac-replay=time"}), "--hmac-replay" + why);
  EXPECT_EQ(error({"--hmac-window=5s"}), "--hmac-window" + why);
  EXPECT_EQ(error({"--hmac-key=1:key", "--hmac-replay=monotonic", "--hmac-window=5s"}),
            "--hmac-window: --hmac-replay monotonic does not use the clock; remove --hmac-window");
}

// ---- addresses, peers, conduct

TEST_F(Settle, AnAdvertCarries255AddressesAndARouter500) {
  EXPECT_EQ(error(addresses("--vip", "fd00::1:", 255)), "");
  EXPECT_EQ(error(addresses("--vip", "fd00::1:", 256)),
            "--vip: more than the 255 addresses that an advert can carry");
  EXPECT_EQ(error(addresses("--vip-excluded", "fd00::1:", 500)), "");
  EXPECT_EQ(error(addresses("--vip-excluded", "fd00::1:", 501)),
            "--vip-excluded: more than 500 addresses in all; a record cannot carry them");
}

TEST_F(Settle, ARecordMustCarryAllAddressesWithTheirNames) {
  const std::string name(15, '\x01');  // six bytes of JSON each
  std::vector<std::string> many = addresses("--vip-excluded", "10.1.1.", 200);
  std::ranges::copy(addresses("--vip-excluded", "10.1.2.", 200), std::back_inserter(many));
  for (std::string& each : many) each += " dev " + name + " label " + name;
  EXPECT_EQ(error(many).substr(0, 43), "--vip: a record with 400 addresses can have");
  EXPECT_TRUE(error(many).ends_with(
      " bytes, but at most 65536 are read; shorten their labels, or use fewer addresses"));
}

TEST_F(Settle, PeersAreThoseOfTheFlagsAndOfTheFiles) {
  disk.files["peers"] = {.text = "# the others\n10.0.0.3\n\n 10.0.0.4 # in the cellar\n"};
  const auto peers = router({"--peer=10.0.0.2", "--peers=peers"}).wire.peers;
  ASSERT_EQ(peers.size(), 3u);
  EXPECT_EQ(peers[0].text() + " " + peers[1].text() + " " + peers[2].text(), "10.0.0.2 10.0.0.3 10.0.0.4");
  disk.files["six"] = {.text = "fd00::2"};
  EXPECT_EQ(family({"--peers=six"}), Family::ipv6) << "a peer from a file gives the family too";
}

TEST_F(Settle, WhatDoesNotGoTogetherIsNamed) {
  disk.files["peers"] = {.text = "10.0.0.3\n"};
  EXPECT_EQ(error({"--vmac", "--peers=peers"}),
            "--vmac: unicast adverts follow the routing table, from the interface's own MAC; remove --vmac");
  EXPECT_EQ(error({"--nopreempt", "--preempt-delay=5s"}),
            "--preempt-delay and --nopreempt cannot be combined; remove one of them");
}

// ---- the size of an advert

TEST_F(Settle, AnAdvertPassesWholeOrItsSizeIsNamed) {
  std::vector<std::string> arguments = addresses("--vip", "fd00::1:", 91);
  arguments.emplace_back("--interface=eth0");
  const RouterSetup plain = router(arguments);
  EXPECT_TRUE(check_mtu(plain, 1504));
  EXPECT_EQ(check_mtu(plain, 1500).error().message,
            "--vip: an advert with 91 addresses has 1504 bytes, but the MTU of eth0 is 1500; hold some of "
            "them with --vip-excluded");
  arguments.emplace_back("--hmac-key=1:key");
  EXPECT_FALSE(check_mtu(router(arguments), 1531));
  EXPECT_TRUE(check_mtu(router(arguments), 1532)) << "28 bytes of signature";
}

TEST_F(Settle, ExcludedAddressesTakeNoRoomInAnAdvertAndAnAuthenticationHeaderDoes) {
  const std::vector<std::string> arguments = {"--vip=10.0.0.3", "--vip-excluded=10.0.0.4"};
  EXPECT_TRUE(check_mtu(router(arguments), 32)) << "20 of IP, 8 of VRRP, 4 of the address";
  EXPECT_FALSE(check_mtu(router(arguments), 31));
  // VRRPv2 has 8 bytes of authentication data besides, and the header 24.
  const RouterSetup sealed = router({"--vip=10.0.0.3", "--auth-pass=secret", "--auth-type=ah"});
  EXPECT_TRUE(check_mtu(sealed, 64));
  EXPECT_FALSE(check_mtu(sealed, 63));
}

}  // namespace
}  // namespace vrrp::setup
