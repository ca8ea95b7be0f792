#include "record/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "record/shorten.h"

namespace vrrp::record {
namespace {

using nlohmann::json;
using Out = nlohmann::ordered_json;

// ---- writing

// A JSON number of milliseconds: whole where it is whole.
Out milliseconds(Duration d) {
  if (to_us(d) % 1000 == 0) return to_us(d) / 1000;
  return static_cast<double>(to_us(d)) / 1000.0;
}

std::string clean(std::string_view text) {
  return valid_utf8(text);
}

std::string name_of(std::string_view text) {
  return utf8_prefix(text, longest_name);
}

// A terminal may obey DEL, and U+0080 to U+009F, which JSON leaves as they are. Of a text in JSON.
std::string escape_controls(std::string text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  if (text.find_first_of("\x7f\xc2") == std::string::npos) return text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool c1 = byte(i) == 0xc2 && i + 1 < text.size() && byte(i + 1) < 0xa0;
    if (c1) ++i;
    if (c1 || byte(i) == 0x7f)
      out += fmt::format("\\u{:04x}", byte(i));
    else
      out += text[i];
  }
  return out;
}

std::string text_of(const Out& value) {
  return escape_controls(value.dump(-1, ' ', false, Out::error_handler_t::replace));
}

void put_router(Out& out, const Router& router) {
  out["interface"] = name_of(router.interface);
  if (router.family) out["family"] = proto::to_word(*router.family);
  if (router.vrid) out["vrid"] = *router.vrid;
  if (!router.name.empty()) out["name"] = name_of(router.name);
}

void put_router(Out& out, const std::optional<Router>& router, std::string_view interface) {
  if (router) put_router(out, *router);
  out["interface"] = name_of(interface);  // where the address is, which need not be where its router elects
}

Out vip_list(const std::vector<Vip>& vips) {
  Out list = Out::array();
  for (const Vip& vip : vips) {
    Out entry{{"address", vip.address.text()}};
    if (!vip.interface.empty()) entry["interface"] = name_of(vip.interface);
    if (!vip.label.empty()) entry["label"] = name_of(vip.label);
    if (vip.excluded) entry["excluded"] = true;
    list.push_back(std::move(entry));
  }
  return list;
}

Out peer_object(const Peer& peer) {
  Out out{{"address", peer.address.text()}};
  if (peer.priority) out["priority"] = *peer.priority;
  return out;
}

std::string_view event_of(const StateChange&) {
  return "state";
}
std::string_view event_of(const Priority&) {
  return "priority";
}
std::string_view event_of(const Contest&) {
  return "contest";
}
std::string_view event_of(const Reject&) {
  return "reject";
}
std::string_view event_of(const Mismatch&) {
  return "mismatch";
}
std::string_view event_of(const Status&) {
  return "status";
}
std::string_view event_of(const Check&) {
  return "check";
}
std::string_view event_of(const VipEvent&) {
  return "vip";
}
std::string_view event_of(const Announce&) {
  return "announce";
}
std::string_view event_of(const AdvertSeen&) {
  return "advert";
}
std::string_view event_of(const AnnouncementSeen&) {
  return "announcement";
}

void put(Out& out, const StateChange& s) {
  put_router(out, s.router);
  out["state"] = to_word(s.state);
  out["previous"] = to_word(s.previous);
  out["reason"] = to_word(s.reason);
  out["priority"] = s.priority;
  out["vips"] = vip_list(s.vips);
  out["epoch"] = s.epoch;
  out["interval_ms"] = milliseconds(s.interval);
  if (s.expires) out["expires_us"] = to_us(*s.expires);
  if (s.peer) out["peer"] = peer_object(*s.peer);
  if (s.last_advert) out["last_advert_ms"] = milliseconds(*s.last_advert);
  if (s.late) out["late_ms"] = milliseconds(*s.late);
  if (!s.check.empty()) out["check"] = name_of(s.check);
  if (!s.group.empty()) out["group"] = name_of(s.group);
}

Out adjustment_list(const std::vector<Adjustment>& adjustments) {
  Out list = Out::array();
  for (const Adjustment& a : adjustments) {
    Out entry{{"check", name_of(a.check)}, {"weight", a.weight}};
    if (a.expired) entry["expired"] = true;
    list.push_back(std::move(entry));
  }
  return list;
}

void put(Out& out, const Priority& p) {
  put_router(out, p.router);
  out["priority"] = p.priority;
  out["base"] = p.base;
  out["adjustments"] = adjustment_list(p.adjustments);
  if (p.omitted > 0) out["omitted"] = p.omitted;
}

void put(Out& out, const Contest& c) {
  put_router(out, c.router);
  out["peer"] = peer_object(c.peer);
}

void put(Out& out, const Reject& r) {
  put_router(out, r.router);
  out["reason"] = r.reason;
  out["peer"] = peer_object(r.peer);
  out["count"] = r.count;
}

void put(Out& out, const Mismatch& m) {
  put_router(out, m.router);
  out["kind"] = to_word(m.kind);
  out["peer"] = peer_object(m.peer);
  out["ours"] = m.ours;
  out["theirs"] = m.theirs;
}

Out neighbour_list(const std::vector<Status::Neighbour>& neighbours) {
  Out list = Out::array();
  for (const Status::Neighbour& neighbour : neighbours) {
    Out entry = peer_object(neighbour.peer);
    entry["version"] = neighbour.version;
    if (neighbour.dialect) entry["checksum_dialect"] = proto::to_word(*neighbour.dialect);
    entry["last_advert_ms"] = milliseconds(neighbour.last_advert);
    list.push_back(std::move(entry));
  }
  return list;
}

Out vip_state_list(const std::vector<Status::Vip>& vips) {
  Out list = Out::array();
  for (const Status::Vip& vip : vips) {
    Out entry{{"address", vip.address.text()}};
    if (!vip.interface.empty()) entry["interface"] = name_of(vip.interface);
    entry["state"] = to_word(vip.state);
    list.push_back(std::move(entry));
  }
  return list;
}

Out tracked_list(const char* key, const std::vector<Status::Tracked>& all) {
  Out list = Out::array();
  for (const Status::Tracked& tracked : all) {
    Out entry{{key, name_of(tracked.name)},
              {"status", tracked.up ? "up" : "down"},
              {"weight", tracked.weight},
              {"age_ms", milliseconds(tracked.age)}};
    if (tracked.expires_in) entry["expires_in_ms"] = milliseconds(*tracked.expires_in);
    if (tracked.expired) entry["expired"] = true;
    list.push_back(std::move(entry));
  }
  return list;
}

Out difference_list(const std::vector<Status::Difference>& all) {
  Out list = Out::array();
  for (const Status::Difference& d : all)
    list.push_back(Out{{"kind", to_word(d.kind)},
                       {"peer", peer_object({d.peer, {}})},
                       {"ours", d.ours},
                       {"theirs", d.theirs},
                       {"age_ms", milliseconds(d.age)}});
  return list;
}

Out reject_list(const std::vector<Status::Rejected>& all) {
  Out list = Out::array();
  for (const Status::Rejected& r : all) {
    Out entry{{"reason", r.reason}, {"count", r.count}};
    if (r.peer) entry["peer"] = peer_object({*r.peer, {}});
    list.push_back(std::move(entry));
  }
  return list;
}

void put(Out& out, const Status& s) {
  put_router(out, s.router);
  out["state"] = to_word(s.state);
  out["reason"] = to_word(s.reason);
  out["since_ms"] = milliseconds(s.since);
  out["transitions"] = s.transitions;
  if (s.leaving) out["leaving"] = true;
  if (!s.check.empty()) out["check"] = name_of(s.check);
  if (!s.group.empty()) out["group"] = name_of(s.group);
  out["priority"] = s.priority;
  out["base"] = s.base;
  out["adjustments"] = adjustment_list(s.adjustments);
  out["checks"] = tracked_list("check", s.checks);
  out["tracked_interfaces"] = tracked_list("interface", s.interfaces);
  if (!s.missing.empty()) {
    Out missing = Out::array();
    for (const std::string& name : s.missing) missing.push_back(name_of(name));
    out["missing"] = std::move(missing);
  }
  out["interval_ms"] = milliseconds(s.interval);
  out["vips"] = vip_state_list(s.vips);
  if (s.master) out["master"] = peer_object(*s.master);
  out["peers"] = neighbour_list(s.peers);
  out["adverts_sent"] = s.sent;
  out["adverts_received"] = s.received;
  out["adverts_rejected"] = s.rejected;
  out["rejects"] = reject_list(s.rejects);
  out["mismatches"] = difference_list(s.mismatches);
  if (s.omitted > 0) out["omitted"] = s.omitted;
  out["late_ms"] = milliseconds(s.late);
  if (s.pid) out["pid"] = *s.pid;
}

void put(Out& out, const Check& c) {
  out["check"] = name_of(c.check);
  out["status"] = c.up ? "up" : "down";
  out["changed"] = c.changed;
  out["weight"] = c.weight;
  out["streak"] = c.streak;
  out["duration_ms"] = milliseconds(c.duration);
  out["detail"] = clean(c.detail);
  if (c.expires) out["expires_us"] = to_us(*c.expires);
}

void put(Out& out, const VipEvent& v) {
  put_router(out, v.router, v.interface);
  out["action"] = to_word(v.action);
  out["address"] = v.address.text();
  if (v.mac) out["mac"] = v.mac->text();
  if (v.lease) out["lease_ms"] = milliseconds(*v.lease);
  if (!v.detail.empty()) out["detail"] = clean(v.detail);
}

void put(Out& out, const Announce& a) {
  put_router(out, a.router, a.interface);
  out["address"] = a.address.text();
  out["mac"] = a.mac.text();
  out["packets"] = a.packets;
  out["reason"] = a.reason;
}

void put(Out& out, const AdvertSeen& a) {
  out["frame"] = a.frame;
  out["source"] = a.envelope.source.text();
  out["destination"] = a.envelope.destination.text();
  if (a.source_mac) out["source_mac"] = a.source_mac->text();
  out["family"] = proto::to_word(a.envelope.family);
  out["ttl"] = a.envelope.ttl;
  const proto::DecodedAdvert& advert = a.advert;
  if (advert.version) out["version"] = *advert.version;
  if (advert.type) out["type"] = *advert.type;
  if (advert.vrid) out["vrid"] = *advert.vrid;
  if (advert.priority) out["priority"] = *advert.priority;
  if (advert.count) out["count"] = *advert.count;
  Out addresses = Out::array();
  for (const proto::Address& address : advert.addresses) addresses.push_back(address.text());
  out["addresses"] = std::move(addresses);
  if (advert.interval) out["interval_ms"] = milliseconds(*advert.interval);
  if (advert.auth_type) {
    constexpr std::string_view names[] = {"none", "pass", "ah"};
    if (*advert.auth_type < std::size(names)) {
      out["auth_type"] = names[*advert.auth_type];
    } else {
      out["auth_type"] = *advert.auth_type;
    }
  }
  out["checksum"] = proto::to_word(advert.checksum);
  if (advert.dialect) out["checksum_dialect"] = proto::to_word(*advert.dialect);
  if (a.length) out["length"] = *a.length;
  Out errors = Out::array();
  for (const proto::Fault fault : advert.faults) errors.push_back(proto::to_word(fault));
  out["errors"] = std::move(errors);
}

void put(Out& out, const AnnouncementSeen& a) {
  out["frame"] = a.frame;
  out["kind"] = a.na ? "na" : "garp";
  out["address"] = a.address.text();
  if (a.mac) out["mac"] = a.mac->text();
  if (a.source_mac) out["source_mac"] = a.source_mac->text();
}

// When it happened: of what was captured, then, and not now.
template <class Body>
WallTime time_of(const Header& header, const Body& body) {
  if constexpr (requires { body.captured; })
    return body.captured;
  else
    return header.time;
}

template <class Body>
std::string serialize(const Header& header, const Body& body) {
  Out out;
  out["event"] = event_of(body);
  out["time"] = format_rfc3339(time_of(header, body));
  out["tool"] = header.tool;
  out["node"] = name_of(header.node);
  out["seq"] = header.seq;
  put(out, body);
  return text_of(out) + "\n";
}

std::string json_text(std::string_view text) {
  const bool plain =
      std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  return plain ? fmt::format("\"{}\"", text) : text_of(clean(text));
}

// An alive leaves with every advert, thousands a second in a process with many routers: written straight
// down, without a tree of values between.
std::string serialize(const Header& header, const Alive& a) {
  fmt::memory_buffer line;
  const auto out = std::back_inserter(line);
  fmt::format_to(out, R"({{"event":"alive","time":"{}","tool":"{}","node":{},"seq":{},"interface":{})",
                 format_rfc3339(header.time), header.tool, json_text(name_of(header.node)), header.seq,
                 json_text(name_of(a.router.interface)));
  if (a.router.family) fmt::format_to(out, R"(,"family":"{}")", proto::to_word(*a.router.family));
  if (a.router.vrid) fmt::format_to(out, R"(,"vrid":{})", *a.router.vrid);
  if (!a.router.name.empty()) fmt::format_to(out, R"(,"name":{})", json_text(name_of(a.router.name)));
  fmt::format_to(out, R"(,"state":"{}","epoch":{},"interval_ms":{})", to_word(a.state), a.epoch,
                 milliseconds(a.interval).dump());
  if (a.expires) fmt::format_to(out, R"(,"expires_us":{})", to_us(*a.expires));
  fmt::format_to(out, "{}}}\n", a.yields ? R"(,"yields":true)" : "");
  return fmt::to_string(line);
}

std::string serialize(const Record& record) {
  return std::visit([&](const auto& body) { return serialize(record.header, body); }, record.body);
}

// ---- reading

// Thrown inside this file only: the first field that is missing or of the wrong kind.
struct Bad {
  std::string message;
};

const json* find(const json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() ? nullptr : &*at;
}

[[noreturn]] void wrong(const char* key, const char* wanted) {
  throw Bad{fmt::format("field \"{}\" must be {}", key, wanted)};
}

std::optional<std::string> text(const json& object, const char* key) {
  const json* value = find(object, key);
  if (!value) return std::nullopt;
  if (!value->is_string()) wrong(key, "text");
  return value->get<std::string>();
}

std::string need_text(const json& object, const char* key) {
  if (auto value = text(object, key)) return *value;
  throw Bad{fmt::format("field \"{}\" is missing", key)};
}

std::optional<std::int64_t> integer(const json& object, const char* key, std::int64_t least,
                                    std::int64_t most) {
  const json* value = find(object, key);
  if (!value) return std::nullopt;
  const bool fits =
      value->is_number_integer() && !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX);
  if (!fits || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most)
    throw Bad{fmt::format("field \"{}\" must be a whole number from {} to {}", key, least, most)};
  return value->get<std::int64_t>();
}

