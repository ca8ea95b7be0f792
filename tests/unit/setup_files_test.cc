// What a key file, a password file and a file of peers must be.
#include "setup/files.h"

#include <gtest/gtest.h>

#include "setup_world.h"

namespace vrrp::setup {
namespace {

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

class SetupFiles : public testing::Test, protected SetupWorld {
 protected:
  // What is said of a key with this status, or "".
  std::string key_error(FileStatus status, std::string_view text = secret) {
    disk.files["/etc/key"] = {.text = std::string(text), .status = status};
    const auto key = read_key(disk, "/etc/key", warnings);
    return key ? "" : key.error().message;
  }
  std::string peers_error(const std::string& text) {
    disk.files["peers"] = {.text = text};
    std::vector<proto::Address> peers = {*proto::Address::parse("10.0.0.2")};
    const auto read = read_peers(disk, "peers", peers);
    return read ? "" : read.error().message;
  }
};

TEST_F(SetupFiles, AKeyIsASecret) {
  EXPECT_EQ(key_error({}), "");
  EXPECT_EQ(key_error({.regular = false}), "--hmac-key: /etc/key is not a regular file");
  EXPECT_EQ(
      key_error({.trusted_owner = false}),
      "--hmac-key: /etc/key belongs to another user, who may change it; chown it to root or to yourself");
  for (const unsigned mode : {0604u, 0602u})
    EXPECT_EQ(key_error({.mode = mode}),
              "--hmac-key: /etc/key: all users may read or write it; run chmod 600 /etc/key");
  EXPECT_TRUE(warnings.empty());
}

TEST_F(SetupFiles, AKeyThatItsGroupMayReadIsWarnedOfAndUsed) {
  EXPECT_EQ(key_error({.mode = 0640}), "");
  EXPECT_EQ(warnings, std::vector<std::string>{
                          "--hmac-key: /etc/key: its group may read or write it; mode 0600 is safer"});
}

TEST_F(SetupFiles, AKeyHas32To64Bytes) {
  for (const std::size_t size : {0u, 31u, 65u, 5000u}) {
    const std::string said = key_error({}, std::string(size, 'x'));
    EXPECT_TRUE(said.starts_with("--hmac-key: /etc/key: ")) << said;
    EXPECT_NE(said.find("must have 32 to 64"), std::string::npos) << said;
  }
}

TEST_F(SetupFiles, APasswordIsNotEmpty) {
  disk.files["pass"] = {.text = "\nsecret\n"};
  EXPECT_EQ(read_password(disk, "pass", false, warnings).error().message,
            "--auth-pass-file: pass: the first line is empty: write the password there");
  EXPECT_EQ(read_password(disk, "none", false, warnings).error().message,
            "--auth-pass-file: none: No such file or directory");
}

TEST_F(SetupFiles, ErrorsNameTheLineOfAPeer) {
  EXPECT_EQ(peers_error("10.0.0.3\n"), "");
  EXPECT_EQ(peers_error("10.0.0.3\n# the second\n10.0.0\n"),
            "--peers: peers: line 3: \"10.0.0\" is not an IP address");
  EXPECT_EQ(peers_error("224.0.0.18\n"),
            "--peers: peers: line 1: 224.0.0.18 cannot be the address of another router");
  EXPECT_EQ(peers_error("10.0.0.3 10.0.0.4\n"), "--peers: peers: line 1: write one address per line");
  EXPECT_EQ(peers_error("10.0.0.3\n10.0.0.2\n"), "--peers: peers: line 2: 10.0.0.2 is given twice");
  EXPECT_EQ(peers_error("# nobody yet\n"), "--peers: peers contains no address");
}

TEST_F(SetupFiles, PeersMayComeFromStdin) {
  disk.standard_input = "10.0.0.3\n";
  std::vector<proto::Address> peers;
  ASSERT_TRUE(read_peers(disk, "-", peers));
  EXPECT_EQ(peers.at(0).text(), "10.0.0.3");
}

TEST_F(SetupFiles, ATextHasAtMost16MiB) {
  disk.standard_input.assign(16 * 1024 * 1024, ' ');
  EXPECT_TRUE(read_text(disk, "--instances: -", "-"));
  disk.standard_input.push_back(' ');
  EXPECT_EQ(read_text(disk, "--instances: -", "-").error().message, "--instances: -: more than 16 MiB");
}

}  // namespace
}  // namespace vrrp::setup
