// What `vip-ctl follow` decides: which VIPs this host may hold, and until when.
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
#include "record/record.h"
#include "stage/ending.h"
#include "stage/reader_watch.h"

namespace vrrp::stage {

using host::Place;

// Holds a VIP while a master's newest record gives it a lease, and never longer.
//
// It adds each with its full length, /32 or /128, also if the record has a wider one. If an IPv4 address is
// the first of its subnet, the kernel removes the host's own address with it when it is deleted or expires
// (placement.h). And beside a wide IPv6 address the kernel leaves the route of the host's own address behind.
//
// Give it all that waits (signals, netlink, then records), then call tick: `step` only records the input,
// `tick` decides. So a stale record followed by a fresh one in the same pipe changes nothing.
class Holder {
 public:
  // ---- what happens (and record::StateChange, record::Alive: what the elector reports; host::Change:
  // what the kernel reports)

  // The result of a Put.
  struct PutDone {
    Place place{};
    std::string error{};           // empty: it is there
    std::chrono::seconds valid{};  // the lifetime that the kernel was given
  };
  // What our reader has not read yet: see ReaderWatch. `announcements` is the total after the last `vip` or
  // `contest` record.
  struct Output {
    std::uint64_t total = 0;
    std::uint64_t unread = 0;
    std::uint64_t announcements = 0;
  };
  // A record came that is too long. It was not read, and it may have ended a lease.
  struct LineTooLong {};
  struct ReaderLost {};
  struct EndOfInput {
    bool empty = false;  // no line came before it
  };
  struct Signal {};

  using Input = std::variant<record::StateChange, record::Alive, host::Change, PutDone, Output, LineTooLong,
                             ReaderLost, EndOfInput, Signal>;

  // ---- what is to be done, in this order

  // Put the address there, or renew its lifetime; answer with PutDone. Many of them take time, so the
  // lifetime is computed when it is this one's turn (kernel_lease.h), and after `until` it is an error. `vip`
  // is the address with the length that the elector gave: if that is a subnet, the subnet needs a connected
  // route.
  struct Put {
    Place place{};
    std::string label{};
    Time until{};  // the lease's end
    proto::Prefix vip{};
  };
  struct Remove {
    Place place{};
    proto::Prefix vip{};
  };
  struct Write {
    record::VipEvent event{};
  };
  struct Say {
    std::string text{};
  };
  struct Exit {
    int status = 0;
  };

  using Action = std::variant<Put, Remove, Write, Say, Exit>;
  using Actions = std::vector<Action>;

  Holder() = default;
  Holder(const Holder&) = delete;  // holdings point to their routers
  Holder& operator=(const Holder&) = delete;

  Actions step(Time now, const Input& input);
  Actions tick(Time now);
  // When to tick if nothing happens before.
  std::optional<Time> deadline() const;

  // This host as the Holder knows it; its own successful changes count before the kernel reports them.
  const host::View& host() const { return host_; }

 private:
  struct Router {
    record::Router identity{};
    record::State state = record::State::init;
    std::uint64_t epoch = 0;
    Duration interval{};
    std::optional<Time> lease{};  // the lease of its newest record
    std::vector<record::Vip> vips{};
    bool fresh = false;       // a record of it was read since the last tick
    bool sweep = false;       // such a record was a `state` other than master: delete leftovers
    bool entitled = false;    // at the last tick
    bool newly = false;       // has a lease at this tick, but had none before
    bool complained = false;  // it was reported that its records are invalid
    std::string revoked{};    // why a master's newest record gives no lease; empty: it does, or did
  };

  // What was requested from the kernel.
  struct Purchase {
    Time at{};
    std::chrono::seconds seconds{};
  };

  enum class Phase : std::uint8_t {
    idle,     // no router has a lease for it, or it was not tried yet
    held,     // there, and ours
    foreign,  // there, and another program's
    lost,     // it was held and disappeared: put it back
    failed,   // it could not be put there
  };

  // One VIP of one or more routers.
  struct Holding {
    std::vector<Router*> claimants{};  // the routers that list it
    record::Router owner{};            // the one that it was held for last
    std::string label{};
    proto::Prefix vip{};  // as the router lists it, perhaps with the length of a subnet
    Phase phase = Phase::idle;
    std::optional<Purchase> bought{};
    std::optional<record::VipAction> telling{};  // what to write when the Put that is under way is done
    std::string detail{};
    Time retry{};                // when lost or failed: not before
    bool awaits_link = false;    // lost with its link: comes back with it
    std::string went_because{};  // lost, and not yet put back; empty: it was never there
    bool replaced = false;       // another program overwrote it: without our tag, perhaps for ever
    bool told_failure = false;   // a failure is reported once
    bool told_foreign = false;   // so is an address of another program, until it disappears
    unsigned deletions = 0;      // in a row, by another program
    Time last_deletion{};
  };

  // What a place has already.
  struct Presence {
    std::vector<Place> leased{};  // the address, leased, with a length that we may have given it
    bool foreign = false;         // the address, with any length, not leased
  };

  void take(Time now, const record::StateChange& state, Actions& out);
  void take(Time now, const record::Alive& alive, Actions& out);
  void take(Time now, const host::Change& change, Actions& out);
  void take(Time now, const PutDone& done, Actions& out);
  void take(Time now, const Output& output, Actions& out);
  void take(Time now, const LineTooLong&, Actions& out);
  void take(Time now, const ReaderLost&, Actions& out);
  void take(Time now, const EndOfInput&, Actions& out);
  void take(Time now, const Signal&, Actions& out);

  std::optional<Time> entitlement(Time now, std::optional<Time> expires, Router& router, Actions& out);
  void list(Router& router, const std::vector<record::Vip>& vips);
  void link_came_up(Time now, const std::string& interface);
  void address_seen(const Place& there, const host::HostAddress& address, Actions& out);
  void address_gone(Time now, const Place& there, Actions& out);
  Presence presence(const Place& place) const;
  bool is_leased_at(const Place& place) const;
  void assume(const Place& place, bool there);

  const Router* claim(const Holding& holding, Time now) const;
  void hold(Time now, const Place& place, Holding& holding, const Router& router, Actions& out);
  void acquire(const Place& place, Holding& holding, const Router& router, Actions& out);
  void keep(Time now, const Place& place, Holding& holding, const Router& router, Actions& out);
  void put(const Place& place, Holding& holding, const Router& router,
           std::optional<record::VipAction> telling, std::string detail, Actions& out);
  void lose(Time now, const Place& place, Holding& holding, Actions& out);
  void let_go(const Place& place, Holding& holding, record::VipAction action, std::string why, Actions& out);
  void release(const Place& place, Holding& holding, Actions& out);
  void sweep(Time now, const Router& router, Actions& out);
  void report_foreign(Actions& out);
  bool ends(Time now, Actions& out);
  void end(int status, Actions& out);
  record::VipEvent event(const Place& place, const Holding& holding, record::VipAction action) const;

  std::optional<Time> patience_ends() const;

  std::map<record::Router, Router> routers_;
  std::map<Place, Holding> holdings_;
  host::View host_;
  Ending ending_;
  ReaderWatch all_output_, announcements_;
  Duration longest_interval_{};
  bool reader_lost_ = false;
  bool input_ended_ = false;
  bool done_ = false;
};

}  // namespace vrrp::stage