// Cut names would be taken for each other: one that is too long is refused.
std::string need_name(const json& object, const char* key) {
  std::string name = need_text(object, key);
  if (name.empty() || name.size() > longest_name)
    throw Bad{
        fmt::format("field \"{}\" has {} bytes, and must have 1 to {}", key, name.size(), longest_name)};
  return name;
}

std::int64_t need_integer(const json& object, const char* key, std::int64_t least, std::int64_t most) {
  if (auto value = integer(object, key, least, most)) return *value;
  throw Bad{fmt::format("field \"{}\" is missing", key)};
}

Duration need_interval(const json& object) {
  const json* value = find(object, "interval_ms");
  if (!value) throw Bad{"field \"interval_ms\" is missing"};
  if (!value->is_number() || !(value->get<double>() > 0) || value->get<double>() > 86'400'000.0)
    wrong("interval_ms", "a positive number of milliseconds");
  return Duration(static_cast<std::int64_t>(value->get<double>() * 1000.0));
}

// How long something lasts, at most a century.
Duration need_milliseconds(const json& object, const char* key) {
  const json* value = find(object, key);
  if (!value) throw Bad{fmt::format("field \"{}\" is missing", key)};
  if (!value->is_number() || !(value->get<double>() >= 0) || value->get<double>() > 3.2e12)
    wrong(key, "a number of milliseconds");
  return std::chrono::round<Duration>(std::chrono::duration<double, std::milli>(value->get<double>()));
}

