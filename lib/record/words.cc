#include "record/words.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace vrrp::record {
namespace {

// To the millisecond: a person compares it with an interval.
std::string rough(Duration d) {
  return format_duration(d < 1ms ? d : std::chrono::round<std::chrono::milliseconds>(d));
}

// HH:MM:SS.mmm, UTC.
std::string clock_time(WallTime t) {
  return format_rfc3339(t).substr(11, 12);
}

std::string words_of(const Peer& peer) {
  return peer.address.text() + (peer.priority ? fmt::format(" priority {}", *peer.priority) : "");
}

// " (exit 1)", or nothing.
std::string in_parentheses(std::string_view text) {
  return text.empty() ? "" : " (" + printable(text) + ")";
}

std::string describe(const StateChange& s) {
  std::string text = words_of(s.router) + " ";
  if (s.previous != s.state) text += fmt::format("{} -> ", to_word(s.previous));
  text += fmt::format("{} ({}) priority {}", to_word(s.state), to_word(s.reason), s.priority);
  if (s.peer) text += ", heard " + words_of(*s.peer);
  if (s.last_advert) text += ", nothing heard for " + rough(*s.last_advert);
  if (s.late) text += ", late by " + rough(*s.late);
  if (!s.check.empty()) text += ", check " + printable(s.check);
  if (!s.group.empty()) text += ", group " + printable(s.group);
  return text;
}

std::string describe(const Alive& a) {
  return fmt::format("{} is {}, epoch {}{}", words_of(a.router), to_word(a.state), a.epoch,
                     a.yields ? ", and yields" : "");
}

std::string describe(const Priority& p) {
  std::string text = fmt::format("{} priority {}, base {}", words_of(p.router), p.priority, p.base);
  for (const Adjustment& a : p.adjustments)
    text += fmt::format(", {} {:+}{}", printable(a.check), a.weight, a.expired ? " (expired)" : "");
  if (p.omitted > 0) text += fmt::format(", and {} more", p.omitted);
  return text;
}

std::string describe(const Contest& c) {
  return words_of(c.router) + " contested by " + words_of(c.peer);
}

std::string describe(const Reject& r) {
  return fmt::format("{} rejected {}: {}, {} so far", words_of(r.router), words_of(r.peer),
                     printable(r.reason), r.count);
}

std::string describe(const Mismatch& m) {
  const auto shown = [](const std::string& text) { return text.empty() ? "nothing more" : text; };
  return fmt::format("{} {} differs in {}: ours {}, theirs {}", words_of(m.router), words_of(m.peer),
                     to_word(m.kind), shown(m.ours), shown(m.theirs));
}

std::string describe(const Status& s) {
  return fmt::format("{} is {} for {} ({}) priority {}{}", words_of(s.router), to_word(s.state),
                     rough(s.since), to_word(s.reason), s.priority, s.leaving ? ", leaving" : "");
}

std::string describe(const Check& c) {
  std::string text =
      fmt::format("check {} {}{}", printable(c.check), c.up ? "up" : "down", in_parentheses(c.detail));
  if (c.weight != 0) text += fmt::format(", weight {}", c.weight);
  return text;
}

std::string describe(const VipEvent& v) {
  std::string text = fmt::format("{} {} on {}", v.address.text(), to_word(v.action), printable(v.interface));
  if (v.lease) text += ", lease " + rough(*v.lease);
  return text + in_parentheses(v.detail);
}

std::string describe(const Announce& a) {
  return fmt::format("{} announced on {}: is at {}, {} {} ({})", a.address.text(), printable(a.interface),
                     a.mac.text(), a.packets, a.packets == 1 ? "packet" : "packets", printable(a.reason));
}

std::string auth_words(std::uint8_t type) {
  constexpr std::array<std::string_view, 3> names{"", " pass", " ah"};
  return type < names.size() ? std::string(names[type]) : fmt::format(" auth {}", type);
}

std::string describe(const AdvertSeen& a) {
  const proto::DecodedAdvert& advert = a.advert;
  std::string text = fmt::format("advert {} > {}", a.envelope.source.text(), a.envelope.destination.text());
  if (a.envelope.ttl != proto::advert_ttl) text += fmt::format(" ttl {}", a.envelope.ttl);
  if (advert.vrid) text += fmt::format(" vrid {}", *advert.vrid);
  if (advert.priority) text += fmt::format(" priority {}", *advert.priority);
  if (advert.version) text += fmt::format(" v{}", *advert.version);
  if (advert.interval) text += " " + format_duration(*advert.interval);
  if (advert.auth_type) text += auth_words(*advert.auth_type);
  for (const proto::Address& address : advert.addresses) text += " " + address.text();
  text += fmt::format(" checksum {}", proto::to_word(advert.checksum));
  if (!advert.faults.empty()) text += ", wrong:";
  for (const proto::AdvertError fault : advert.faults) text += fmt::format(" {}", proto::to_word(fault));
  return text;
}

std::string describe(const AnnouncementSeen& a) {
  std::string text = fmt::format("{} {}", a.na ? "na" : "garp", a.address.text());
  if (a.mac) text += " is at " + a.mac->text();
  if (a.source_mac && a.source_mac != a.mac) text += ", sent by " + a.source_mac->text();
  return text;
}

WallTime time_of(const Body& body, WallTime now) {
  if (const auto* advert = std::get_if<AdvertSeen>(&body)) return advert->captured;
  if (const auto* announcement = std::get_if<AnnouncementSeen>(&body)) return announcement->captured;
  return now;
}

}  // namespace

std::string in_words(const Body& body, WallTime now) {
  return clock_time(time_of(body, now)) + " " + std::visit([](const auto& b) { return describe(b); }, body);
}

}  // namespace vrrp::record
