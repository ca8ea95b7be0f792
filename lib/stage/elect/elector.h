// What vrrp-elect decides for one virtual router: it runs the election, and asks its parts about checks, the
// lease, the handover and the reader (lib/stage/README.md lists them).
//
// Three rules keep an address on one host:
//   1. A master may hold its VIPs until `expires_us`: the clock as it was read before the last advert that
//      left, plus --lease-adverts intervals. A peer waits longer than that before it takes over.
//   2. If our reader (vip-ctl, through the pipe) dies or freezes, we cannot delete the VIPs, but we can see
//      them: we go on advertising until they are gone, and only then say priority 0.
//   3. A master that wakes later than its own lease is not a master: it says so before it looks at anything
//      else.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "proto/election.h"
#include "record/record.h"
#include "stage/elect/ear.h"
#include "stage/elect/elector_config.h"
#include "stage/elect/lease.h"
#include "stage/elect/letting_go.h"
#include "stage/elect/local_addresses.h"
#include "stage/elect/obstacles.h"
#include "stage/elect/placed.h"
#include "stage/elect/reader.h"
#include "stage/elect/statistics.h"
#include "stage/elect/stopping.h"
#include "stage/elect/tracker.h"
#include "stage/elect/waits.h"
#include "stage/elect/written.h"

namespace vrrp::stage {

class Elector {
 public:
  // ---- what happens

  struct Start {};
  struct Heard {  // a datagram of protocol 112, decoded
    proto::DecodedAdvert advert{};
    proto::Envelope envelope{};
    std::optional<proto::AdvertError>
        seal{};  // what its signature or AH says against it (lib/stage/elect/wire.h)
    std::optional<std::uint8_t> key_id{};  // of its signature
    // How far the signature's time is behind our clock, where that is too far.
    std::optional<std::chrono::seconds> off_clock{};
  };
  struct Sent {     // the outcome of Send; of several unicast peers one success suffices
    Time before{};  // the clock as it was read before the system was asked
    std::uint8_t priority = 0;
    bool accepted = false;
    std::string error{};  // why not
  };
  struct Link {  // of our interface
    bool up = false;
    bool exists = true;
  };
  struct TrackedLink {  // of a tracked interface; one that does not exist is down
    std::string name{};
    bool up = false;
  };
  // The addresses of this host: those of our interface (primary ones first), and all.
  struct Addresses {
    std::vector<proto::Prefix> interface {};
    std::vector<proto::Prefix> host{};
  };
  struct HostChanged {};  // a link of this host, or an address that is nobody's VIP: placing may work now
  struct CheckHeard {
    std::size_t track = 0;  // which source, from 0
    record::Check check{};
  };
  struct TrackEnded {};  // the last writer of a source ended, and with it a program of the pipeline
  struct Signal {};
  // Of a sync group.
  struct GroupFault {  // whether another member cannot take part
    bool held = false;
  };
  struct GroupYield {};   // another member is backup to a better router: so are we
  struct GroupPermit {};  // every member may be master: a backup claims it now
  // What became of the records written so far. Give it before each tick, and after writing.
  struct Output {
    bool lost = false;
    std::uint64_t total = 0;
    std::optional<std::uint64_t> unread{};  // empty: not a FIFO, nobody can know
  };
  using Input = std::variant<Start, Heard, Sent, Link, TrackedLink, Addresses, HostChanged, CheckHeard,
                             TrackEnded, Signal, GroupFault, GroupYield, GroupPermit, Output>;

  // ---- what must be done

  struct Send {  // answer with Sent
    proto::Advert advert{};
    proto::Address source{};
    proto::Dialect dialect = proto::Dialect::pseudo;
  };
  struct Write {
    record::Body body{};
  };
  struct Say {
    std::string text{};
    bool prompted = false;  // by what another host sent
  };
  struct Exit {
    int status = 0;
  };
  using Action = std::variant<Send, Write, Say, Exit>;
  using Actions = std::vector<Action>;

  explicit Elector(ElectorConfig config);

  Actions step(Time now, const Input& input);
  Actions tick(Time now);
  // Rule 3 by itself: call it on waking, before any input is read. step and tick begin with it too.
  Actions wake(Time now);
  std::optional<Time> deadline() const;

  record::State state() const { return written_.state(); }
  // What there is to say when somebody asks; changes nothing.
  record::Status status(Time now) const;

  // ---- what a sync group asks

