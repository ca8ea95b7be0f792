// Adverts of every kind between us and another implementation: tests/interop/wire.py.
//
//     wire-cases seal     writes a line an advert: "KIND: HEX", a datagram of ours from its IP header on
//     wire-cases open     reads such lines, and writes for each what we make of it: "taken", or why not
//
// KIND is words: version2 or version3, ipv4 or ipv6, then hmac, ah, unicast. Everything else is the same
// everywhere and stands below.
#include <iostream>
#include <string>

#include "stage/elect/wire.h"

using namespace vrrp;

namespace {

constexpr const char* kinds[] = {
    "version2 ipv4",
    "version2 ipv4 unicast",
    "version3 ipv4",
    "version3 ipv4 unicast",
    "version3 ipv6",
    "version3 ipv6 unicast",
    "version2 ipv4 ah",
    "version2 ipv4 ah unicast",
    "version2 ipv4 hmac",
    "version3 ipv4 hmac",
    "version3 ipv4 hmac unicast",
    "version3 ipv6 hmac",
    "version3 ipv6 hmac unicast",
};

constexpr WallTime noon{1'795'345'896s + 250ms};
constexpr proto::AuthData password{'1', '1', '1', '1'};

proto::Address ip(const char* text) {
  return *proto::Address::parse(text);
}

stage::WireConfig config_of(const std::string& kind) {
  const auto is = [&](const char* word) { return kind.find(word) != std::string::npos; };
  stage::WireConfig config;
  config.vrid = 51;
  config.version = is("version2") ? 2 : 3;
  config.family = is("ipv6") ? proto::Family::ipv6 : proto::Family::ipv4;
  if (is("ah")) config.auth_type = proto::AuthType::ah;
  if (is("ah")) config.auth_data = password;
  if (is("unicast")) config.peers = is("ipv6") ? std::vector{ip("fd00::2")} : std::vector{ip("10.0.0.2")};
  if (is("hmac")) {
    Buffer secret;
    for (std::uint8_t i = 0; i < 32; ++i) secret.push_back(i);
    config.hmac.emplace().keys.push_back({.id = 1, .secret = secret});
  }
  return config;
}

void seal(const std::string& kind) {
  const stage::WireConfig config = config_of(kind);
  const bool ipv6 = config.family == proto::Family::ipv6;
  proto::Advert advert{.version = config.version, .vrid = 51, .auth_type = config.auth_type};
  if (ipv6)
    advert.addresses = {ip("fe80::50"), ip("fd00::50")};
  else
    advert.addresses = {ip("10.0.0.100"), ip("10.0.0.101"), ip("10.0.0.102")};
  stage::Wire wire(config);
  const auto source = ip(!ipv6 ? "10.0.0.1" : config.peers.empty() ? "fe80::1" : "fd00::1");
  for (const auto& packet : wire.seal(noon, advert, source, proto::Dialect::pseudo)) {
    std::cout << kind << ": ";
    for (const std::uint8_t byte : packet.datagram)
      std::cout << "0123456789abcdef"[byte >> 4] << "0123456789abcdef"[byte & 15];
    std::cout << '\n';
  }
}

void open(const std::string& line) {
  const std::size_t colon = line.find(": ");
  Buffer bytes;
  for (std::size_t at = colon + 2; at + 1 < line.size(); at += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(line.substr(at, 2), nullptr, 16)));
  stage::Wire wire(config_of(line.substr(0, colon)));
  const auto datagram = proto::parse_datagram(bytes);
  const auto opened = datagram ? wire.open(noon, *datagram) : std::nullopt;
  if (!opened)
    std::cout << "nothing of ours\n";
  else if (!opened->advert.faults.empty())
    std::cout << to_word(opened->advert.faults.front()) << '\n';
  else
    std::cout << (opened->seal ? to_word(*opened->seal) : "taken") << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc == 2 ? argv[1] : "";
  if (what == "seal")
    for (const char* kind : kinds) seal(kind);
  else if (what == "open")
    for (std::string line; std::getline(std::cin, line);) open(line);
  else
    return std::cerr << "wire-cases seal|open\n", 2;
  return 0;
}
