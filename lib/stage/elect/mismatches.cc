#include "stage/elect/mismatches.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/text.h"

namespace vrrp::stage {
namespace {

using proto::Address;
using record::MismatchKind;

// A long list of addresses is told whole once, in its record.
constexpr std::size_t longest_side = 200;

// One advert beside our configuration.
struct Pair {
  const ElectorConfig& config;
  const proto::DecodedAdvert& advert;
  const Address& source;

  std::string who() const { return source.text(); }
  std::string vrid() const { return "VRID " + std::to_string(*config.router.vrid); }
  Mismatches::Report tell(MismatchKind kind, std::string ours, std::string theirs, std::string advice) const {
    return {
        record::Mismatch{config.router, kind, {source, advert.priority}, std::move(ours), std::move(theirs)},
        std::move(advice)};
  }
};

constexpr std::string_view auth_words[] = {"none", "pass", "ah"};

std::string auth_word(std::uint8_t type) {
  return type < std::size(auth_words) ? std::string(auth_words[type]) : std::to_string(type);
}

std::string listed(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& address : addresses) text += (text.empty() ? "" : " ") + address.text();
  return text;
}

std::vector<Address> without(const std::vector<Address>& some, const std::vector<Address>& others) {
  std::vector<Address> left;
  std::ranges::set_difference(some, others, std::back_inserter(left));
  return left;
}

// ---- each kind

Mismatches::Report version(const Pair& pair) {
  const std::string ours = std::to_string(pair.config.version), theirs = std::to_string(*pair.advert.version);
  return pair.tell(MismatchKind::version, ours, theirs,
                   pair.who() + " speaks VRRPv" + theirs + " for " + pair.vrid() + ", we speak version " +
                       ours + ": to join it, --vrrp-version " + theirs);
}

std::string auth_advice(const Pair& pair, std::uint8_t ours, std::uint8_t theirs) {
  if (ours == theirs)
    return pair.who() + " has another password for " + pair.vrid() + ": to join it, the same --auth-pass";
  if (theirs == 0)
    return pair.who() + " has no password for " + pair.vrid() +
           ", and we have one: to join it, no --auth-pass";
  const std::string type = " --auth-type " + auth_word(theirs);
  if (ours == 0)
    return pair.who() + " has a password for " + pair.vrid() + ", and we have none: to join it," + type +
           " and the same --auth-pass";
  return pair.who() + " authenticates " + pair.vrid() + " with " + auth_word(theirs) + ", we with " +
         auth_word(ours) + ": to join it, the same --auth-type";
}

Mismatches::Report authentication(const Pair& pair) {
  const auto ours = static_cast<std::uint8_t>(pair.config.auth_type);
  const auto theirs = pair.advert.auth_type.value_or(0);
  return pair.tell(MismatchKind::auth, auth_word(ours),
                   ours == theirs ? "another password" : auth_word(theirs), auth_advice(pair, ours, theirs));
}

// Refused for its signature, which we demand, or for the length that the signature adds, because we look for
// none.
Mismatches::Report signature(const Pair& pair, proto::AdvertError reason,
                             std::optional<std::uint8_t> key_id) {
  if (!key_id)
    return pair.tell(MismatchKind::auth, "hmac", "none",
                     pair.who() + " does not sign its adverts for " + pair.vrid() +
                         ": give it our --hmac-key, or to join it unsigned, --hmac-mode permissive");
  const std::string id = " (key ID " + std::to_string(*key_id) + ")";
  if (reason == proto::AdvertError::length)
    return pair.tell(MismatchKind::auth, "none", "hmac",
                     pair.who() + " signs its adverts for " + pair.vrid() + id +
                         ", and we have no key: to join it, the same --hmac-key");
  return pair.tell(MismatchKind::auth, "hmac", "another key",
                   pair.who() + "'s signature for " + pair.vrid() + id +
                       " does not fit our --hmac-key: to join it, the same key under the same ID");
}

// Version 3 joins routers of different intervals, so there is nothing to mend.
Mismatches::Report interval(const Pair& pair) {
  const std::string ours = format_duration(pair.config.interval),
                    theirs = format_duration(*pair.advert.interval);
  std::string advice;
  if (pair.config.version == 2)
    advice = pair.who() + " advertises " + pair.vrid() + " every " + theirs + ", we every " + ours +
             ": to join it, the same --advert-int";
  return pair.tell(MismatchKind::interval, ours, theirs, std::move(advice));
}

// Whoever follows the last one heard has nothing to be told.
Mismatches::Report checksum(const Pair& pair, proto::Dialect ours) {
  const bool message = *pair.advert.dialect == proto::Dialect::message;
  std::string advice;
  if (pair.config.dialect)
    advice = pair.who() + " computes checksums " + (message ? "without" : "with") + " a pseudo-header for " +
             pair.vrid() + ", we " + (message ? "with" : "without") + " one: to be understood, --checksum " +
             (message ? "rfc9568" : "pseudo");
  return pair.tell(MismatchKind::checksum, std::string(to_word(ours)),
                   std::string(to_word(*pair.advert.dialect)), std::move(advice));
}

// Equal priority: the greater address wins, but only where both are master.
Mismatches::Report priority(const Pair& pair, const Address& address) {
  const std::string both = std::to_string(*pair.advert.priority) + " at ";
  return pair.tell(MismatchKind::priority, both + address.text(), both + pair.source.text(), {});
}

// Other addresses are no reason to refuse an advert (RFC 9568 section 7.1), but mostly a slip of somebody's
// pen: an address that only one of the two would hold. Order means nothing.
std::optional<Mismatches::Report> addresses(const Pair& pair, std::vector<Address> ours) {
  std::vector<Address> theirs = pair.advert.addresses;
  std::ranges::sort(ours);
  std::ranges::sort(theirs);
  const auto theirs_only = without(theirs, ours), ours_only = without(ours, theirs);
  if (theirs_only.empty() && ours_only.empty()) return std::nullopt;
  std::string advice = pair.who() + " advertises other addresses for " + pair.vrid() + " than our --vip:";
  if (!theirs_only.empty()) advice += " " + theirs_only.front().text() + " is not ours";
  if (!theirs_only.empty() && !ours_only.empty()) advice += ", and";
  if (!ours_only.empty()) advice += " " + ours_only.front().text() + " is not in its list";
  return pair.tell(MismatchKind::addresses, listed(ours_only), listed(theirs_only), std::move(advice));
}

// The type in the message, or an Authentication Header that is there or missing.
bool is_other_auth(const Pair& pair, proto::AdvertError reason) {
  if (reason == proto::AdvertError::auth_mismatch) return true;
  const auto theirs = pair.advert.auth_type;
  return reason == proto::AdvertError::auth && theirs && *theirs < std::size(auth_words) &&
         *theirs != static_cast<std::uint8_t>(pair.config.auth_type);
}

}  // namespace

