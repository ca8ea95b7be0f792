#include "stage/elect/mismatches.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/text.h"

namespace vrrp::stage {
namespace {

using proto::Address;
using record::MismatchKind;

// A long list of addresses is complete only once, in its record.
constexpr std::size_t longest_side = 200;

// One advert and our configuration.
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
                   pair.who() + " uses VRRPv" + theirs + " for " + pair.vrid() +
                       ", but this router uses VRRPv" + ours + "; set --vrrp-version " + theirs +
                       " to join it");
}

std::string auth_advice(const Pair& pair, std::uint8_t ours, std::uint8_t theirs) {
  if (ours == theirs)
    return pair.who() + " has another password for " + pair.vrid() + "; set the same --auth-pass to join it";
  if (theirs == 0)
    return pair.who() + " has no password for " + pair.vrid() +
           ", but this router has one; remove --auth-pass to join it";
  const std::string type = " --auth-type " + auth_word(theirs);
  if (ours == 0)
    return pair.who() + " has a password for " + pair.vrid() + ", but this router has none; set" + type +
           " and the same --auth-pass to join it";
  return pair.who() + " authenticates " + pair.vrid() + " with " + auth_word(theirs) +
         ", but this router uses " + auth_word(ours) + "; set the same --auth-type to join it";
}

Mismatches::Report authentication(const Pair& pair) {
  const auto ours = static_cast<std::uint8_t>(pair.config.auth_type);
  const auto theirs = pair.advert.auth_type.value_or(0);
  return pair.tell(MismatchKind::auth, auth_word(ours),
                   ours == theirs ? "another password" : auth_word(theirs), auth_advice(pair, ours, theirs));
}

// The advert was refused for its signature, which we require, or for the length of its signature, because we
// expect none.
Mismatches::Report signature(const Pair& pair, proto::AdvertError reason,
                             std::optional<std::uint8_t> key_id) {
  if (!key_id)
    return pair.tell(
        MismatchKind::auth, "hmac", "none",
        pair.who() + " does not sign its adverts for " + pair.vrid() +
            "; give it this router's --hmac-key, or set --hmac-mode permissive to join it unsigned");
  const std::string id = " (key ID " + std::to_string(*key_id) + ")";
  if (reason == proto::AdvertError::length)
    return pair.tell(MismatchKind::auth, "none", "hmac",
                     pair.who() + " signs its adverts for " + pair.vrid() + id +
                         ", but this router has no key; set the same --hmac-key to join it");
  return pair.tell(
      MismatchKind::auth, "hmac", "another key",
      pair.who() + "'s signature for " + pair.vrid() + id +
          " does not match this router's --hmac-key; set the same key under the same ID to join it");
}

// In version 3 routers with different intervals work together, so there is nothing to correct.
Mismatches::Report interval(const Pair& pair) {
  const std::string ours = format_duration(pair.config.interval),
                    theirs = format_duration(*pair.advert.interval);
  std::string advice;
  if (pair.config.version == 2)
    advice = pair.who() + " advertises " + pair.vrid() + " every " + theirs + ", but this router every " +
             ours + "; set the same --advert-int to join it";
  return pair.tell(MismatchKind::interval, ours, theirs, std::move(advice));
}

// With --checksum auto there is no advice: the router follows the last advert heard.
Mismatches::Report checksum(const Pair& pair, proto::Dialect ours) {
  const bool message = *pair.advert.dialect == proto::Dialect::message;
  std::string advice;
  if (pair.config.dialect)
    advice = pair.who() + " computes checksums " + (message ? "without" : "with") + " a pseudo-header for " +
             pair.vrid() + ", but this router " + (message ? "with" : "without") + " one; set --checksum " +
             (message ? "rfc9568" : "pseudo") + " to be understood";
  return pair.tell(MismatchKind::checksum, std::string(to_word(ours)),
                   std::string(to_word(*pair.advert.dialect)), std::move(advice));
}

// Equal priority: the higher address wins, but only between two masters.
Mismatches::Report priority(const Pair& pair, const Address& address) {
  const std::string both = std::to_string(*pair.advert.priority) + " at ";
  return pair.tell(MismatchKind::priority, both + address.text(), both + pair.source.text(), {});
}

// Other addresses are not a reason to refuse an advert (RFC 9568 section 7.1), but mostly a typing error:
// only one of the two would hold the address. The order does not matter.
std::optional<Mismatches::Report> addresses(const Pair& pair, std::vector<Address> ours) {
  std::vector<Address> theirs = pair.advert.addresses;
  std::ranges::sort(ours);
  std::ranges::sort(theirs);
  const auto theirs_only = without(theirs, ours), ours_only = without(ours, theirs);
  if (theirs_only.empty() && ours_only.empty()) return std::nullopt;
  std::string advice =
      pair.who() + " advertises other addresses for " + pair.vrid() + " than the --vip of this router:";
  if (!theirs_only.empty()) advice += " " + theirs_only.front().text() + " is not a --vip here";
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

// A clock difference has no record, but leads to two masters.
std::optional<Mismatches::Report> Mismatches::untimely(const ElectorConfig& config, const Refused& refused) {
  const Address& source = refused.envelope.source;
  if (std::ssize(untimely_) >= most_peers || !untimely_.insert(source).second) return std::nullopt;
  const Pair pair{config, refused.advert, source};
  const bool behind = *refused.off_clock > 0s;
  return Report{{},
                pair.who() + "'s signature for " + pair.vrid() + " is " +
                    std::to_string(std::abs(refused.off_clock->count())) + " s " +
                    (behind ? "behind" : "ahead of") +
                    " this router's clock; set both clocks to the same time, unless it is an old advert that "
                    "is sent again"};
}

// Unicast against multicast has no record, but leads to two masters.
std::optional<Mismatches::Report> Mismatches::misdirected(const ElectorConfig& config,
                                                          const Refused& refused) {
  const Address &source = refused.envelope.source, &destination = refused.envelope.destination;
  const bool wants_unicast = refused.reason == proto::AdvertError::not_unicast;
  const bool wants_group = refused.reason == proto::AdvertError::not_multicast && !destination.is_multicast();
  if (!wants_unicast && !wants_group) return std::nullopt;
  if (std::ssize(misdirected_) >= most_peers || !misdirected_.insert(source).second) return std::nullopt;
  const Pair pair{config, refused.advert, source};
  return Report{{},
                wants_unicast
                    ? pair.who() + " sends its adverts for " + pair.vrid() + " to the group " +
                          destination.text() + ", but this router uses unicast; remove --peer to join it"
                    : pair.who() + " sends its adverts for " + pair.vrid() +
                          " by unicast, but this router uses multicast; set --peer " + source.text() +
                          " to join it"};
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

// A difference is reported when it is first seen, and with advice only for the first of its kind, because the
// advice is about our own configuration. But one peer may have another key and the next one none, so advice
// about authentication is given for each.
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
