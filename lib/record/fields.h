// The home of every field of every record: its key, when it is present, its kind and its meaning. The writer,
// the reader, the schema and the tables of vrrp-records(7) visit these tables, so that a new field is a line
// here and a member of its struct.
//
//     v.field(PRESENCE, KEY, VALUE, KIND, MEANING)    lib/record/kinds.h has the kinds
//
// The order is that of the line. In a meaning `*this*` is a field and `` `this` `` a word. If it is empty,
// the page explains the field in its own text.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>

#include "record/kinds.h"
#include "record/record.h"

namespace vrrp::record {

// The name of a record and the program that writes it.
struct Event {
  std::string_view name{};
  std::string_view tool{};
  std::string_view meaning{};
  bool is_leased = false;  // only a master's record has a lease
};
template <class Body>
inline constexpr Event event_of{};

// A record, to be read or to be written.
template <class T, class Body>
concept Is = std::same_as<std::remove_const_t<T>, Body>;

inline constexpr Whole positive{.least = 1};
inline constexpr Whole count_from_1{.least = 1, .taken_from = 0};
inline constexpr Whole priority_value{.least = 1, .most = 255};
inline constexpr Whole byte{.least = 0, .most = 255};
inline constexpr Whole four_bits{.least = 0, .most = 15};
inline constexpr Whole weight_value{.least = -253, .most = 253};
inline constexpr Name interface_identity{Name::Role::identity, "interface"};

// ---- what records have in common

// For a frame, the time of its capture.
template <class H, class R>
auto& time_of(H& header, R& record) {
  if constexpr (requires { record.captured; })
    return record.captured;
  else
    return header.time;
}

template <class V, Is<Header> H, class R>
void header_fields(V& v, H& header, R& record) {
  v.field(told, "time", time_of(header, record), Clock{}, "");
  v.field(told, "tool", header.tool, Text{}, "");
  v.field(told, "node", header.node, Name{.least = 0}, "");
  v.field(told, "seq", header.seq, positive, "");
}

// The identity without the interface.
template <class V, Is<Router> R>
void identity_fields(V& v, R& router, Presence presence) {
  v.field(presence, "family", router.family, Choice{&family_words}, "");
  v.field(presence, "vrid", router.vrid, Whole{1, 255}, "");
  v.field(may, "name", router.name, Name{}, "");
}

template <class V, Is<Router> R>
void router_fields(V& v, R& router) {
  v.field(need, "interface", router.interface, interface_identity, "");
  identity_fields(v, router, known);
}

// For a record that may be about a router: the interface is that of the address, which need not be the one on
// which its router elects.
template <class V, class R>
void place_fields(V& v, R& record) {
  v.field(need, "interface", record.interface, interface_identity, "");
  v.part(record.router, [&](auto& router) { identity_fields(v, router, may); });
}

template <class V, Is<Peer> R>
void fields(V& v, R& peer, Presence priority) {
  v.field(need, "address", peer.address, Plain{}, "its address");
  v.field(priority, "priority", peer.priority, byte, "if it is known");
}

inline constexpr auto vip_fields = [](auto& v, auto& vip) {
  v.field(need, "address", vip.address, Plain{}, "with its prefix length");
  v.field(may, "interface", vip.interface, interface_label, "if one was given");
  v.field(may, "label", vip.label, Name{.schema = "label"}, "if one was given");
  v.field(may, "excluded", vip.excluded, Flag{.can_be_false = true}, "true: it is held but not advertised");
};

inline constexpr auto adjustment_fields = [](auto& v, auto& adjustment) {
  v.field(need, "check", adjustment.check, Name{}, "the name of the check or tracked interface");
  v.field(need, "weight", adjustment.weight, weight_value, "what it adds to the priority");
  v.field(may, "expired", adjustment.expired, Flag{},
          "true: the check did not fail, but its checker gave no newer result in time");
};

// ---- vrrp-elect

template <>
inline constexpr Event event_of<StateChange>{
    "state", "vrrp-elect", "A router's state and the reason for it; written at the start and at each change.",
    true};
template <class V, Is<StateChange> R>
void fields(V& v, R& s) {
  router_fields(v, s.router);
  v.field(need, "state", s.state, Choice{&state_words}, "The state; RFC 9568 calls a master \"Active\".");
  v.field(told, "previous", s.previous, Choice{&state_words}, "The previous state.");
  // Another elector may omit it, and a newer one may write a reason that is not known here: `init` then means
  // that the router has left.
  v.field(known, "reason", s.reason, Choice{&reason_words, static_cast<std::ptrdiff_t>(Reason::shutdown)},
          "The reason for the change.");
  v.field(told, "priority", s.priority, priority_value, "The effective priority, 1 to 255.");
  v.field(need, "vips", s.vips, Objects{vip_fields}, "The virtual addresses of the router.");
  v.field(need, "epoch", s.epoch, count_from_1, "A counter that grows by one at each change.");
  v.field(need, "interval_ms", s.interval, Interval{}, "The advertisement interval.");
  v.field(may, "expires_us", s.expires, Expiry{},
          "Until when this host may hold the addresses, if it is master. See \"The lease\".");
  v.field(out, "peer", s.peer, Heard{},
          "The router whose advert was heard: an object with its *address* and, if known, its *priority*.");
  v.field(out, "last_advert_ms", s.last_advert, Milliseconds{}, "How old the last advert was.");
  v.field(out, "late_ms", s.late, Milliseconds{}, "How late the router's own timer ran.");
  v.field(out, "check", s.check, Name{},
          "The check or tracked interface that caused the change. After a better router accepted an offer, "
          "it is the check that lowered the priority.");
  v.field(out, "group", s.group, Name{},
          "Its sync group, if it has one. If *reason* is `group`, the records of the other members contain "
          "the cause.");
}

template <>
inline constexpr Event event_of<Alive>{"alive", "vrrp-elect",
                                       "The current state, repeated: a master writes one with every advert "
                                       "that it sends, another router one every second.",
                                       true};
template <class V, Is<Alive> R>
void fields(V& v, R& a) {
  router_fields(v, a.router);
  v.field(need, "state", a.state, Choice{&state_words}, "As in `state`.");
  v.field(need, "epoch", a.epoch, count_from_1, "As in `state`.");
  v.field(need, "interval_ms", a.interval, Interval{}, "As in `state`.");
  v.field(may, "expires_us", a.expires, Expiry{}, "As in `state`.");
  v.field(out, "yields", a.yields, Flag{},
          "True if a better router was heard: the addresses are held for a short time, but not announced any "
          "more. vip-ctl(8) passes this record on.");
}

template <>
inline constexpr Event event_of<Priority>{
    "priority", "vrrp-elect",
    "The effective priority has changed; the record lists the checks that explain it."};
template <class V, Is<Priority> R>
void fields(V& v, R& p) {
  router_fields(v, p.router);
  v.field(need, "priority", p.priority, priority_value, "The effective priority.");
  v.field(need, "base", p.base, priority_value, "The configured priority.");
  v.field(need, "adjustments", p.adjustments, Objects{adjustment_fields},
          "The checks and tracked interfaces that explain the difference.");
  v.field(may, "omitted", p.omitted, count_from_1,
          "How many of them were omitted because the line had no room for them.");
}

template <>
inline constexpr Event event_of<Contest>{"contest", "vrrp-elect",
                                         "Another master's advert, heard while this router is master."};
template <class V, Is<Contest> R>
void fields(V& v, R& c) {
  router_fields(v, c.router);
  v.field(known, "peer", c.peer, Heard{.skip_others = true}, "The other master, as in `state`.");
}

template <>
inline constexpr Event event_of<Reject>{
    "reject", "vrrp-elect",
    "A rejected advert, and how many this peer has sent so far that were rejected for this reason."};
template <class V, Is<Reject> R>
void fields(V& v, R& r) {
  router_fields(v, r.router);
  v.field(need, "reason", r.reason, Choice{&reject_words},
          "What is wrong with the advert, in itself or for the configuration of this router.");
  v.field(need, "peer", r.peer, Heard{}, "Its sender, as in `state`.");
  v.field(need, "count", r.count, count_from_1,
          "How many adverts of this peer were rejected for this reason so far.");
}

template <>
inline constexpr Event event_of<Mismatch>{
    "mismatch", "vrrp-elect",
    "A difference in the configuration of another router; written when it is first seen."};
template <class V, Is<Mismatch> R>
void fields(V& v, R& m) {
  constexpr std::string_view sides =
      "The two values, as text. For `addresses`, the addresses that only this side has, separated by spaces. "
      "A password or key is never shown.";
  router_fields(v, m.router);
  v.field(need, "kind", m.kind, Choice{&mismatch_words}, "What differs.");
  v.field(need, "peer", m.peer, Heard{}, "The other router, as in `state`.");
  v.field(need, "ours", m.ours, Text{}, sides);
  v.field(need, "theirs", m.theirs, Text{}, sides);
}

inline constexpr auto check_entry_fields = [](auto& v, auto& check) {
  v.field(need, "check", check.name, Name{}, "as in `check`");
  v.field(need, "status", check.up, Choice{&status_words}, "as in `check`");
  v.field(need, "weight", check.weight, weight_value, "as in `check`");
  v.field(need, "age_ms", check.age, Milliseconds{}, "how old its last result is");
  v.field(
      may, "expires_in_ms", check.expires_in, Milliseconds{},
      "the time until it counts as down. Without this field the check never expires, unless it has expired.");
  v.field(may, "expired", check.expired, Flag{}, "true: it has expired");
};

inline constexpr auto interface_entry_fields = [](auto& v, auto& interface) {
  v.field(need, "interface", interface.name, interface_label, "its name");
  v.field(need, "status", interface.up, Choice{&status_words}, "as in `check`");
  v.field(need, "weight", interface.weight, weight_value, "as in `check`");
  v.field(need, "age_ms", interface.age, Milliseconds{}, "how long it has had this status");
};

inline constexpr auto placement_fields = [](auto& v, auto& vip) {
  v.field(need, "address", vip.address, Plain{}, "with its prefix length");
  v.field(may, "interface", vip.interface, interface_label, "if one was given");
  v.field(need, "state", vip.state, Choice{&placement_words}, "whether it is on this host:");
};

inline constexpr auto neighbour_fields = [](auto& v, auto& neighbour) {
  fields(v, neighbour.peer, known);
  v.field(need, "version", neighbour.version, Whole{2, 3}, "the version of VRRP");
  v.field(may, "checksum_dialect", neighbour.dialect, Choice{&dialect_words},
          "for VRRPv3 over IPv4: what its checksums cover");
  v.field(need, "last_advert_ms", neighbour.last_advert, Milliseconds{}, "how old its last advert is");
};

inline constexpr auto rejected_fields = [](auto& v, auto& rejected) {
  v.field(need, "reason", rejected.reason, Choice{&reject_words}, "as in `reject`");
  v.field(need, "count", rejected.count, count_from_1, "how many adverts were rejected");
  v.field(known, "peer", rejected.peer, HeardAddress{}, "their sender");
};

inline constexpr auto difference_fields = [](auto& v, auto& difference) {
  v.field(need, "kind", difference.kind, Choice{&mismatch_words}, "as in `mismatch`");
  v.field(need, "peer", difference.peer, HeardAddress{}, "as in `mismatch`");
  v.field(need, "ours", difference.ours, Text{}, "as in `mismatch`, but a long text is cut");
  v.field(need, "theirs", difference.theirs, Text{}, "as in `mismatch`, but a long text is cut");
  v.field(need, "age_ms", difference.age, Milliseconds{}, "how long ago it was last seen");
};

template <>
inline constexpr Event event_of<Status>{
    "status", "vrrp-elect", "The answer of a running elector about a router (`vrrp-elect status`)."};
template <class V, Is<Status> R>
void fields(V& v, R& s) {
  router_fields(v, s.router);
  v.field(need, "state", s.state, Choice{&state_words}, "As in `state`.");
  v.field(need, "reason", s.reason, Choice{&reason_words}, "As in `state`.");
  v.field(need, "since_ms", s.since, Milliseconds{}, "How long ago the state last changed.");
  v.field(known, "transitions", s.transitions, Whole{},
          "How often the state has changed since the elector started.");
  v.field(may, "leaving", s.leaving, Flag{},
          "True if the elector is about to exit, for example in a handover.");
  v.field(may, "check", s.check, Name{}, "As in `state`.");
  v.field(may, "group", s.group, Name{}, "As in `state`.");
  v.field(need, "priority", s.priority, priority_value, "As in `priority`.");
  v.field(need, "base", s.base, priority_value, "As in `priority`.");
  v.field(need, "adjustments", s.adjustments, Objects{adjustment_fields}, "As in `priority`.");
  v.field(known, "checks", s.checks, Objects{check_entry_fields},
          "All checks that have reported, those that are down first.");
  v.field(known, "tracked_interfaces", s.interfaces, Objects{interface_entry_fields},
          "All tracked interfaces, those that are down first.");
  v.field(may, "missing", s.missing, ListOf<Name>{{}, "texts"},
          "The --track sources and the checks of --expect that have not reported yet.");
  v.field(need, "interval_ms", s.interval, Interval{}, "As in `state`.");
  v.field(
      need, "vips", s.vips, Objects{placement_fields},
      "Its virtual addresses. If the line has no room for all of them, those that are not held come first.");
  v.field(may, "master", s.master, Heard{.priority = may},
          "The master, as *peer* in `state`: this router, or the last one that it heard. Absent if no master "
          "is known.");
  v.field(need, "peers", s.peers, Objects{neighbour_fields, 8},
          "The routers whose adverts were accepted last, at most eight, the newest first.");
  v.field(need, "adverts_sent", s.sent, Whole{}, "How many adverts this router has sent.");
  v.field(need, "adverts_received", s.received, Whole{}, "How many adverts were accepted.");
  v.field(need, "adverts_rejected", s.rejected, Whole{}, "How many adverts were rejected.");
  v.field(need, "rejects", s.rejects, Objects{rejected_fields},
          "The rejected adverts by reason and peer, the most frequent first.");
  v.field(known, "mismatches", s.mismatches, Objects{difference_fields},
          "The differences in the configuration of other routers, the newest first.");
  v.field(may, "omitted", s.omitted, count_from_1,
          "How many entries of these lists were omitted because the line had no room for them.");
  v.field(need, "late_ms", s.late, Milliseconds{},
          "The longest time by which the router's own timer ran late.");
  v.field(out, "pid", s.pid, Whole{.least = 1, .most = INT32_MAX},
          "The process ID of the elector, as seen by vrrp-elect status.");
}

// ---- vrrp-check

template <>
inline constexpr Event event_of<Check>{"check", "vrrp-check", "The result of one check."};
template <class V, Is<Check> R>
void fields(V& v, R& c) {
  v.field(need, "check", c.check, Name{Name::Role::identity}, "The name of the check.");
  v.field(need, "status", c.up, Choice{&status_words}, "The result.");
  v.field(known, "changed", c.changed, Flag{}, "Whether the status differs from the one before.");
  v.field(known, "weight", c.weight, weight_value,
          "What it adds to the priority, -253 to 253. If it is 0, the router is in `fault` while the check "
          "is down.");
  v.field(told, "streak", c.streak, count_from_1, "How many results in a row have this status.");
  v.field(told, "duration_ms", c.duration, Milliseconds{}, "How long the check took.");
  v.field(told, "detail", c.detail, Text{},
          "The cause: an exit status, an HTTP status, an error, or the first line of standard error.");
  v.field(may, "expires_us", c.expires, Expiry{},
          "When the check counts as down if no newer result comes. Without this field the result never "
          "expires, which vrrp-elect(8) reports on standard error, once for each check.");
}

// ---- vip-ctl

template <>
inline constexpr Event event_of<VipEvent>{"vip", "vip-ctl", "What happened to an address on this host."};
template <class V, Is<VipEvent> R>
void fields(V& v, R& e) {
  place_fields(v, e);
  v.field(need, "action", e.action, Choice{&vip_action_words}, "What happened to it.");
  v.field(need, "address", e.address, Plain{}, "The address, with its prefix length.");
  v.field(may, "mac", e.mac, Plain{}, "The MAC address of its interface.");
  v.field(out, "lease_ms", e.lease, Milliseconds{},
          "The lifetime that the kernel was given. Absent if the address has no lease.");
  v.field(may, "detail", e.detail, Text{.least = 1},
          "More about the action. For `kept`: `foreign` (another program put the address there). For "
          "`removed`, unless the router stepped down: `input_ended` (the elector is gone), `reader_lost` "
          "(garp-send is gone or does not read), `signal`, `unlisted` (the router does not list the address "
          "any more), `leftover` (left by a killed run) or `foreign` (`vip-ctl del` removed an address that "
          "another program put there). For `expired`: `lease` (no newer record came in time), `stale_record` "
          "(the lease of the newest record is invalid) or `line_too_long`.");
}

// ---- garp-send

template <>
inline constexpr Event event_of<Announce>{"announce", "garp-send",
                                          "An address was announced to the neighbours."};
template <class V, Is<Announce> R>
void fields(V& v, R& a) {
  place_fields(v, a);
  v.field(need, "address", a.address, Plain{}, "The address that was announced.");
  v.field(need, "mac", a.mac, Plain{}, "The MAC address that was announced for it.");
  v.field(need, "packets", a.packets, count_from_1, "How many packets were sent.");
  v.field(need, "reason", a.reason, Choice{&announcement_words}, "The reason for the announcement.");
}

// ---- vrrp-dump

template <>
inline constexpr Event event_of<AdvertSeen>{
    "advert", "vrrp-dump", "A VRRP advert on the wire. Fields that could not be read are omitted."};
template <class V, Is<AdvertSeen> R>
void fields(V& v, R& a) {
  constexpr std::string_view header = "As in the IP header.";
  constexpr std::string_view packet = "As in the packet.";
  auto& advert = a.advert;
  v.field(need, "frame", a.frame, count_from_1, "Its number in the capture, from 1.");
  v.field(need, "source", a.envelope.source, Plain{}, header);
  v.field(need, "destination", a.envelope.destination, Plain{}, header);
  v.field(may, "source_mac", a.source_mac, Plain{}, "As in the Ethernet header.");
  v.field(need, "family", a.envelope.family, Choice{&family_words}, "The version of IP.");
  v.field(need, "ttl", a.envelope.ttl, byte, "As in the IP header; in IPv6 the hop limit.");
  v.field(may, "version", advert.version, four_bits, packet);
  v.field(may, "type", advert.type, four_bits, packet);
  v.field(may, "vrid", advert.vrid, byte, packet);
  v.field(may, "priority", advert.priority, byte, packet);
  v.field(may, "count", advert.count, byte, packet);
  v.field(need, "addresses", advert.addresses, ListOf<Plain>{{}, "texts"},
          "The addresses in the packet, which may be fewer than *count*.");
  v.field(may, "interval_ms", advert.interval, Milliseconds{}, "The advertisement interval in the packet.");
  v.field(may, "auth_type", advert.auth_type, AuthType{}, "For VRRPv2: `none`, `pass`, `ah`, or the number.");
  v.field(need, "checksum", advert.checksum, Choice{&verdict_words}, "Whether the checksum is right.");
  v.field(may, "checksum_dialect", advert.dialect, Choice{&dialect_words},
          "What a good checksum covers. Implementations of VRRPv3 over IPv4 disagree about this.");
  v.field(may, "length", a.length, Whole{},
          "The length of the VRRP message according to the IP header. Absent if an Authentication Header "
          "hides it.");
  v.field(need, "errors", advert.faults, ListOf<Choice>{{&error_words}, "texts"},
          "What is wrong with the advert.");
}

template <>
inline constexpr Event event_of<AnnouncementSeen>{
    "announcement", "vrrp-dump", "A gratuitous ARP or unsolicited neighbor advertisement on the wire."};
template <class V, Is<AnnouncementSeen> R>
void fields(V& v, R& a) {
  v.field(need, "frame", a.frame, count_from_1, "As in `advert`.");
  v.field(need, "kind", a.na, Choice{&kind_words}, "The kind of announcement.");
  v.field(need, "address", a.address, Plain{}, "The announced address.");
  v.field(may, "mac", a.mac, Plain{}, "The MAC address that is announced for it.");
  v.field(may, "source_mac", a.source_mac, Plain{}, "As in `advert`.");
}

}  // namespace vrrp::record
