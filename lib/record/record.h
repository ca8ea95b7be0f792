// The records that the programs pipe to each other, as plain structs. lib/record/fields.h has the key and the
// meaning of each field, and lib/record/json.h the lines of JSON. An empty optional is absent from the line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "base/time.h"
#include "proto/advert.h"

namespace vrrp::record {

// The most bytes of a name (of a check, a router, a group or a node), so that a record with several names is
// not too long.
constexpr std::size_t longest_name = 255;

// The virtual router of a record: (interface, family, vrid) is its identity; the name is for people.
struct Router {
  std::string interface {};
  std::optional<proto::Family> family{};  // another elector may leave family and vrid out: then it is the
  std::optional<std::uint8_t> vrid{};     // one router of its interface
  std::string name{};                     // empty: none given

  friend bool operator==(const Router& a, const Router& b) {
    return a.interface == b.interface && a.family == b.family && a.vrid == b.vrid;
  }
  friend auto operator<=>(const Router& a, const Router& b) {
    return std::tie(a.interface, a.family, a.vrid) <=> std::tie(b.interface, b.family, b.vrid);
  }
};

// In messages: "eth0/50 ipv4 web", every byte from outside made printable.
std::string words_of(const Router& router);

enum class State : std::uint8_t { init, backup, master, fault };
std::string_view to_word(State state);

// Why the state is what it is.
enum class Reason : std::uint8_t {
  startup,
  master_down,      // no advert was heard for the whole down interval
  priority_zero,    // the master sent priority 0
  preempt,          // only a lower-priority master was heard, and we may preempt
  owner,            // priority 255
  higher_priority,  // a better router was heard
  higher_address,   // one of the same priority with a higher address was heard
  no_interface,     // no interface has the name
  link_down,
  link_up,
  no_address,  // the interface lost its primary address
  address_back,
  check_down,  // of weight 0
  check_up,
  check_expired,   // no newer result in time: counts as down
  overslept,       // we woke after our own lease or down timer had ended
  send_failed,     // the lease ended while no advert could be sent
  output_stalled,  // our reader does not read
  output_read,     // it reads again
  not_placed,      // master for a second without any of our VIPs on this host
  retry,           // after that: another attempt
  group,           // the other routers of its sync group
  handover,        // we handed over, and the new master was heard
  shutdown,
  check_missing,  // a --track source, or a check that --expect names, has not reported in time
  track_ended,    // the last writer of --track - ended: a program of the pipeline died
};
std::string_view to_word(Reason reason);

struct Vip {
  proto::Prefix address{};
  std::string interface {};  // empty: the router's
  std::string label{};       // empty: none
  bool excluded = false;     // held, not advertised

  friend bool operator==(const Vip&, const Vip&) = default;
};

struct Peer {
  proto::Address address{};
  std::optional<std::uint8_t> priority{};

