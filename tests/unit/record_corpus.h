// Records of every event, with each optional field in and out, each word, and texts of every kind: what
// tests/unit/record_lines.jsonl has the lines of.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"

namespace vrrp::record {

// Text that comes from outside: what JSON must escape, what a terminal may obey, what is not UTF-8, what is
// longer than a name may be.
inline std::vector<std::string> odd_texts() {
  std::string letters;
  while (letters.size() < 300) letters += "x\xc3\xbc";
  return {"",
          "plain",
          "\"\\/\b\f\n\r\t\x01\x1f\x7f",
          std::string("nul\0nul", 7),
          "\xc2\x7f\xc2\x80\xc2\x9f\xc2\xa0\xc3\xbc",
          "\xff",
          "a\xc2",
          "\xe2\x82x\xed\xa0\x80\xf4\x90\x80\x80\xc0\x80",
          "\xf0\x9f\x98\x80 \xe2\x82\xac",
          "\xf0\x9f\x98",
          letters,
          std::string(254, '\x01') + "\xc3\xbc"};
}

inline proto::Address ip(const char* text) {
  return *proto::Address::parse(text);
}

inline proto::Prefix prefix(const char* text) {
  return *proto::Prefix::parse(text);
}

class Corpus {
 public:
  Corpus() {
    add_routers();
    add_states();
    add_elector_records();
    add_status();
    add_checks();
    add_addresses();
    add_frames();
    add_texts();
    add_within_bounds();
  }

  const std::vector<Record>& records() const { return records_; }

 private:
  void add(Body body) {
    const std::uint64_t seq = records_.size() + 1;
    records_.push_back({{.time = WallTime(Duration(static_cast<std::int64_t>(seq) * 1'234'567'890'123)),
                         .tool = "vrrp-elect",
                         .node = "n1",
                         .seq = seq},
                        std::move(body)});
  }

  void add_routers() {
    for (const auto family : {proto::Family::ipv4, proto::Family::ipv6})
      add(Contest{.router = {.interface = "eth0", .family = family, .vrid = 255, .name = "web"},
                  .peer = {ip("10.0.0.2"), 0}});
    add(Contest{.router = {.interface = "eth0"}, .peer = {ip("2001:db8::1"), {}}});
    add(Alive{.router = {.interface = "eth0"}, .state = State::backup, .interval = 1ms});
  }

  void add_states() {
    for (const State state : {State::init, State::backup, State::master, State::fault})
      for (const State previous : {State::init, State::backup, State::master, State::fault})
        add(StateChange{.router = router_, .state = state, .previous = previous});
    for (int i = 0; i <= static_cast<int>(Reason::track_ended); ++i)
      add(StateChange{.router = router_, .reason = static_cast<Reason>(i)});
    add(StateChange{.router = router_,
                    .state = State::master,
                    .previous = State::backup,
                    .priority = 255,
                    .vips = {{prefix("10.0.0.3/24")},
                             {prefix("10.0.0.4"), "eth1", "", false},
                             {prefix("10.0.0.5"), "", "eth0:1", false},
                             {prefix("2001:db8:0:0:1::7/64"), "eth1", "", true}},
                    .epoch = UINT64_MAX,
                    .interval = 40'950ms,
                    .expires = time_from_us(INT64_MAX),
                    .peer = Peer{ip("fe80::1"), 200},
                    .last_advert = 3'609'375us,
                    .late = 1us,
                    .check = "nginx",
                    .group = "gw"});
    for (const std::int64_t us : {0LL, 1LL, 10LL, 100LL, 999LL, 1000LL, 1001LL, 1010LL, 1100LL, 10'000LL,
                                  12'345'678LL, -1LL, -1500LL, -2000LL, 31'536'000'000'001LL})
      add(StateChange{.router = router_,
                      .interval = Duration(us),
                      .peer = Peer{ip("10.0.0.2"), {}},
                      .late = Duration(us)});
  }

