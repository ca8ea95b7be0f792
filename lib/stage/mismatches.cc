#include "stage/mismatches.h"

#include <algorithm>
#include <iterator>

namespace vrrp::stage {
namespace {

using proto::Address;
using record::MismatchKind;

// One advert beside our configuration.
struct Pair {
  const ElectorConfig& config;
  const proto::DecodedAdvert& advert;
  const Address& source;

  std::string who() const { return source.text(); }
  std::string vrid() const { return "VRID " + std::to_string(*config.router.vrid); }
  Mismatches::Told tell(MismatchKind kind, std::string ours, std::string theirs, std::string advice) const {
    return {{config.router, kind, {source, advert.priority}, std::move(ours), std::move(theirs)},
            std::move(advice)};
  }
};

std::string auth_word(std::uint8_t type) {
  constexpr std::string_view words[] = {"none", "pass", "ah"};
  return type < std::size(words) ? std::string(words[type]) : std::to_string(type);
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

Mismatches::Told version(const Pair& pair) {
  const std::string ours = std::to_string(pair.config.version), theirs = std::to_string(*pair.advert.version);
  return pair.tell(MismatchKind::version, ours, theirs,
                   pair.who() + " speaks VRRPv" + theirs + " for " + pair.vrid() + ", we speak version " +
                       ours + ": to join it, --vrrp-version " + theirs);
}

Mismatches::Told authentication(const Pair& pair) {
  const auto ours = static_cast<std::uint8_t>(pair.config.auth_type);
  const auto theirs = pair.advert.auth_type.value_or(0);
  return pair.tell(MismatchKind::auth, auth_word(ours),
                   ours == theirs ? "another password" : auth_word(theirs),
                   pair.who() + " has another password for " + pair.vrid() +
                       ", or none: to join it, the same --auth-pass");
}

// Version 3 joins routers of different intervals, so there is nothing to mend.
Mismatches::Told interval(const Pair& pair) {
  const std::string ours = format_duration(pair.config.interval),
                    theirs = format_duration(*pair.advert.interval);
  std::string advice;
  if (pair.config.version == 2)
    advice = pair.who() + " advertises " + pair.vrid() + " every " + theirs + ", we every " + ours +
             ": to join it, the same --advert-int";
  return pair.tell(MismatchKind::interval, ours, theirs, std::move(advice));
}

// Whoever follows the last one heard has nothing to be told.
Mismatches::Told checksum(const Pair& pair, proto::Dialect ours) {
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
Mismatches::Told priority(const Pair& pair, const Address& address) {
  const std::string both = std::to_string(*pair.advert.priority) + " at ";
  return pair.tell(MismatchKind::priority, both + address.text(), both + pair.source.text(), {});
}

// Other addresses are no reason to refuse an advert (RFC 9568 section 7.1), but mostly a slip of somebody's
// pen: an address that only one of the two would hold. Order means nothing.
std::optional<Mismatches::Told> addresses(const Pair& pair, std::vector<Address> ours) {
  std::vector<Address> theirs = pair.advert.addresses;
  std::ranges::sort(ours);
  std::ranges::sort(theirs);
  const auto theirs_only = without(theirs, ours), ours_only = without(ours, theirs);
  if (theirs_only.empty() && ours_only.empty()) return std::nullopt;
  std::string advice = pair.who() + " advertises other addresses for " + pair.vrid() + " than our --vip:";
  if (!theirs_only.empty()) advice += " " + theirs_only.front().text() + " is not ours";
  if (!theirs_only.empty() && !ours_only.empty()) advice += ", and";
  if (!ours_only.empty()) advice += " " + ours_only.front().text() + " is not its";
  return pair.tell(MismatchKind::addresses, listed(ours_only), listed(theirs_only), std::move(advice));
}

}  // namespace

bool Mismatches::is_new(MismatchKind kind, const Address& peer) {
  if (told_.contains({kind, peer})) return false;
  const auto of_kind = [&](const auto& each) { return each.first == kind; };
  return std::ranges::count_if(told_, of_kind) < most_peers;
}

std::optional<Mismatches::Told> Mismatches::refused(const ElectorConfig& config, proto::Fault reason,
                                                    const proto::DecodedAdvert& advert,
                                                    const Address& source) {
  const Pair pair{config, advert, source};
  const bool known_version = advert.version == 2 || advert.version == 3;
  if (reason == proto::Fault::version && known_version && is_new(MismatchKind::version, source))
    return remember(version(pair));
  const bool other_auth = reason == proto::Fault::auth_mismatch ||
                          (reason == proto::Fault::hmac && config.auth_type == proto::AuthType::ah);
  if (other_auth && is_new(MismatchKind::auth, source)) return remember(authentication(pair));
  if (reason == proto::Fault::interval_mismatch && is_new(MismatchKind::interval, source))
    return remember(interval(pair));
  return std::nullopt;
}

std::vector<Mismatches::Told> Mismatches::accepted(const ElectorConfig& config, const Ours& ours,
                                                   const proto::DecodedAdvert& advert,
                                                   const Address& source) {
  const Pair pair{config, advert, source};
  std::vector<Told> told;
  const bool disputed = config.version == 3 && source.family() == proto::Family::ipv4;
  if (disputed && advert.dialect && advert.dialect != ours.dialect && is_new(MismatchKind::checksum, source))
    told.push_back(remember(checksum(pair, ours.dialect)));
  if (advert.interval != config.interval && is_new(MismatchKind::interval, source))
    told.push_back(remember(interval(pair)));
  if (!ours.advertised.empty() && advert.addresses != ours.advertised && advert.addresses != same_ &&
      is_new(MismatchKind::addresses, source)) {
    if (auto difference = addresses(pair, ours.advertised))
      told.push_back(remember(std::move(*difference)));
    else
      same_ = advert.addresses;
  }
  if (advert.priority == ours.priority && is_new(MismatchKind::priority, source))
    told.push_back(remember(priority(pair, ours.address)));
  return told;
}

// Advice is said for the first of its kind: it is about our own configuration.
Mismatches::Told Mismatches::remember(Told told) {
  const MismatchKind kind = told.mismatch.kind;
  const auto of_kind = [&](const auto& each) { return each.first == kind; };
  if (std::ranges::any_of(told_, of_kind)) told.advice.clear();
  told_.emplace(kind, told.mismatch.peer.address);
  return told;
}

}  // namespace vrrp::stage
