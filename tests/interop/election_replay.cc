// One router of a capture, played by our elector: tests/interop/takeovers.py writes what happened to a daemon
// on stdin, a line an event in the order of time, and reads when ours would have been master.
//
//     router VERSION VRID PRIORITY INTERVAL_US PREEMPT PREEMPT_DELAY_US AUTH PASSWORD ADDRESS PEERS VIP...
//                                              first; PEERS have commas between them; no PASSWORD and no
//                                              PEERS are
//                                              "-", and an excluded VIP begins with it; of AUTH "hmac" the
//                                              PASSWORD is the key 1 in hexadecimal digits
//     US start
//     US advert HEX                            as it was on the wire, from the IP header on
//     US link-up, US link-down
//     US end                                   the replay goes on until then
//
// Output: "US state WORD REASON" at every change. Every advert of ours leaves at once, and nobody hears it.
#include <iostream>
#include <sstream>

#include "stage/elect/elector.h"
#include "stage/elect/wire.h"

using namespace vrrp;
using stage::Elector;

namespace {

Buffer from_hex(const std::string& text) {
  Buffer bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

struct Config {
  stage::ElectorConfig elector{};
  stage::WireConfig wire{};
  proto::Address address{};
};

void read_auth(Config& config, const std::string& auth, const std::string& password) {
  if (auth == "hmac") config.wire.hmac = proto::HmacConfig{.keys = {{.id = 1, .secret = from_hex(password)}}};
  if (auth == "pass") config.elector.auth_type = proto::AuthType::pass;
  if (auth == "ah") config.elector.auth_type = proto::AuthType::ah;
  if (config.elector.auth_type != proto::AuthType::none)
    for (std::size_t i = 0; i < password.size() && i < config.wire.auth_data.size(); ++i)
      config.wire.auth_data[i] = static_cast<std::uint8_t>(password[i]);
  if (auth == "pass") config.elector.auth_data = config.wire.auth_data;
  config.wire.auth_type = config.elector.auth_type;
}

Config read_config(std::istringstream words) {
  int version = 0, vrid = 0, priority = 0, preempt = 0;
  std::int64_t interval = 0, preempt_delay = 0;
  std::string auth, password, primary, peers;
  words >> version >> vrid >> priority >> interval >> preempt >> preempt_delay >> auth >> password >>
      primary >> peers;
  Config config{.address = *proto::Address::parse(primary)};
  stage::ElectorConfig& elector = config.elector;
  elector.vips_elsewhere = true;  // nobody places any here
  elector.router = {"eth0", config.address.family(), static_cast<std::uint8_t>(vrid), ""};
  elector.version = static_cast<std::uint8_t>(version);
  elector.priority = static_cast<std::uint8_t>(priority);
  elector.interval = Duration(interval);
  elector.preempt = preempt != 0;
  elector.preempt_delay = Duration(preempt_delay);
  std::istringstream peer_list(peers == "-" ? "" : peers);
  for (std::string peer; std::getline(peer_list, peer, ',');)
    elector.peers.push_back(*proto::Address::parse(peer));
  for (std::string vip; words >> vip;) {
    const bool excluded = vip.front() == '-';
    elector.vips.push_back(
        {.address = *proto::Prefix::parse(vip.substr(excluded ? 1 : 0)), .excluded = excluded});
  }
  config.wire.family = config.address.family();
  config.wire.version = elector.version;
  config.wire.vrid = *elector.router.vrid;
  config.wire.peers = elector.peers;
  read_auth(config, auth, password);
  return config;
}

class Replay {
 public:
  explicit Replay(const Config& config)
      : address_(config.address), elector_(config.elector), wire_(config.wire) {}

  void start(Time now) {
    advance(now);
    step(Elector::Link{true});
    const proto::Prefix own{address_, 24};
    step(Elector::Addresses{.interface = {own}, .host = {own}});
    step(Elector::Start{});
  }

  void advert(Time now, const std::string& hex) {
    advance(now);
    const Buffer bytes = from_hex(hex);
    const auto datagram = proto::parse_datagram(bytes);
    if (!datagram) return;
    const auto opened = wire_.open(WallTime(Duration(to_us(now))), *datagram);
    if (opened) step(Elector::Heard{opened->advert, opened->envelope, opened->seal, opened->key_id});
  }

  void link(Time now, bool up) {
    advance(now);
    step(Elector::Link{up});
  }

  // Its timers, up to this moment.
  void advance(Time until) {
    for (auto next = elector_.deadline(); next && *next <= until; next = elector_.deadline()) {
      now_ = std::max(now_, *next);
      perform(elector_.tick(now_));
    }
    now_ = until;
  }

 private:
  void step(const Elector::Input& input) { perform(elector_.step(now_, input)); }

  void perform(const Elector::Actions& actions) {
    for (const Elector::Action& action : actions) {
      if (const auto* send = std::get_if<Elector::Send>(&action)) {
        step(Elector::Sent{.before = now_, .priority = send->advert.priority, .accepted = true});
      } else if (const auto* write = std::get_if<Elector::Write>(&action)) {
        if (const auto* change = std::get_if<record::StateChange>(&write->body))
          std::cout << to_us(now_) << " state " << to_word(change->state) << ' ' << to_word(change->reason)
                    << '\n';
      }
    }
  }

  proto::Address address_;
  Elector elector_;
  stage::Wire wire_;
  Time now_{};
};

}  // namespace

int main() {
  std::string line;
  if (!std::getline(std::cin, line) || !line.starts_with("router ")) {
    std::cerr << "election_replay: the first line is not a router\n";
    return 2;
  }
  Replay replay(read_config(std::istringstream(line.substr(7))));
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::int64_t us = 0;
    std::string event;
    words >> us >> event;
    const Time now = time_from_us(us);
    if (event == "start") {
      replay.start(now);
    } else if (event == "advert") {
      std::string hex;
      words >> hex;
      replay.advert(now, hex);
    } else if (event == "link-up" || event == "link-down") {
      replay.link(now, event == "link-up");
    } else if (event == "end") {
      replay.advance(now);
    } else {
      std::cerr << "election_replay: unknown event " << event << '\n';
      return 2;
    }
  }
  return 0;
}