  void add_elector_records() {
    for (const bool yields : {false, true})
      add(Alive{.router = router_,
                .state = State::master,
                .epoch = 7,
                .interval = 100ms,
                .expires = time_from_us(81'234'567'890),
                .yields = yields});
    add(Priority{.router = router_});
    add(Priority{.router = router_,
                 .priority = 1,
                 .base = 254,
                 .adjustments = {{"nginx", -253, false}, {"eth1", 253, true}, {"", 0, false}},
                 .omitted = 3});
    add(Reject{.router = router_, .reason = "ttl", .peer = {ip("10.0.0.9"), 7}, .count = UINT64_MAX});
    for (int i = 0; i <= static_cast<int>(MismatchKind::priority); ++i)
      add(Mismatch{.router = router_,
                   .kind = static_cast<MismatchKind>(i),
                   .peer = {ip("10.0.0.2"), 90},
                   .ours = i % 2 ? "1s" : "",
                   .theirs = "10.0.0.3 \"\\\n\x7f"});
  }

  void add_status() {
    add(Status{.router = router_});
    Status s{.router = router_,
             .state = State::backup,
             .reason = Reason::higher_priority,
             .since = 192'345'678us,
             .transitions = UINT64_MAX,
             .leaving = true,
             .check = "dns",
             .group = "gw",
             .priority = 90,
             .base = 150,
             .interval = 100ms,
             .sent = 12,
             .received = 2300,
             .rejected = 3,
             .omitted = 5,
             .late = 412us,
             .pid = 4711};
    s.adjustments = {{"nginx", -60, true}};
    s.checks = {{.name = "nginx", .weight = -60, .age = 3s, .expired = true},
                {.name = "dns", .up = true, .age = 320ms, .expires_in = 2'680'500us}};
    s.interfaces = {{.name = "eth1", .up = true, .weight = 20, .age = 90s}, {.name = "eth2", .age = 1us}};
    s.missing = {"disk", "-"};
    for (int i = 0; i <= static_cast<int>(Status::Vip::State::present); ++i)
      s.vips.push_back({prefix("10.0.0.3"), i % 2 ? "eth1" : "", static_cast<Status::Vip::State>(i)});
    s.master = Peer{ip("10.0.0.2"), 100};
    s.peers = {{*s.master, 3, proto::Dialect::pseudo, 820ms},
               {{ip("10.0.0.4"), 0}, 3, proto::Dialect::message, 1us},
               {{ip("fe80::2"), {}}, 2, {}, 0us}};
    s.rejects = {{"ttl", ip("10.0.0.4"), 2}, {"checksum", {}, 1}};
    s.mismatches = {{MismatchKind::interval, ip("10.0.0.2"), "100ms", "1s", 820ms}};
    add(s);
  }

  void add_checks() {
    add(Check{.check = "x"});
    add(Check{.check = "nginx",
              .up = true,
              .changed = true,
              .weight = -253,
              .streak = UINT32_MAX,
              .duration = 1234us,
              .detail = "exit 1",
              .expires = time_from_us(0)});
  }

  void add_addresses() {
    const proto::Mac mac{{0x00, 0x00, 0x5e, 0x00, 0x01, 0xff}};
    for (int i = 0; i <= static_cast<int>(VipAction::lost); ++i)
      add(VipEvent{.router = router_,
                   .action = static_cast<VipAction>(i),
                   .address = prefix("10.0.0.3"),
                   .interface = "eth1",
                   .mac = mac,
                   .lease = 2500ms,
                   .detail = "foreign"});
    add(VipEvent{.address = prefix("2001:db8::3/64"), .interface = "eth0"});
    add(Announce{.router = router_,
                 .address = ip("10.0.0.3"),
                 .interface = "eth1",
                 .mac = mac,
                 .packets = UINT32_MAX,
                 .reason = "mac_changed"});
    add(Announce{.address = ip("::"), .interface = "eth0", .reason = "command"});
    for (const char* address : {"0.0.0.0", "255.255.255.255", "1.20.99.100", "::1", "::ffff:10.0.0.3",
                                "::10.0.0.3", "1:2:3:4:5:6:7:8", "1:0:0:2::3", "2001:db8::", "ff02::12"})
      add(Announce{.address = ip(address), .interface = "eth0", .reason = "added"});
  }

  void add_frames() {
    add(AdvertSeen{});
    AdvertSeen seen{.frame = UINT64_MAX,
                    .captured = WallTime(1'795'345'897'000'001us),
                    .envelope = {.family = proto::Family::ipv6,
                                 .source = ip("fe80::1"),
                                 .destination = ip("ff02::12"),
                                 .ttl = 254},
                    .source_mac = proto::Mac{{0x0a, 0xbc, 0xde, 0xf0, 0x12, 0x34}},
                    .length = 40};
    seen.advert.version = 3;
    seen.advert.type = 1;
    seen.advert.vrid = 0;
    seen.advert.priority = 255;
    seen.advert.count = 2;
    seen.advert.interval = 10ms;
    seen.advert.addresses = {ip("fe80::3"), ip("2001:db8::3")};
    seen.advert.checksum = proto::ChecksumVerdict::good;
    for (const auto dialect : {proto::Dialect::message, proto::Dialect::pseudo}) {
      seen.advert.dialect = dialect;
      add(seen);
    }
    seen.advert.checksum = proto::ChecksumVerdict::bad;
    seen.advert.dialect.reset();
    for (int i = 0; i <= static_cast<int>(proto::AdvertError::family); ++i)
      seen.advert.faults.push_back(static_cast<proto::AdvertError>(i));
    for (const int auth : {0, 1, 2, 3, 255}) {
      seen.advert.auth_type = static_cast<std::uint8_t>(auth);
      add(seen);
    }
    for (const std::int64_t us : {0LL, -1LL, 951'782'399'999'999LL, 951'782'400'000'000LL,
                                  253'402'300'799'999'999LL, -62'135'596'800'000'000LL})
      add(AnnouncementSeen{.frame = 9,
                           .captured = WallTime(Duration(us)),
                           .na = us < 0,
                           .address = ip("10.0.0.3"),
                           .mac = us == 0 ? std::optional(proto::broadcast_mac) : std::nullopt,
                           .source_mac = us != 0 ? std::optional(proto::Mac{}) : std::nullopt});
  }

  // In every place that text from outside can reach.
  void add_texts() {
    for (const std::string& text : odd_texts()) {
      const Router named{
          .interface = text, .family = proto::Family::ipv4, .vrid = std::uint8_t{1}, .name = text};
      add(StateChange{
          .router = named, .vips = {{prefix("10.0.0.3"), text, text, false}}, .check = text, .group = text});
      add(Alive{.router = named});
      records_.back().header.node = text;
      add(Priority{.router = named, .adjustments = {{text, 1, false}}});
      records_.back().header.node = text;
      Status s{.router = named, .check = text, .group = text};
      s.adjustments = {{text, 1, false}};
      s.checks = s.interfaces = {{.name = text}};
      s.missing = {text, text};
      s.vips = {{prefix("10.0.0.3"), text, Status::Vip::State::held}};
      add(s);
      add(Check{.check = text, .detail = text});
      add(VipEvent{.router = named, .address = prefix("10.0.0.3"), .interface = text, .detail = text});
      add(Announce{.router = named, .interface = text, .reason = "kept"});
    }
    for (const std::size_t size : {5000, 70'000}) add_long(std::string(size, '\x7f'), size / 10);
  }

  // Longer than a line: something must be left out.
  void add_long(const std::string& text, std::size_t count) {
    add(Check{.check = text, .detail = text});
    add(VipEvent{.router = router_, .detail = text});
    add(Mismatch{.router = router_, .ours = text, .theirs = text});
    add(StateChange{.router = router_,
                    .vips = std::vector<Vip>(count, {prefix("10.0.0.3"), "eth1", "", true})});
    add(Priority{.router = router_, .adjustments = std::vector<Adjustment>(count, {"nginx", -1, true})});
    Status s{.router = router_};
    s.missing.assign(count, "disk");
    s.vips.assign(count, {prefix("10.0.0.3"), "", Status::Vip::State::held});
    s.vips.push_back({prefix("10.0.0.4"), "", Status::Vip::State::failed});
    add(s);
    AdvertSeen seen;
    seen.advert.addresses.assign(count, ip("10.0.0.3"));
    add(seen);
  }

  // Those with the largest number there is, with one that a reader takes.
  void add_within_bounds() {
    const std::vector<Record> all = records_;
    for (const Record& record : all) {
      Body body = record.body;
      std::uint64_t* number = nullptr;
      if (auto* state = std::get_if<StateChange>(&body)) number = &state->epoch;
      if (auto* reject = std::get_if<Reject>(&body)) number = &reject->count;
      if (auto* status = std::get_if<Status>(&body)) number = &status->transitions;
      if (!number || *number != UINT64_MAX) continue;
      *number = 9;
      add(body);
    }
  }

  Router router_{.interface = "eth0", .family = proto::Family::ipv4, .vrid = std::uint8_t{50}, .name = "web"};
  std::vector<Record> records_{};
};

}  // namespace vrrp::record