  enum class Standing : std::uint8_t {
    out,      // takes no part, or is leaving
    backup,   // to a master that it hears, or its down timer still runs
    asked,    // would be master, because the master said that it leaves
    wants,    // would be master, because its down timer has run out
    refused,  // claims the mastership, but the system takes no advert of it
    master,
  };
  Standing standing() const;
  // From then on the last master heard has missed an advert, if none comes before; empty: none was heard.
  std::optional<Time> silent_from() const { return ear_.silent_from(); }
  // Whether the last advert left, as far as we know.
  bool can_send() const { return !lease_.refused(); }
  bool has_left() const { return stopping_.has_left(); }  // it takes part no more, and hears nothing any more
  bool has_own_obstacle() const { return obstacles_.has_own(letting_go_.departure() != nullptr); }
  bool has_group_obstacle() const { return obstacles_.has(ObstacleKind::group); }

 private:
  // ---- inputs (elector.cc)
  void on(Time now, const Start&);
  void on(Time now, const Heard& heard);
  void on(Time now, const Sent& sent);
  void on(Time now, const Link& link);
  void on(Time now, const TrackedLink& link);
  void on(Time now, const Addresses& addresses);
  void on(Time now, const HostChanged&) { placed_.host_changed(now); }
  void on(Time now, const CheckHeard& heard);
  void on(Time now, const TrackEnded&) { stopping_.track_ended(now); }
  void on(Time now, const Signal&);
  void on(Time now, const GroupFault& fault);
  void on(Time now, const GroupYield&);
  void on(Time now, const GroupPermit&);
  void on(Time now, const Output& output);

  void say(std::string text) { actions_.emplace_back(Say{std::move(text)}); }
  void tell(Mismatches::Report told);
  void reject(Time now, const Mismatches::Refused& refused);
  bool says_for_all() const { return config_.alive_turn.index == 0; }
  bool takes_part() const { return waits_.begun() && !stopping_.has_left(); }

  // ---- the election, and what is written of it (elector_election.cc)
  void start_or_fault(Time now, record::Reason reason);
  void elect(Time now, const proto::Election::Input& input) { obey(now, election_.step(now, input)); }
  void obey(Time now, const proto::Election::Actions& actions);
  void changed(Time now, const proto::Election::Changed& change);
  void contest(Time now, const proto::Election::Heard& rival);
  void send(std::uint8_t priority);
  void become(Time now, record::State state, record::Reason reason, const std::string& check = "");
  void write_alive();

  // ---- what is tracked, and what stands against taking part (elector_election.cc)
  void apply_checks(Time now);
  void apply_failures(Time now);
  void tracked_spoke(Time now);
  void end_waits(Time now);
  void miss_the_silent();
  void hear_the_missing(Time now);
  void raise(Time now, const Obstacle& obstacle);
  void heed_obstacles(Time now);
  void clear(Time now, const Obstacle& mended, record::Reason reason);
  const Obstacle& choose_obstacle();
  void judge_placement(Time now);
  void observe_placement(Time now);
  record::Status::Vip::State vip_state(Time now, const record::Vip& vip) const;

  // ---- letting go (elector_letting_go.cc)
  using Goal = LettingGo::Goal;
  using Departure = LettingGo::Departure;
  void fence(Time now);
  void proceed(Time now);
  void proceed_departure(Time now);
  void yield(Time now, record::Reason reason, std::string check);
  void depart(Time now, const Goal& goal, Duration hold);
  void leave(Time now);
  void leave_at_once(Time now);
  void arrive(Time now);
  void hold_for_new_master(Time now);
  void finish_yield(Time now);
  void leave_without_track(Time now);
  Duration handover_time() const;

  // priority 0 while VIPs are held, in a handover or an offer
  Duration time_to_hold() const;
  Duration shortest_to_tell() const;
  void tell_to_hold_on(Time now, Duration reading = {});
  bool left_too_little(Time now) const;
  void reader_has_read(Time now);
  void hold_no_longer(Time now, Duration reading = {});

  bool offer_fits(Time now) const;
  bool may_offer(Time now) const;
  void begin_offer(Time now, std::string check);
  void open_offer(Time now);
  void give_up_offer();
  void withdraw_offer();
  void forget_offer();

  // rule 2
  void judge_reader(Time now);
  void begin_fencing(Time now, const Goal& goal);
  void reader_reads_again(Time now);

  ElectorConfig config_;
  proto::Election election_;
  Ear ear_;
  Tracker tracker_;
  Waits waits_;
  Obstacles obstacles_;
  LocalAddresses addresses_;
  Placed placed_;
  Reader reader_;
  Lease lease_;
  LettingGo letting_go_;
  Stopping stopping_;
  Written written_;
  Statistics statistics_;
  Actions actions_;  // of the step or tick under way
};

}  // namespace vrrp::stage