std::uint64_t need_count(const json& object, const char* key) {
  return static_cast<std::uint64_t>(need_integer(object, key, 0, INT64_MAX));
}

// A list of objects, each read by `read`.
template <class Read>
auto need_list(const json& object, const char* key, const Read& read) {
  const json* list = find(object, key);
  if (!list) throw Bad{fmt::format("field \"{}\" is missing", key)};
  if (!list->is_array()) wrong(key, "a list");
  std::vector<decltype(read(*list))> all;
  for (const json& entry : *list) {
    if (!entry.is_object()) wrong(key, "a list of objects");
    all.push_back(read(entry));
  }
  return all;
}

template <class Read>
auto list_if_any(const json& object, const char* key, const Read& read) {
  return find(object, key) ? need_list(object, key, read) : decltype(need_list(object, key, read))();
}

std::vector<std::string> texts(const json& object, const char* key) {
  std::vector<std::string> all;
  const json* list = find(object, key);
  if (!list) return all;
  if (!list->is_array()) wrong(key, "a list");
  for (const json& each : *list) {
    if (!each.is_string()) wrong(key, "a list of texts");
    all.push_back(each.get<std::string>());
  }
  return all;
}

bool flag(const json& object, const char* key) {
  const json* value = find(object, key);
  if (value && !value->is_boolean()) wrong(key, "true or false");
  return value && value->get<bool>();
}