std::optional<Mismatches::Report> Mismatches::refused(Time now, const ElectorConfig& config,
                                                      const Refused& refused) {
  using proto::AdvertError;
  const auto& [reason, advert, envelope, key_id, off_clock] = refused;
  const Pair pair{config, advert, envelope.source};
  const bool known_version = advert.version == 2 || advert.version == 3;
  if (reason == AdvertError::version && known_version) return news(now, version(pair));
  if (is_other_auth(pair, reason)) return news(now, authentication(pair));
  if (reason == AdvertError::hmac || (reason == AdvertError::length && key_id))
    return news(now, signature(pair, reason, key_id));
  if (reason == AdvertError::interval_mismatch) return news(now, interval(pair));
  if (reason == AdvertError::replay && off_clock) return untimely(config, refused);
  return misdirected(config, refused);
}

// Clocks that differ are nobody's record, but two masters.
std::optional<Mismatches::Report> Mismatches::untimely(const ElectorConfig& config, const Refused& refused) {
  const Address& source = refused.envelope.source;
  if (std::ssize(untimely_) >= most_peers || !untimely_.insert(source).second) return std::nullopt;
  const Pair pair{config, refused.advert, source};
  const bool behind = *refused.off_clock > 0s;
  return Report{{},
                pair.who() + "'s signature for " + pair.vrid() + " is " +
                    std::to_string(std::abs(refused.off_clock->count())) + " s " +
                    (behind ? "behind" : "ahead of") +
                    " our clock: give both the same time, unless it is an old one, played again"};
}

