// What vrrp-elect decides for one virtual router: the election, and around it tracking, the lease, the
// handover, and what to do when the reader of our records is gone or frozen.
//
// Three rules keep an address on one host:
//   1. A master may hold its VIPs until `expires_us`: the clock as it was read before the last advert that
//   left, plus
//      --lease-adverts intervals. A peer waits longer than that before it takes over.
//   2. When our reader (vip-ctl, through the pipe) dies or freezes we cannot delete the VIPs, but we can see
//   them: we go on
//      advertising until they are gone, and only then say priority 0.
//   3. A master that wakes later than its own lease is no master: it says so before it looks at anything
//   else.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "proto/election.h"
#include "proto/receive.h"
#include "record/record.h"
#include "stage/elect/deaf_rivals.h"
#include "stage/elect/elector_config.h"
#include "stage/elect/expected.h"
#include "stage/elect/mismatches.h"
#include "stage/elect/placed.h"
#include "stage/elect/rejects.h"
#include "stage/elect/statistics.h"
#include "stage/elect/tracker.h"
#include "stage/reader_watch.h"

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

  record::State state() const { return state_; }
  // What there is to say when somebody asks (elector_status.cc); changes nothing.
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
  // From then on the last master heard has missed an advert, if none comes before; nullopt: none was heard.
  std::optional<Time> silent_from() const;
  // Whether the last advert left, as far as we know.
  bool can_send() const { return !send_error_; }
  bool has_left() const { return left_; }  // it takes part no more, and hears nothing any more
  bool has_own_obstacle() const;
  bool has_group_obstacle() const { return has(ObstacleKind::group); }

 private:
  // ---- inputs
  void on(Time now, const Start&);
  void on(Time now, const Heard& heard);
  void on(Time now, const Sent& sent);
  void on(Time now, const Link& link);
  void on(Time now, const TrackedLink& link);
  void on(Time now, const Addresses& addresses);
  void on(Time now, const HostChanged&) { placed_.host_changed(now); }
  void on(Time now, const CheckHeard& heard);
  void on(Time now, const TrackEnded&);
  void on(Time now, const Signal&);
  void on(Time now, const GroupFault& fault);
  void on(Time now, const GroupYield&);
  void on(Time now, const GroupPermit&);
  void on(Time now, const Output& output);

  // ---- the election (elector_election.cc)
  void start_or_fault(Time now, record::Reason reason);
  void elect(Time now, const proto::Election::Input& input) { obey(now, election_.step(now, input)); }
  void obey(Time now, const proto::Election::Actions& actions);
  void changed(Time now, const proto::Election::Changed& change);
  void contest(Time now, const proto::Election::Heard& rival);
  void reject(Time now, proto::AdvertError reason, const Heard& heard);
  void tell(Mismatches::Report told);
  void send(std::uint8_t priority);
  proto::Dialect dialect() const;
  void become(Time now, record::State state, record::Reason reason, const std::string& check = "");
  void write_alive();
  Time next_turn(Time now) const;

  // ---- tracking, and what stands against taking part (elector_obstacles.cc)
  void apply_checks(Time now);
  void apply_failures(Time now);
  void tracked_spoke(Time now);
  void end_waits(Time now);
  bool all_spoke() const;
  std::vector<Expected::Silent> silent() const;
  void miss_the_silent();
  void hear_the_missing(Time now);
  void warn_of_endless(const record::Check& check);
  bool says_for_all() const { return config_.alive_turn.index == 0; }
  bool waiting() const { return tracks_until_ || startup_until_; }
  enum class ObstacleKind : std::uint8_t {
    interface,
    link,
    address,
    tracked_link,
    check,
    missing,
    output,
    placement,
    group
  };
  struct Obstacle {
    ObstacleKind kind{};
    record::Reason reason{};
    std::string check{};  // which check or tracked interface

    bool same_as(const Obstacle& other) const { return kind == other.kind && check == other.check; }
  };
  void raise(Time now, const Obstacle& obstacle);
  void heed_obstacles(Time now);
  void clear(Time now, const Obstacle& mended, record::Reason reason);
  void tell_what_remains(Time now);
  const Obstacle& worst_obstacle() const;
  void choose_obstacle();
  bool has(const Obstacle& obstacle) const;
  bool has(ObstacleKind kind) const;

  // ---- the lease
  void fence(Time now);

  // ---- priority 0 while VIPs are held, in a handover or an offer (elector_hold_on.cc)
  // The reader is told how long it may hold, and must have read that first: were it frozen, nobody may be
  // asked to take over yet.
  struct Telling {
    Time at{};                   // when the record was written that is to be read
    Time until{};                // it must have been read by then
    bool anew = false;           // it was slow, and has been told once more
    std::optional<Time> poll{};  // nobody tells when a byte is read, so look again
  };
  Telling* telling();
  bool telling_to_hold_on() const;
  Duration time_to_hold() const;
  Duration shortest_to_tell() const;
  bool offer_fits(Time now) const;
  void tell_to_hold_on(Time now, Duration reading = {});
  bool left_too_little(Time now) const;
  void reader_has_read(Time now);
  void hold_no_longer(Time now, Duration reading = {});

  // ---- letting go (elector_departure.cc)
  // Leaving the mastership while VIPs are held takes steps, so that nobody else gets them too early.
  struct Departure {
    enum class Step : std::uint8_t {
      telling,  // the reader has been told how long it may hold; is that read?
      fencing,  // the reader does not read: advertise on until the VIPs are gone from this host, or until
                // it reads again, and then that it must let go
      holding,  // priority 0 was sent: hold until the new master has announced itself
    };
    Step step = Step::telling;
    Telling telling{};
    Time until{};  // the end of the steps after it
    record::State to = record::State::init;
    record::Reason reason = record::Reason::shutdown;
    std::optional<int> exit{};  // leave the process with it
    Duration hold{};  // 0: nothing is held; the state was written at once, unless the reader stalled
  };
  void depart(Time now, record::State to, record::Reason reason, std::optional<int> exit, Duration hold);
  void begin_fencing(Time now, record::State to, record::Reason reason, std::optional<int> exit);
  void proceed(Time now);
  void leave(Time now);
  void arrive(Time now);
  void hold_for_new_master(Time now);
  void finish_yield(Time now);
  void leave_without_track(Time now);
  bool fencing() const { return departure_ && departure_->step == Departure::Step::fencing; }
  bool handing_over() const;
  bool successor_spoke() const;
  bool holds_vips() const { return vip_here_; }
  Duration holding_time() const;
  Time last_kernel_lease_end() const;

  // ---- the offer on demotion (elector_offer.cc)
  struct Offer {
    std::string check{};  // which one made the priority fall
    bool open = false;    // priority 0 was said; before, the reader is told how long it may hold
    Telling telling{};
  };
  bool may_offer(Time now) const;
  void begin_offer(Time now, std::string check);
  void open_offer(Time now);
  void proceed_offer(Time now);
  void give_up_offer();
  void withdraw_offer();
  void forget_offer();

  // ---- the reader (elector_reader.cc)
  void judge_reader(Time now);
  void reader_reads_again(Time now);
  Duration reader_patience() const;
  std::optional<Time> reader_deadline() const;
  bool can_judge_reader() const { return !config_.vips.empty() && reader_known_ && !reader_lost_; }

  // ---- whether the VIPs are here (elector_placement.cc)
  void observe_placement(Time now);
  void judge_placement(Time now);
  bool holds(const record::Vip& vip) const;
  record::Status::Vip::State vip_state(Time now, const record::Vip& vip) const;

  ElectorConfig config_;
  proto::ReceiveConfig receive_;  // kept ready: thousands of adverts a second may be judged by it
  proto::Election election_;
  Tracker tracker_;
  Rejects rejects_;
  Mismatches mismatches_;
  DeafRivals deaf_rivals_;
  Statistics statistics_;
  ReaderWatch reader_;
  Placed placed_;
  Actions actions_;  // of the step or tick under way

  record::State state_ = record::State::init;        // as written
  record::Reason reason_ = record::Reason::startup;  // of it
  std::uint64_t epoch_ = 0;
  std::uint8_t priority_;
  std::vector<record::Adjustment> adjustments_;
  std::vector<Obstacle> obstacles_;
  std::optional<Obstacle> reported_obstacle_;  // what the state fault was written for
  bool started_ = false;
  bool left_ = false;
  record::Reason start_reason_ = record::Reason::startup;
  std::optional<Time> first_signal_;

  std::optional<Time> startup_until_;  // neither hears nor speaks before
  std::optional<Time> tracks_until_;
  Expected expected_;
  std::set<std::string> endless_;          // checks that were said to have no end
  std::optional<Time> track_ended_until_;  // a source ended, and a signal may explain it until then
  bool track_ended_ = false;               // why it leaves

  std::optional<proto::Address> primary_;
  std::vector<proto::Address> advertised_;
  std::optional<proto::Dialect> heard_dialect_;  // of the last advert that was taken, whoever sent it
  std::vector<proto::Prefix> on_interface_;      // this host's own ones there
  std::vector<proto::Prefix> on_host_;
  bool vip_here_ = false;      // one of our VIPs is on this host
  bool vip_vanished_ = false;  // one of our VIPs was here and is not, while we are master

  std::optional<Time> lease_end_;          // rule 1, or what a handover or an offer made of it
  std::optional<Time> advert_lease_;       // rule 1
  std::optional<Time> longest_told_;       // the latest expires_us written in this mastership
  std::optional<std::string> send_error_;  // the last send failed
  std::optional<Departure> departure_;
  std::optional<Offer> offer_;  // never beside a departure
  std::optional<Time> last_offer_;
  // A master that yields holds its VIPs a moment longer: until then, and then this is written.
  struct Yield {
    Time until{};
    record::Reason reason{};
    std::string check{};  // of an offer
  };
  std::optional<Yield> yield_;

  std::optional<Time> next_alive_;  // of a router that is not master
  std::optional<Time> last_contest_;
  std::optional<record::Peer> peer_;    // whoever was heard last
  std::optional<record::Peer> leaver_;  // whoever said priority 0 last
  std::optional<Time> last_advert_;
  Duration last_interval_{};      // what it said
  std::optional<Duration> late_;  // of the timer that led here: the tick under way, or the Sent it led to
  bool reader_lost_ = false;
  bool reader_known_ = false;  // stdout is a FIFO: what is unread can be seen
};

}  // namespace vrrp::stage
