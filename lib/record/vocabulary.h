// The fixed words of the records, and what each of them means: to readers and writers, in the schema and in
// vrrp-records(7). `*this*` is a field, `` `this` `` a word.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "proto/advert.h"
#include "record/record.h"

namespace vrrp::record {

struct Word {
  std::string_view word{};
  std::string_view meaning{};  // empty: the word says it
};

// The words that a field may have, in the order of its values.
struct Vocabulary {
  std::span<const Word> words;
  std::string_view wanted;  // what a reader asks for when it finds another one
};

namespace words {

inline constexpr Word states[] = {{"init"}, {"backup"}, {"master"}, {"fault"}};
inline constexpr Word families[] = {{"ipv4"}, {"ipv6"}};
inline constexpr Word statuses[] = {{"down"}, {"up"}};
inline constexpr Word kinds[] = {{"garp", "a gratuitous ARP"},
                                 {"na", "an unsolicited neighbor advertisement"}};

inline constexpr Word reasons[] = {
    {"startup", "the program began"},
    {"master_down", "nothing was heard for the whole down interval"},
    {"priority_zero", "the master left"},
    {"preempt", "a worse master was heard all the while"},
    {"owner", "priority 255"},
    {"higher_priority", "a better router spoke"},
    {"higher_address", "an equal one with the greater address spoke"},
    {"no_interface", "there is no interface of its name"},
    {"link_down", "the interface, or a tracked one of weight 0, lost its link"},
    {"link_up", "the interface, or a tracked one, has its link again"},
    {"no_address", "the interface lost its primary address"},
    {"address_back", "the interface has a primary address again"},
    {"check_down", "a check of weight 0 failed"},
    {"check_up", "a check of weight 0 succeeded again"},
    {"check_expired", "a check of weight 0 gave no newer result in time"},
    {"overslept", "the process woke later than its own lease, or than its down timer"},
    {"send_failed", "the lease ran out while no advert could be sent"},
    {"output_stalled", "the reader of the records does not read"},
    {"output_read", "the reader of the records reads again"},
    {"not_placed", "none of the addresses was on the host for a second while it was master"},
    {"retry", "the pause after `not_placed` is over"},
    {"group",
     "another member of its group cannot take part, can again, or yields; or the group takes over, and this "
     "member does so before its own down timer ends"},
    {"handover",
     "the new master was heard after this one had handed over: it leaves, its group yields, or it had "
     "offered "
     "its place because its priority fell"},
    {"shutdown", "it leaves"},
    {"check_missing",
     "a --track source, or a check that --expect names, has not spoken in time; *check* is the source (`-` "
     "for "
     "standard input) or the check"},
    {"track_ended",
     "the last program that wrote to standard input has ended: a program of the pipeline died, so all of "
     "them "
     "exit with status 3"},
};

inline constexpr Word mismatches[] = {
    {"checksum", "the dialect of its VRRPv3 checksums over IPv4 is not what this router sends"},
    {"interval", "another advertisement interval; such adverts are refused in VRRPv2, and count in VRRPv3"},
    {"addresses", "another list of addresses; such adverts count all the same"},
    {"version", "the other version of VRRP; such adverts are refused"},
    {"auth",
     "another type of authentication, another password or key, or a signature on one side alone; such "
     "adverts "
     "are refused"},
    {"priority", "in nothing: the priorities are equal, and between two masters the greater address decides"},
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
    {"removed", "it was taken away"},
    {"restored", "it had gone, and is back"},
    {"expired", "the master's newest record entitles to it no more"},
    {"failed", "it cannot be put there, and is tried again"},
    {"lost", "it went with its link, and comes back with it"},
};

inline constexpr Word announcements[] = {
    {"added", "as the `vip` record that it follows"},
    {"restored", "likewise"},
    {"kept", "likewise"},
    {"contest", "after such a record"},
    {"mac_changed", "the interface has another MAC than the neighbours were told"},
    {"link_up", "the carrier of the interface returned"},
    {"refresh", "the time since the last one is over; recorded only with --verbose"},
    {"command", "somebody ran `garp-send` with this address"},
};

inline constexpr Word faults[] = {
    {"truncated", "bytes that it announces are not there"},
    {"length", "the IP header's length is not what version and count demand"},
    {"version", "not a version of VRRP that this family knows"},
    {"type", "not an advertisement"},
    {"ttl", "not 255: it may have been routed"},
    {"checksum", "it fits neither dialect"},
    {"count", "VRRPv3 without an address"},
    {"interval", "zero"},
    {"vrid", "zero"},
    {"auth", "an unknown type, or one that does not go with the packet's Authentication Header"},
    {"family", "VRRPv2 over IPv6"},
    {"auth_mismatch", "another authentication or password than this router's"},
    {"interval_mismatch", "VRRPv2: another interval than this router's"},
    {"own_address", "sent from an address of this host"},
    {"source", "sent from an unspecified, multicast, broadcast or loopback address"},
    {"not_multicast", "not sent to the group"},
    {"not_unicast", "sent to the group, and there are unicast peers"},
    {"hmac", "its signature is missing or wrong"},
    {"replay", "signed well, but too old, or heard before"},
};

inline constexpr Word auth_types[] = {{"none"}, {"pass"}, {"ah"}};
inline constexpr Word verdicts[] = {{"good"}, {"bad"}, {"unverified"}};
inline constexpr Word dialects[] = {{"message", "the message alone"}, {"pseudo", "a pseudo-header too"}};

// What lib/proto calls them is what a record says.
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

// Each has its word, whatever is added at the end.
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
// Those that are seen in the packet alone.
inline constexpr Vocabulary error_words{
    std::span(words::faults).first(static_cast<std::size_t>(proto::AdvertError::family) + 1),
    "a list of errors that an advert has"};
inline constexpr Vocabulary auth_type_words{words::auth_types, "none, pass, ah or a number"};
inline constexpr Vocabulary verdict_words{words::verdicts, "good, bad or unverified"};
inline constexpr Vocabulary dialect_words{words::dialects, "\"message\" or \"pseudo\""};

// Where a value stands in its vocabulary, and back.
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