std::optional<Time> expires(const json& object) {
  const auto us = integer(object, "expires_us", 0, INT64_MAX);
  return us ? std::optional(time_from_us(*us)) : std::nullopt;
}

proto::Prefix prefix(const json& object, const char* key) {
  const auto parsed = proto::Prefix::parse(need_text(object, key));
  if (!parsed) throw Bad{fmt::format("field \"{}\": {}", key, parsed.error().message)};
  return *parsed;
}

proto::Address address(const json& object, const char* key) {
  const auto parsed = proto::Address::parse(need_text(object, key));
  if (!parsed) throw Bad{fmt::format("field \"{}\": {}", key, parsed.error().message)};
  return *parsed;
}

Router router(const json& object) {
  Router r;
  r.interface = need_name(object, "interface");
  if (const auto word = text(object, "family")) {
    if (*word != "ipv4" && *word != "ipv6") wrong("family", "\"ipv4\" or \"ipv6\"");
    r.family = *word == "ipv4" ? proto::Family::ipv4 : proto::Family::ipv6;
  }
  if (const auto vrid = integer(object, "vrid", 1, 255)) r.vrid = static_cast<std::uint8_t>(*vrid);
  r.name = name_of(text(object, "name").value_or(""));  // for people: no reason to refuse a record
  return r;
}