// Unicast against multicast: nobody's record, but two masters.
std::optional<Mismatches::Report> Mismatches::misdirected(const ElectorConfig& config,
                                                          const Refused& refused) {
  const Address &source = refused.envelope.source, &destination = refused.envelope.destination;
  const bool wants_unicast = refused.reason == proto::AdvertError::not_unicast;
  const bool wants_group = refused.reason == proto::AdvertError::not_multicast && !destination.is_multicast();
  if (!wants_unicast && !wants_group) return std::nullopt;
  if (std::ssize(misdirected_) >= most_peers || !misdirected_.insert(source).second) return std::nullopt;
  const Pair pair{config, refused.advert, source};
  return Report{{},
                wants_unicast ? pair.who() + " sends its adverts for " + pair.vrid() + " to the group " +
                                    destination.text() + ", and we have unicast peers: to join it, no --peer"
                              : pair.who() + " sends its adverts for " + pair.vrid() +
                                    " by unicast, and we have no peers: to join it, --peer " + source.text()};
}

std::vector<Mismatches::Report> Mismatches::accepted(Time now, const ElectorConfig& config, const Ours& ours,
                                                     const proto::DecodedAdvert& advert,
                                                     const Address& source) {
  const Pair pair{config, advert, source};
  std::vector<Report> told;
  const auto add = [&](Report difference) {
    if (auto fresh = news(now, std::move(difference))) told.push_back(std::move(*fresh));
  };
  const bool disputed = proto::has_dialects(config.version, source.family());
  if (disputed && advert.dialect && advert.dialect != ours.dialect) add(checksum(pair, ours.dialect));
  if (advert.interval != config.interval) add(interval(pair));
  if (!ours.advertised.empty() && advert.addresses != ours.advertised && advert.addresses != same_) {
    if (auto difference = addresses(pair, ours.advertised))
      add(std::move(*difference));
    else
      same_ = advert.addresses;
  }
  if (advert.priority == ours.priority) add(priority(pair, ours.address));
  return told;
}

// It is told when it is first seen. Advice is said for the first of its kind: it is about our own
// configuration. But one may have another key and the next one none, so that of the authentication is said
// for each.
std::optional<Mismatches::Report> Mismatches::news(Time now, Report told) {
  const auto& mismatch = *told.mismatch;
  const MismatchKind kind = mismatch.kind;
  const Seen as_seen{utf8_prefix(mismatch.ours, longest_side), utf8_prefix(mismatch.theirs, longest_side),
                     now};
  if (const auto known = seen_.find({kind, mismatch.peer.address}); known != seen_.end()) {
    known->second = as_seen;
    return std::nullopt;
  }
  const auto of_kind =
      std::ranges::count_if(seen_, [&](const auto& each) { return each.first.first == kind; });
  if (of_kind >= most_peers) return std::nullopt;
  if (kind != MismatchKind::auth && of_kind > 0) told.advice.clear();
  seen_.emplace(std::pair(kind, mismatch.peer.address), as_seen);
  return told;
}

void Mismatches::tell(Time now, record::Status& status) const {
  for (const auto& [key, seen] : seen_)
    status.mismatches.push_back({key.first, key.second, seen.ours, seen.theirs, now - seen.last});
  std::ranges::stable_sort(status.mismatches, {}, &record::Status::Difference::age);
}

}  // namespace vrrp::stage
