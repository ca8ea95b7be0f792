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

// Holds a VIP while a master's newest record entitles to it, and never a moment longer.
//
// It puts each there with its full length, /32 or /128, also where the record has a wider one. An IPv4
// address that is its subnet's first takes the host's own with it when it goes, whether it is deleted or
// expires (placement.h); and beside a wide IPv6 one the kernel leaves the route of the host's own behind.
//
// Give it all that waits (signals, netlink, then records), then tick: `step` only takes notes, `tick` judges.
// So a stale record followed by a fresh one in the same pipe changes nothing.
class Holder {
 public:
  // ---- what happens (and record::StateChange, record::Alive: what the elector says; host::Change: what the
  // kernel says)

  // What became of a Put.
  struct PutDone {
    Place place{};
    std::string error{};           // empty: it is there
    std::chrono::seconds valid{};  // the kernel was asked for so long
  };
  // What our reader has left unread: see ReaderWatch. `announcements` is the total after the last `vip` or
  // `contest` record.
  struct Output {
    std::uint64_t total = 0;
    std::uint64_t unread = 0;
    std::uint64_t announcements = 0;
  };
  // A record came that is longer than one may be: it was not read, and perhaps it said to let go.
  struct LineTooLong {};
  struct ReaderLost {};
  struct EndOfInput {
    bool empty = false;  // no line came before it
  };
  struct Signal {};

  using Input = std::variant<record::StateChange, record::Alive, host::Change, PutDone, Output, LineTooLong,
                             ReaderLost, EndOfInput, Signal>;

  // ---- what is to be done, in this order

  // Put the address there, or renew its lifetime; answer with PutDone. Many of them take their time: how long
  // the kernel is asked for is reckoned when this one's turn comes (kernel_lease.h), and after `until` it is
  // an error. `vip` is the same as the elector has it: where its length is a subnet's, that subnet needs a
  // connected route.
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
  Holder(const Holder&) = delete;  // what is held points at its routers
  Holder& operator=(const Holder&) = delete;

  Actions step(Time now, const Input& input);
  Actions tick(Time now);
  // When to tick if nothing happens before.
  std::optional<Time> deadline() const;

  // This host as the Holder knows it: what it asked for and got counts before the kernel reports it.
  const host::View& host() const { return host_; }

 private:
  struct Router {
    record::Router identity{};
    record::State state = record::State::init;
    std::uint64_t epoch = 0;
    Duration interval{};
    std::optional<Time> lease{};  // what its newest record entitles to
    std::vector<record::Vip> vips{};
    bool fresh = false;       // a record of it was read since the last tick
    bool sweep = false;       // a `state` that is not master was: leftovers are to be deleted
    bool entitled = false;    // at the last tick
    bool newly = false;       // entitled at this tick, and not at the one before
    bool complained = false;  // said that its records entitle to nothing
    std::string revoked{};    // why a master's newest record does not entitle; empty: it does, or did
  };

  // What the kernel was asked for.
  struct Purchase {
    Time at{};
    std::chrono::seconds seconds{};
  };

  enum class Phase : std::uint8_t {
    idle,     // nobody is entitled to it, or it was not tried yet
    held,     // there, and ours
    foreign,  // there, and somebody else's
    lost,     // it was held and went: to be put back
    failed,   // it could not be put there
  };

  // One VIP of one or more routers.
  struct Holding {
    std::vector<Router*> claimants{};  // the routers that list it
    record::Router owner{};            // the one that it was held for last
    std::string label{};
    proto::Prefix vip{};  // as the router has it, with a subnet's length perhaps
    Phase phase = Phase::idle;
    std::optional<Purchase> bought{};
    std::optional<record::VipAction> telling{};  // what to write when the Put that is under way is done
    std::string detail{};
    Time retry{};                // when lost or failed: not before
    bool awaits_link = false;    // lost with its link: comes back with it
    std::string went_because{};  // lost, and not yet put back; empty: it was never there
    bool replaced = false;       // somebody overwrote it: without our tag, perhaps for ever
    bool told_failure = false;   // a failure is told once
    bool told_foreign = false;   // so is an address of somebody else, until it goes
    unsigned deletions = 0;      // in a row, by somebody else
    Time last_deletion{};
  };

  // What is at a place already.
  struct Presence {
    std::vector<Place> leased{};  // the address, leased, and with a length that may be ours
    bool foreign = false;         // the address, with whatever length, not leased
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
