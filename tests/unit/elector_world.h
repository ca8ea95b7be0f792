// An elector with the world around it, for tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "stage/elect/elector.h"
#include "values.h"

namespace vrrp::stage {

using proto::Address;
using record::Reason;
using record::State;

// An elector with the world around it: adverts that leave (or not), a reader that reads (or not), a vip-ctl
// that holds the VIP (or not). What it did is kept in words. An event gives the world back, to ask it what
// came of it:
//     EXPECT_EQ(world.hear(at(1s), 200).did(), "");
class World {
 public:
  explicit World(ElectorConfig config = {}) : elector(prepared(std::move(config))) {
    give(at(0s), Elector::Link{true});
    hold(at(0s), false);
  }

  static ElectorConfig prepared(ElectorConfig config) {
    const auto family = config.router.family.value_or(proto::Family::ipv4);
    config.router = {.interface = "eth0", .family = family, .vrid = std::uint8_t{50}};
    if (config.vips.empty() && !leader_only) config.vips = {{prefix("10.0.0.3")}};
    return config;
  }
  static inline bool leader_only = false;

  World& start(Time now = at(0s)) { return give(now, Elector::Start{}); }

  // Lets time pass, waking at each deadline, as the program does.
  World& run_until(Time end) {
    int at_once = 0;
    while (elector.deadline() && *elector.deadline() <= end) {
      const Time now = std::max(*elector.deadline(), clock);
      at_once = now == clock ? at_once + 1 : 0;
      if (at_once > 20) {
        ADD_FAILURE() << "it wants to be woken again and again at the same time";
        return *this;
      }
      clock = now;
      report(now);
      obey(now, elector.tick(now));
      report(now);
    }
    clock = end;
    return *this;
  }
  // A master of priority 100 whose first advert left at `at(0s)`, with its VIP on the host.
  void become_master() {
    const Time begun = at(0s) - proto::down_interval(3, config_priority, interval);
    clock = begun;
    start(begun);
    run_until(at(0s));
    hold(at(0s), true);
    log.clear();
  }

  World& give(Time now, const Elector::Input& input) {
    clock = now;
    obey(now, elector.step(now, input));
    return *this;
  }
  World& hold(Time now, bool held) {
    Elector::Addresses addresses{{prefix("10.0.0.5/24")}, {prefix("10.0.0.5/24")}};
    if (held) addresses.host.push_back(prefix("10.0.0.3"));
    return give(now, std::move(addresses));
  }
  World& hear(Time now, std::uint8_t priority, std::string_view from = "10.0.0.2", Duration every = 1s) {
    return give(now, heard(priority, from, every));
  }
  static Elector::Heard heard(std::uint8_t priority, std::string_view from, Duration every) {
    const proto::Advert advert{
        .vrid = 50, .priority = priority, .interval = every, .addresses = {ip("10.0.0.3")}};
    const Buffer wire = proto::encode_advert(advert, ip(from), proto::vrrp_group(proto::Family::ipv4),
                                             proto::Dialect::pseudo);
    const proto::Envelope envelope{
        .source = ip(from), .destination = proto::vrrp_group(proto::Family::ipv4), .length = wire.size()};
    return {proto::decode_advert(wire, envelope), envelope};
  }
  World& check(Time now, std::string name, bool up, int weight, Time until = at(1000h)) {
    return give(now, Elector::CheckHeard{
                         0, {.check = std::move(name), .up = up, .weight = weight, .expires = until}});
  }
  World& report(Time now) {
    if (reads) read = written;
    obey(now, elector.step(now, Elector::Output{.lost = lost, .total = written, .unread = written - read}));
    return *this;
  }

  // What was done since the last look.
  std::string did() { return std::exchange(log, {}); }

  std::optional<Time> expires;  // of the newest record
  std::optional<int> exit;
  State state = State::init;
  std::uint64_t epoch = 0;
  record::StateChange change;
  std::string said;  // last
  std::vector<record::Mismatch> mismatches;
  std::vector<record::Adjustment> adjustments;
  proto::Advert advert;  // sent last
  proto::Dialect dialect{};
  Address source;
  bool sends = true, reads = true, lost = false;
  std::uint8_t config_priority = 100;
  Duration interval = 1s;
  Elector elector;
  Time clock = at(0s);

 private:
  void obey(Time now, const Elector::Actions& actions) {
    for (const auto& action : actions) {
      if (const auto* send = std::get_if<Elector::Send>(&action)) {
        note("send " + std::to_string(send->advert.priority));
        advert = send->advert;
        dialect = send->dialect;
        source = send->source;
        obey(now, elector.step(now, Elector::Sent{.before = now,
                                                  .priority = send->advert.priority,
                                                  .accepted = sends,
                                                  .error = sends ? "" : "Network is down"}));
      }
      if (const auto* write = std::get_if<Elector::Write>(&action)) record_written(write->body);
      if (const auto* say = std::get_if<Elector::Say>(&action)) {
        said = say->text;
        note("say");
      }
      if (const auto* end = std::get_if<Elector::Exit>(&action)) {
        exit = end->status;
        note("exit " + std::to_string(end->status));
      }
    }
  }
  void record_written(const record::Body& body) {
    written += 100;
    if (const auto* s = std::get_if<record::StateChange>(&body)) {
      change = *s;
      state = s->state;
      epoch = s->epoch;
      expires = s->expires;
      note(std::string(to_word(s->state)) + " " + std::string(to_word(s->reason)));
    }
    if (const auto* a = std::get_if<record::Alive>(&body)) {
      EXPECT_EQ(a->epoch, epoch);
      EXPECT_EQ(a->state, state);
      expires = a->expires;
      if (a->state == State::master) note(a->yields ? "yielding alive" : "alive");
    }
    if (const auto* p = std::get_if<record::Priority>(&body)) note("priority " + std::to_string(p->priority));
    if (const auto* c = std::get_if<record::Contest>(&body)) note("contest " + c->peer.address.text());
    if (const auto* r = std::get_if<record::Reject>(&body))
      note("reject " + r->reason + " " + std::to_string(r->count));
    if (const auto* m = std::get_if<record::Mismatch>(&body)) mismatches.push_back(*m);
    if (const auto* p = std::get_if<record::Priority>(&body)) adjustments = p->adjustments;
  }
  void note(std::string what) { log += (log.empty() ? "" : ", ") + std::move(what); }

  std::string log;
  std::uint64_t written = 0, read = 0;
};

// It has just begun, and what it said of that is forgotten: a backup, as a rule.
inline World begun(ElectorConfig config = {}) {
  World world(std::move(config));
  world.start().did();
  return world;
}

inline World master(ElectorConfig config = {}) {
  World world(config);
  world.config_priority = config.priority;
  world.interval = config.interval;
  world.become_master();
  return world;
}

}  // namespace vrrp::stage
