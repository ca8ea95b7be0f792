// The fixed words of the records and their meanings, for readers, writers, the schema and vrrp-records(7).
// `*this*` is a field, `` `this` `` a word.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "proto/advert.h"
#include "record/record.h"

namespace vrrp::record {

struct Word {
  std::string_view word{};
  std::string_view meaning{};  // empty: the word explains itself
};

// The words that a field may have, in the order of its values.
struct Vocabulary {
  std::span<const Word> words;
  std::string_view wanted;  // the words of the error if a reader finds another one
};

namespace words {

inline constexpr Word states[] = {{"init"}, {"backup"}, {"master"}, {"fault"}};
inline constexpr Word families[] = {{"ipv4"}, {"ipv6"}};
inline constexpr Word statuses[] = {{"down"}, {"up"}};
inline constexpr Word kinds[] = {{"garp", "a gratuitous ARP"},
                                 {"na", "an unsolicited neighbor advertisement"}};

inline constexpr Word reasons[] = {
    {"startup", "the program started"},
    {"master_down", "no advert was heard for the whole down interval"},
    {"priority_zero", "the master sent priority 0"},
    {"preempt", "only a lower-priority master was heard"},
    {"owner", "the router has priority 255"},
    {"higher_priority", "a router with a higher priority was heard"},
    {"higher_address", "a router with the same priority and a higher address was heard"},
    {"no_interface", "no interface has this name"},
    {"link_down", "the interface, or a tracked one of weight 0, lost its link"},
    {"link_up", "the interface, or a tracked one, has its link again"},
    {"no_address", "the interface lost its primary address"},
    {"address_back", "the interface has a primary address again"},
    {"check_down", "a check of weight 0 failed"},
    {"check_up", "a check of weight 0 succeeded again"},
    {"check_expired", "a check of weight 0 gave no newer result in time"},
    {"overslept", "the process woke after its own lease or down timer had ended"},
    {"send_failed", "the lease ended while no advert could be sent"},
    {"output_stalled", "the reader of the records does not read"},
    {"output_read", "the reader of the records reads again"},
    {"not_placed", "none of the addresses was on the host for a second while it was master"},
    {"retry", "the pause after `not_placed` is over"},
    {"group",
     "another member of the group cannot take part, can take part again, or yields; or the group takes over, "
     "and this member follows before its own down timer ends"},
    {"handover",
     "the new master was heard after this one had handed over because it exits, its group yields, or its "
     "priority fell"},
    {"shutdown", "the program exits"},
    {"check_missing",
     "a --track source, or a check that --expect names, has not reported in time; *check* is the source (`-` "
     "for standard input) or the check"},
    {"track_ended",
     "the last program that wrote to standard input has ended: a program of the pipeline died, so all of "
     "them exit with status 3"},
};

inline constexpr Word mismatches[] = {
    {"checksum", "another dialect of VRRPv3 checksums over IPv4"},
    {"interval",
     "another advertisement interval; such adverts are rejected in VRRPv2 and accepted in VRRPv3"},
    {"addresses", "another list of addresses; such adverts are still accepted"},
    {"version", "the other version of VRRP; such adverts are rejected"},
    {"auth",
     "another type of authentication, another password or key, or a signature on only one side; such adverts "
     "are rejected"},
    {"priority", "nothing: the priorities are equal, so the higher address decides between two masters"},
};

inline constexpr Word placements[] = {
    {"held", "the router is master, and the address is on this host"},
    {"pending", "it has been master for less than a second, and the address is not here yet"},
    {"failed", "it is master, and the address is not here"},
    {"elsewhere", "it is master, and the address is not here and need not be (--vips-elsewhere)"},
    {"absent", "it is not master, and the address is not here"},
    {"present", "it is not master, but the address is here"},
};

inline constexpr Word vip_actions[] = {
    {"added", "the address was put on the host"},
    {"kept", "it was there already"},
    {"removed", "it was removed"},
    {"restored", "it had disappeared, and was put back"},
    {"expired", "no record gives it a lease any more"},
    {"failed", "it could not be put there; vip-ctl tries again"},
    {"lost", "its link went down; it comes back with the link"},
};

inline constexpr Word announcements[] = {
    {"added", "as the `vip` record that it follows"},
    {"restored", "as `added`"},
    {"kept", "as `added`"},
    {"contest", "after a `contest` record"},
    {"mac_changed", "the MAC address of the interface has changed"},
    {"link_up", "the carrier of the interface returned"},
    {"refresh", "the --refresh time has passed; recorded only with --verbose"},
    {"command", "`garp-send` was run with this address"},
};

inline constexpr Word faults[] = {
    {"truncated", "the packet is shorter than its fields require"},
    {"length", "the length in the IP header does not match version and count"},
    {"version", "not a version of VRRP for this family"},
    {"type", "not an advertisement"},
    {"ttl", "not 255: it may have been routed"},
    {"checksum", "wrong in both dialects"},
    {"count", "VRRPv3 without an address"},
    {"interval", "zero"},
    {"vrid", "zero"},
    {"auth", "an unknown type, or one that does not match the packet's Authentication Header"},
    {"family", "VRRPv2 over IPv6"},
    {"auth_mismatch", "an authentication or password that differs from this router's"},
    {"interval_mismatch", "VRRPv2: an interval that differs from this router's"},
    {"own_address", "sent from an address of this host"},
    {"source", "sent from an unspecified, multicast, broadcast or loopback address"},
    {"not_multicast", "not sent to the VRRP group, but this router has no unicast peers"},
    {"not_unicast", "sent to the group, but this router has unicast peers"},
    {"hmac", "its signature is missing or wrong"},
    {"replay", "correctly signed, but too old or heard before"},
};

inline constexpr Word auth_types[] = {{"none"}, {"pass"}, {"ah"}};
inline constexpr Word verdicts[] = {{"good"}, {"bad"}, {"unverified"}};
inline constexpr Word dialects[] = {{"message", "the message only"},
                                    {"pseudo", "the message and a pseudo-header"}};

// Records use the words of lib/proto.
template <class Enum>
constexpr bool agree(std::span<const Word> ours, Enum last) {
  if (ours.size() != static_cast<std::size_t>(last) + 1) return false;
  for (std::size_t i = 0; i < ours.size(); ++i)
    if (ours[i].word != proto::to_word(static_cast<Enum>(i))) return false;
  return true;
}
static_assert(agree(faults, proto::AdvertError::replay));
static_assert(agree(verdicts, proto::ChecksumVerdict::unverified));
static_assert(agree(dialects, proto::Dialect::pseudo));

// Every value has its word, also if one is added at the end.
template <class Enum>
constexpr bool has_all(std::span<const Word> ours, Enum last) {
  return ours.size() == static_cast<std::size_t>(last) + 1;
}
static_assert(has_all(states, State::fault));
static_assert(has_all(reasons, Reason::track_ended));
static_assert(has_all(mismatches, MismatchKind::priority));
static_assert(has_all(vip_actions, VipAction::lost));

}  // namespace words

inline constexpr Vocabulary state_words{words::states, "init, backup, master or fault"};
inline constexpr Vocabulary reason_words{words::reasons, "a reason that a state has"};
inline constexpr Vocabulary family_words{words::families, "\"ipv4\" or \"ipv6\""};
inline constexpr Vocabulary status_words{words::statuses, "\"up\" or \"down\""};
inline constexpr Vocabulary kind_words{words::kinds, "\"garp\" or \"na\""};
inline constexpr Vocabulary mismatch_words{words::mismatches, "a kind of mismatch"};
inline constexpr Vocabulary placement_words{words::placements, "a state that a VIP has"};
inline constexpr Vocabulary vip_action_words{words::vip_actions,
                                             "added, kept, removed, restored, expired, failed or lost"};
inline constexpr Vocabulary announcement_words{words::announcements, "a reason to announce"};
inline constexpr Vocabulary reject_words{words::faults, "a reason to reject an advert"};
// Errors that the packet alone shows.
inline constexpr Vocabulary error_words{
    std::span(words::faults).first(static_cast<std::size_t>(proto::AdvertError::family) + 1),
    "a list of errors that an advert has"};
inline constexpr Vocabulary auth_type_words{words::auth_types, "none, pass, ah or a number"};
inline constexpr Vocabulary verdict_words{words::verdicts, "good, bad or unverified"};
inline constexpr Vocabulary dialect_words{words::dialects, "\"message\" or \"pseudo\""};

// The index of a value in its vocabulary, and back.
template <class Value>
constexpr std::size_t index_of(Value value) {
  return static_cast<std::size_t>(value);
}
constexpr std::size_t index_of(proto::Family family) {
  return family == proto::Family::ipv6 ? 1 : 0;
}
template <class Value>
constexpr void set_index(Value& value, std::size_t index) {
  value = static_cast<Value>(index);
}
constexpr void set_index(proto::Family& family, std::size_t index) {
  family = index == 1 ? proto::Family::ipv6 : proto::Family::ipv4;
}

}  // namespace vrrp::record