State state_field(const json& object, const char* key) {
  const std::string word = need_text(object, key);
  for (const State state : {State::init, State::backup, State::master, State::fault})
    if (word == to_word(state)) return state;
  wrong(key, "init, backup, master or fault");
}

std::vector<Vip> vips(const json& object) {
  return need_list(object, "vips", [](const json& entry) {
    return Vip{prefix(entry, "address"), text(entry, "interface").value_or(""),
               text(entry, "label").value_or(""), flag(entry, "excluded")};
  });
}

StateChange state_change(const json& object) {
  StateChange s;
  s.router = router(object);
  s.state = state_field(object, "state");
  s.vips = vips(object);
  s.epoch = static_cast<std::uint64_t>(need_integer(object, "epoch", 0, INT64_MAX));
  s.interval = need_interval(object);
  s.expires = expires(object);
  // Another elector gives none, and a newer one may give one that is not known here: an `init` is then an
  // end.
  s.reason = reason_of(text(object, "reason").value_or("")).value_or(Reason::shutdown);
  return s;
}

Alive alive(const json& object) {
  Alive a;
  a.router = router(object);
  a.state = state_field(object, "state");
  a.epoch = static_cast<std::uint64_t>(need_integer(object, "epoch", 0, INT64_MAX));
  a.interval = need_interval(object);
  a.expires = expires(object);
  const json* yields = find(object, "yields");
  a.yields = yields && *yields == true;
  return a;
}

Contest contest(const json& object) {
  Contest c;
  c.router = router(object);
  if (const json* peer = find(object, "peer"); peer && peer->is_object())
    c.peer.address = address(*peer, "address");
  return c;
}

Check check(const json& object) {
  Check c;
  c.check = need_name(object, "check");
  const std::string status = need_text(object, "status");
  if (status != "up" && status != "down") wrong("status", "\"up\" or \"down\"");
  c.up = status == "up";
  c.changed = flag(object, "changed");
  c.weight = static_cast<int>(integer(object, "weight", -253, 253).value_or(0));
  c.expires = expires(object);
  return c;
}