  friend bool operator==(const Peer&, const Peer&) = default;
};

// ---- written by vrrp-elect

// A router's state and the reason for it. Written at the start and at each change.
struct StateChange {
  Router router{};
  State state = State::init;
  State previous = State::init;
  Reason reason = Reason::startup;
  std::uint8_t priority = 100;
  std::vector<Vip> vips{};
  std::uint64_t epoch = 1;  // one more at each change
  Duration interval = 1s;
  std::optional<Time> expires{};          // a master's: this host may hold the VIPs until then
  std::optional<Peer> peer{};             // who was heard
  std::optional<Duration> last_advert{};  // the age of the last advert heard
  std::optional<Duration> late{};         // how late our own timer ran
  std::string check{};                    // which one failed; empty: none
  std::string group{};                    // its sync group; empty: none
};

// The current state, repeated: a master writes one with every advert, another router one every second.
struct Alive {
  Router router{};
  State state = State::init;
  std::uint64_t epoch = 1;
  Duration interval = 1s;
  std::optional<Time> expires{};
  bool yields = false;  // a better router was heard: held for a moment, not announced any more
};

struct Adjustment {
  std::string check{};
  int weight = 0;
  bool expired = false;  // it did not fail, but its checker gave no newer result in time
};
struct Priority {
  Router router{};
  std::uint8_t priority = 100;
  std::uint8_t base = 100;
  std::vector<Adjustment> adjustments{};
  std::uint64_t omitted = 0;  // adjustments that a line had no room for
};

// Another master's advert while we are master.
struct Contest {
  Router router{};
  Peer peer{};
};

// A rejected advert.
struct Reject {
  Router router{};
  std::string reason{};  // a word of lib/proto/advert_error.h
  Peer peer{};
  std::uint64_t count = 1;  // how many of this reason and peer so far
};

// A difference in the configuration of another router; written when it is first seen.
enum class MismatchKind : std::uint8_t { checksum, interval, addresses, version, auth, priority };
std::string_view to_word(MismatchKind kind);

struct Mismatch {
  Router router{};
  MismatchKind kind = MismatchKind::checksum;
  Peer peer{};
  std::string ours{};  // addresses: those that only we have, separated by spaces
  std::string theirs{};
};

// The answer of a running elector about a router (`vrrp-elect status`).
struct Status {
  Router router{};
  State state = State::init;
  Reason reason = Reason::startup;  // of the last change
  Duration since{};                 // how long ago that was
  std::uint64_t transitions = 0;    // changes since it began
  bool leaving = false;             // it will end: a signal came, or its reader is gone
  std::string check{};              // which one failed; empty: none
  std::string group{};              // its sync group; empty: none
  std::uint8_t priority = 100;
  std::uint8_t base = 100;
  std::vector<Adjustment> adjustments{};
  struct Tracked {  // a check, or a tracked interface
    std::string name{};
    bool up = false;
    int weight = 0;
    Duration age{};                        // of its last result; for an interface, of its status
    std::optional<Duration> expires_in{};  // only of a check: until it counts as down; empty: never or over
    bool expired = false;                  // only of a check: it has expired
  };
  std::vector<Tracked> checks{};       // those that are down first
  std::vector<Tracked> interfaces{};   // the same
  std::vector<std::string> missing{};  // sources and checks that must report, and have not
  Duration interval = 1s;
  struct Vip {
    enum class State : std::uint8_t {
      held,       // we are master, and it is here
      pending,    // we have just become master, and it is not here yet
      failed,     // we are master, and it is not here
      elsewhere,  // we are master, and it need not be here (--vips-elsewhere)
      absent,     // we are not master, and it is not here
      present,    // we are not master, but it is here
    };
    proto::Prefix address{};
    std::string interface {};  // empty: the router's
    State state = State::absent;
  };
  std::vector<Vip> vips{};
  std::optional<Peer> master{};  // the router itself, if it is master; empty: no master is known
  struct Neighbour {
    Peer peer{};
    std::uint8_t version = 3;
    std::optional<proto::Dialect> dialect{};
    Duration last_advert{};  // its age
  };
  std::vector<Neighbour> peers{};                      // who was heard last, the newest first
  std::uint64_t sent = 0, received = 0, rejected = 0;  // adverts
  struct Rejected {
    std::string reason{};  // a word of lib/proto/advert_error.h
    std::optional<proto::Address> peer{};
    std::uint64_t count = 0;
  };
  std::vector<Rejected> rejects{};  // the most frequent first
  struct Difference {
    MismatchKind kind = MismatchKind::checksum;
    proto::Address peer{};
    std::string ours{};
    std::string theirs{};
    Duration age{};  // since it was seen last
  };
  std::vector<Difference> mismatches{};  // the newest first
  std::uint64_t omitted = 0;             // entries of the lists that a line had no room for
  Duration late{};                       // the longest time that our own timer was late
  std::optional<int> pid{};              // of the elector, as the asking process sees it
};

std::string_view to_word(Status::Vip::State state);

// ---- written by vrrp-check

struct Check {
  std::string check{};  // its name
  bool up = false;
  bool changed = false;
  int weight = 0;
  std::uint32_t streak = 1;  // results in a row that agree
  Duration duration{};       // of the check itself
  std::string detail{};      // why: exit status, HTTP status, stderr's first line
  // When the check counts as down if no newer result comes. Only a repeated check has it.
  std::optional<Time> expires{};
};

// ---- written by vip-ctl

enum class VipAction : std::uint8_t { added, kept, removed, restored, expired, failed, lost };
std::string_view to_word(VipAction action);

struct VipEvent {
  std::optional<Router> router{};  // follow: whose it is
  VipAction action = VipAction::added;
  proto::Prefix address{};
  std::string interface {};
  std::optional<proto::Mac> mac{};
  std::optional<Duration> lease{};  // the lifetime that the kernel was given; none: for ever
  std::string detail{};             // empty: nothing to add
};

// ---- written by garp-send

struct Announce {
  std::optional<Router> router{};  // follow: whose it is
  proto::Address address{};
  std::string interface {};
  proto::Mac mac{};
  std::uint32_t packets = 0;
  std::string reason{};  // `added` `restored` `kept` `contest` `mac_changed` `link_up` `refresh` `command`
};

// ---- written by vrrp-dump

struct AdvertSeen {
  std::uint64_t frame = 1;  // its number in the capture, from 1
  WallTime captured{};      // printed as the record's `time`
  proto::Envelope envelope{};
  std::optional<proto::Mac> source_mac{};
  proto::DecodedAdvert advert{};
  std::optional<std::size_t> length{};  // of the VRRP message, by the IP header
};

struct AnnouncementSeen {
  std::uint64_t frame = 1;
  WallTime captured{};
  bool na = false;  // an unsolicited neighbor advertisement, else a gratuitous ARP
  proto::Address address{};
  std::optional<proto::Mac> mac{};  // which the neighbours will use
  std::optional<proto::Mac> source_mac{};
};

using Body = std::variant<StateChange, Alive, Priority, Contest, Reject, Mismatch, Status, Check, VipEvent,
                          Announce, AdvertSeen, AnnouncementSeen>;

// The beginning of every record.
struct Header {
  WallTime time{};
  std::string tool{};
  std::string node{};
  std::uint64_t seq = 1;
};

struct Record {
  Header header{};
  Body body{};
};

}  // namespace vrrp::record
