// garp-send: when to announce to the neighbours where an address is.
//
// The danger is to announce an address that has moved to another host, because that steals it. So nothing is
// sent before all waiting input is read (only tick() sends), while the kernel does not have the address on
// this host, or for a router that is known not to be master.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "host/view.h"
#include "proto/address.h"
#include "record/json.h"
#include "record/record.h"
#include "stage/ending.h"

namespace vrrp::stage {

class Announcer {
 public:
  // ---- inputs

  // `garp-send ADDR`: one burst, now.
  struct Command {
    proto::Address address{};
    std::string interface {};
    std::optional<proto::Mac> mac{};
  };

  // The result of a Send.
  struct Sent {
    proto::Address address{};
    std::string interface {};
    bool ok = true;
  };

  struct Signal {};
  struct EndOfInput {
    bool empty = false;  // no line came before it
  };

  using Input = std::variant<record::Incoming, host::Change, Command, Sent, Signal, EndOfInput>;

  // ---- actions

  // One gratuitous ARP or unsolicited NA. Answer it with a Sent.
  struct Send {
    proto::Address address{};
    std::string interface {};
    int link = 0;
    proto::Mac mac{};

    friend bool operator==(const Send&, const Send&) = default;
  };
  // An announcement that was due but is not made.
  struct Withhold {
    proto::Address address{};
    std::string interface {};
    std::string why{};
  };
  struct Exit {
    int status = 0;
  };
  using Action = std::variant<Send, Withhold, record::Announce, Exit>;
  using Actions = std::vector<Action>;

  struct Settings {
    std::uint32_t count = 5;               // packets of a burst
    Duration interval = 200ms;             // between them
    std::optional<Duration> refresh = 5s;  // one more packet this long after the last one; none: never
    std::optional<Duration> second{};      // between the first two of a burst; none: `interval`
    bool report_refresh = false;           // a record for each refresh too

    // The same, for `follow`. A master that yields holds its addresses for 15 ms, and its garp-send may
    // announce once more in that time. So a new master sends its second packet a little later than that,
    // which soon corrects neighbours that followed the old one.
    Settings following() const;
  };

  explicit Announcer(Settings settings) : settings_(settings) {}

  // Only records the input.
  Actions step(Time now, const Input& input);
  // At most one packet for each address, so that a burst goes round the addresses as in keepalived. Call it
  // until it returns nothing, and give it the kernel's news before each call.
  Actions tick(Time now);
  // When to call tick, if nothing happens before.
  std::optional<Time> deadline() const;

  const host::View& host() const { return host_; }

 private:
  struct KnownRouter {
    record::State state = record::State::init;
    std::vector<record::Vip> vips{};
  };
  struct Burst {
    std::string reason{};
    std::uint32_t left = 0;
    std::uint32_t sent = 0;
    Time next{};
  };
  // An address to be announced: this host held it when we last heard of it.
  struct Target {
    proto::Address address{};
    std::string interface {};
    std::optional<proto::Mac> mac{};  // none: the one that the interface has when it is announced
    std::optional<record::Router> owner{};
    std::optional<Burst> burst{};
    Time last{};                        // when it was last announced
    std::optional<proto::Mac> told{};   // the MAC that was announced last
    bool was_down = false;              // the link was down since the last burst began
    std::optional<std::string> owed{};  // the reason of a burst that met an obstacle
  };

  void take(Time now, const record::Incoming& incoming);
  void take(Time now, const host::Change& change);
  void take(Time now, const Command& command);
  void take(Time now, const Sent& result);
  void take(Time now, const Signal&);
  void take(Time now, const EndOfInput&);

  void heard(Time now, const record::StateChange& change);
  void heard(Time now, const record::VipEvent& event);
  void heard(Time now, const record::Contest& contest);
  void heard(Time now, const record::Alive& alive);
  void heard(Time, const record::Check&) {}

  void forget_targets_of(const record::Router& router);
  record::Router owner_of(const record::VipEvent& event) const;
  bool may_be_master(const record::Router& router) const;
  Target* find(const proto::Address& address, const std::string& interface);
  Target& target(const proto::Address& address, const std::string& interface);  // made if it is not there

  void start(Target& target, std::string_view reason, std::uint32_t count, Time now);
  void stop(Target& target);  // reports what was sent
  void announce(Target& target, Time now, Actions& actions);
  // Why it must be announced although no record has just asked for it.
  std::optional<std::string> occasion(const Target& target, const host::Link* link, Time now) const;
  std::optional<std::string> obstacle(const Target& target, const host::Link* link) const;
  bool on_host(int link, const proto::Address& address) const;

  bool refreshing() const { return settings_.refresh && !closing_; }
  bool bursting() const;
  std::optional<int> verdict(Time now) const;

  Settings settings_;
  Ending ending_;
  bool closing_ = false;  // a signal or the end of input came: only bursts that have begun go on
  bool signalled_ = false;
  bool failed_ = false;  // a Command was not carried out whole

  host::View host_;
  std::map<record::Router, KnownRouter> routers_;
  std::vector<Target> targets_;         // in the order in which they came
  std::vector<record::Announce> told_;  // bursts that ended and are not yet reported
};

}  // namespace vrrp::stage