VipEvent vip_event(const json& object) {
  VipEvent v;
  v.router = router(object);
  const std::string word = need_text(object, "action");
  bool known = false;
  for (const VipAction action : {VipAction::added, VipAction::kept, VipAction::removed, VipAction::restored,
                                 VipAction::expired, VipAction::failed, VipAction::lost})
    if (word == to_word(action)) v.action = action, known = true;
  if (!known) wrong("action", "added, kept, removed, restored, expired, failed or lost");
  v.address = prefix(object, "address");
  v.interface = v.router->interface;
  if (const auto mac = text(object, "mac")) {
    const auto parsed = proto::Mac::parse(*mac);
    if (!parsed) throw Bad{"field \"mac\": " + parsed.error().message};
    v.mac = *parsed;
  }
  v.detail = text(object, "detail").value_or("");
  return v;
}

Reason reason_field(const json& object, const char* key) {
  if (const auto reason = reason_of(need_text(object, key))) return *reason;
  wrong(key, "a reason that a state has");
}

Peer peer(const json& object) {
  const auto priority = integer(object, "priority", 0, 255);
  return {address(object, "address"),
          priority ? std::optional(static_cast<std::uint8_t>(*priority)) : std::nullopt};
}

Status::Neighbour neighbour(const json& object) {
  Status::Neighbour n{.peer = peer(object),
                      .version = static_cast<std::uint8_t>(need_integer(object, "version", 2, 3)),
                      .last_advert = need_milliseconds(object, "last_advert_ms")};
  if (const auto word = text(object, "checksum_dialect")) {
    for (const auto dialect : {proto::Dialect::message, proto::Dialect::pseudo})
      if (*word == proto::to_word(dialect)) n.dialect = dialect;
    if (!n.dialect) wrong("checksum_dialect", "\"message\" or \"pseudo\"");
  }
  return n;
}

Status::Vip vip_with_state(const json& object) {
  using State = Status::Vip::State;
  const std::string word = need_text(object, "state");
  for (const State state :
       {State::held, State::pending, State::failed, State::elsewhere, State::absent, State::present})
    if (word == to_word(state))
      return {prefix(object, "address"), text(object, "interface").value_or(""), state};
  wrong("state", "a state that a VIP has");
}

Status::Tracked tracked(const json& object, const char* name) {
  const std::string word = need_text(object, "status");
  if (word != "up" && word != "down") wrong("status", "\"up\" or \"down\"");
  Status::Tracked t{.name = need_text(object, name),
                    .up = word == "up",
                    .weight = static_cast<int>(need_integer(object, "weight", -253, 253)),
                    .age = need_milliseconds(object, "age_ms"),
                    .expired = flag(object, "expired")};
  if (find(object, "expires_in_ms")) t.expires_in = need_milliseconds(object, "expires_in_ms");
  return t;
}

std::optional<proto::Address> peer_address(const json& object) {
  const json* peer = find(object, "peer");
  if (!peer) return std::nullopt;
  if (!peer->is_object()) wrong("peer", "an object");
  return address(*peer, "address");
}

Status::Difference difference(const json& object) {
  Status::Difference d{.ours = need_text(object, "ours"),
                       .theirs = need_text(object, "theirs"),
                       .age = need_milliseconds(object, "age_ms")};
  const auto kind = mismatch_kind_of(need_text(object, "kind"));
  if (!kind) wrong("kind", "a kind of mismatch");
  d.kind = *kind;
  const auto peer = peer_address(object);
  if (!peer) throw Bad{"field \"peer\" is missing"};
  d.peer = *peer;
  return d;
}

// The lists of an older version are not all of them.
Status status(const json& object) {
  Status s;
  s.router = router(object);
  if (!s.router.family || !s.router.vrid) throw Bad{"field \"family\" or \"vrid\" is missing"};
  s.state = state_field(object, "state");
  s.reason = reason_field(object, "reason");
  s.since = need_milliseconds(object, "since_ms");
  s.transitions = static_cast<std::uint64_t>(integer(object, "transitions", 0, INT64_MAX).value_or(0));
  s.leaving = flag(object, "leaving");
  s.check = text(object, "check").value_or("");
  s.group = text(object, "group").value_or("");
  s.priority = static_cast<std::uint8_t>(need_integer(object, "priority", 1, 255));
  s.base = static_cast<std::uint8_t>(need_integer(object, "base", 1, 255));
  s.adjustments = need_list(object, "adjustments", [](const json& entry) {
    return Adjustment{need_text(entry, "check"), static_cast<int>(need_integer(entry, "weight", -253, 253)),
                      flag(entry, "expired")};
  });
  s.checks = list_if_any(object, "checks", [](const json& entry) { return tracked(entry, "check"); });
  s.interfaces = list_if_any(object, "tracked_interfaces",
                             [](const json& entry) { return tracked(entry, "interface"); });
  s.missing = texts(object, "missing");
  s.interval = need_interval(object);
  s.vips = need_list(object, "vips", vip_with_state);
  if (const json* master = find(object, "master")) {
    if (!master->is_object()) wrong("master", "an object");
    s.master = peer(*master);
  }
  s.peers = need_list(object, "peers", neighbour);
  s.sent = need_count(object, "adverts_sent");
  s.received = need_count(object, "adverts_received");
  s.rejected = need_count(object, "adverts_rejected");
  s.rejects = need_list(object, "rejects", [](const json& entry) {
    return Status::Rejected{need_text(entry, "reason"), peer_address(entry), need_count(entry, "count")};
  });
  s.mismatches = list_if_any(object, "mismatches", difference);
  s.omitted = static_cast<std::uint64_t>(integer(object, "omitted", 0, INT64_MAX).value_or(0));
  s.late = need_milliseconds(object, "late_ms");
  return s;
}

// Its `pid` is not read: whoever asks knows better than the answer whom he asked.
Record status_record(const json& object) {
  if (need_text(object, "event") != "status") wrong("event", "\"status\"");
  return {{.time = {}, .tool = need_text(object, "tool"), .node = need_text(object, "node"), .seq = 1},
          status(object)};
}

std::optional<Incoming> incoming(const json& object) {
  const auto event = text(object, "event");
  if (event == "state") return state_change(object);
  if (event == "alive") return alive(object);
  if (event == "contest") return contest(object);
  if (event == "check") return check(object);
  if (event == "vip") return vip_event(object);
  return std::nullopt;
}

// ---- flat objects

std::string scalar(const std::string& key, const Out& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  throw Bad{fmt::format("{}: must be text, a number, true or false, or a list of texts", printable(key))};
}

Field field(const std::string& key, const Out& value) {
  if (value.is_boolean()) return {key, value.get<bool>()};
  std::vector<std::string> values;
  if (!value.is_array()) values.push_back(scalar(key, value));
  if (value.is_array())
    for (const Out& each : value) values.push_back(scalar(key, each));
  return {key, std::move(values)};
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::string to_line(const Record& record) {
  std::string line = serialize(record);
  const std::size_t most = std::holds_alternative<Check>(record.body) ? longest_check_line : longest_line;
  if (line.size() <= most) return line;
  Record shorter = record;
  while (line.size() > most && shorten(shorter.body, line.size() - most)) line = serialize(shorter);
  return line;
}

std::size_t full_size(const Record& record) {
  return serialize(record).size();
}

Result<Record> parse_status(std::string_view line) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return fail("not a JSON object");
  try {
    return status_record(object);
  } catch (const Bad& bad) {
    return fail(bad.message);
  }
}

Result<std::optional<Incoming>> parse_line(std::string_view line) {
  if (is_blank(line)) return std::nullopt;
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return fail("not a JSON object");
  try {
    return incoming(object);
  } catch (const Bad& bad) {
    return fail(bad.message);
  }
}

Result<std::vector<Field>> parse_fields(std::string_view line) {
  std::set<std::string> seen;
  std::string twice;
  const auto watch = [&](int depth, Out::parse_event_t event, Out& key) {
    if (event == Out::parse_event_t::key && depth == 1 && !seen.insert(key.get<std::string>()).second)
      twice = key.get<std::string>();
    return true;
  };
  Out object;
  try {
    object = Out::parse(line, watch);
  } catch (const Out::parse_error& error) {
    return fail(fmt::format("not a JSON object: cannot be read at column {}", error.byte));
  } catch (const Out::exception&) {  // the only other one of a parser
    return fail("a number in it is too large");
  }
  if (!object.is_object()) return fail("not a JSON object");
  if (!twice.empty()) return fail(printable(twice) + ": is given twice");
  try {
    std::vector<Field> fields;
    for (const auto& [key, value] : object.items()) fields.push_back(field(key, value));
    return fields;
  } catch (const Bad& bad) {
    return fail(bad.message);
  }
}

}  // namespace vrrp::record
