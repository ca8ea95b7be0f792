#include "record/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vrrp::record {
namespace {

constexpr std::size_t columns = 11;
using Row = std::array<std::string, columns>;

const Row heading{"ROUTER", "STATE", "SINCE",    "CHANGES",  "WHY", "PRIORITY",
                  "MASTER", "SENT",  "RECEIVED", "REJECTED", "LATE"};

// The two largest units: "850ms", "12s", "3m12s", "5h03m", "12d04h".
std::string age(Duration d) {
  const auto ms = d / 1ms;
  const auto s = d / 1s;
  if (s < 1) return fmt::format("{}ms", ms);
  if (s < 60) return fmt::format("{}s", s);
  if (s < 3600) return fmt::format("{}m{:02}s", s / 60, s % 60);
  if (s < 86400) return fmt::format("{}h{:02}m", s / 3600, s / 60 % 60);
  return fmt::format("{}d{:02}h", s / 86400, s / 3600 % 24);
}

std::string router(const Status& s) {
  std::string text = fmt::format("{}/{} {}", printable(s.router.interface), *s.router.vrid,
                                 proto::to_word(*s.router.family));
  return s.router.name.empty() ? text : text + " " + printable(s.router.name);
}

std::string why(const Status& s) {
  std::string text(to_word(s.reason));
  if (s.reason == Reason::group) text += " " + printable(s.group);
  if (!s.check.empty()) text += " " + printable(s.check);
  return s.leaving ? text + ", leaving" : text;
}

// "90 = 150 nginx -60".
std::string priority(const Status& s) {
  std::string text = fmt::format("{}", s.priority);
  if (s.adjustments.empty()) return text;
  text += fmt::format(" = {}", s.base);
  for (const Adjustment& a : s.adjustments)
    text += fmt::format(" {} {:+}{}", printable(a.check), a.weight, a.expired ? " (expired)" : "");
  return text;
}

std::string master(const Status& s) {
  if (!s.master) return "-";
  if (s.state == State::master) return s.master->address.text() + " (itself)";
  return s.master->address.text() + (s.master->priority ? fmt::format(" {}", *s.master->priority) : "");
}

Row row(const Status& s) {
  return {router(s),
          std::string(to_word(s.state)),
          age(s.since),
          fmt::format("{}", s.transitions),
          why(s),
          priority(s),
          master(s),
          fmt::format("{}", s.sent),
          fmt::format("{}", s.received),
          fmt::format("{}", s.rejected),
          format_duration(std::chrono::ceil<std::chrono::milliseconds>(s.late))};
}

std::string peer_line(const Status::Neighbour& n) {
  std::string text = "    hears " + n.peer.address.text();
  if (n.peer.priority) text += fmt::format(" priority {}", *n.peer.priority);
  text += fmt::format(", VRRPv{}", n.version);
  if (n.dialect == proto::Dialect::message) text += ", checksum of the message alone";
  if (n.dialect == proto::Dialect::pseudo) text += ", checksum with a pseudo-header";
  return text + ", " + age(n.last_advert) + " ago\n";
}

// "    VIPs failed: 10.0.0.4/32, 10.0.0.5/32 dev eth1", a line for each state of a VIP.
std::string vip_lines(const Status& s) {
  using State = Status::Vip::State;
  std::string text;
  for (const State state :
       {State::held, State::pending, State::failed, State::elsewhere, State::absent, State::present}) {
    std::string list;
    for (const Status::Vip& vip : s.vips) {
      if (vip.state != state) continue;
      list += (list.empty() ? "" : ", ") + vip.address.text();
      if (!vip.interface.empty()) list += " dev " + printable(vip.interface);
    }
    if (!list.empty()) text += fmt::format("    VIPs {}: {}\n", to_word(state), list);
  }
  return text;
}

// "up, weight -60", and whether it has expired.
std::string standing(const Status::Tracked& t) {
  return fmt::format("{} {}{}, weight {}", printable(t.name), t.up ? "up" : "down",
                     t.expired ? " (expired)" : "", t.weight);
}

std::string check_line(const Status::Tracked& t) {
  const std::string end = t.expires_in ? ", expires in " + age(*t.expires_in)
                          : t.expired  ? ""
                                       : ", never expires";
  return "    check " + standing(t) + ", " + age(t.age) + " ago" + end + "\n";
}

std::string interface_line(const Status::Tracked& t) {
  return "    interface " + standing(t) + ", for " + age(t.age) + "\n";
}

std::string difference_line(const Status::Difference& d) {
  const auto shown = [](const std::string& text) { return text.empty() ? "none" : printable(text); };
  return fmt::format("    differs from {} in {}: ours {}, theirs {}, {} ago\n", d.peer.text(),
                     to_word(d.kind), shown(d.ours), shown(d.theirs), age(d.age));
}

std::string reject_line(const Status::Rejected& r) {
  return fmt::format("    rejected {}{}: {}\n", r.count, r.peer ? " of " + r.peer->text() : "",
                     printable(r.reason));
}

std::string details(const Status& s) {
  std::string text;
  for (const Status::Neighbour& neighbour : s.peers) text += peer_line(neighbour);
  for (const std::string& name : s.missing)
    text += "    " + (name == "-" ? "--track -" : printable(name)) + " has not reported\n";
  for (const Status::Tracked& check : s.checks) text += check_line(check);
  for (const Status::Tracked& interface : s.interfaces) text += interface_line(interface);
  for (const Status::Difference& difference : s.mismatches) text += difference_line(difference);
  for (const Status::Rejected& reject : s.rejects) text += reject_line(reject);
  if (s.omitted > 0) text += fmt::format("    and {} more entries\n", s.omitted);
  return text;
}

std::string line(const Row& cells, const std::array<std::size_t, columns>& widths) {
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) text += fmt::format("{:<{}}", cells[i], widths[i] + 2);
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

}  // namespace

std::string status_table(const std::vector<Status>& routers) {
  std::vector<Row> rows{heading};
  for (const Status& s : routers) rows.push_back(row(s));
  std::array<std::size_t, columns> widths{};
  for (const Row& cells : rows)
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], cells[i].size());
  std::string text = line(heading, widths);
  for (std::size_t n = 0; n < routers.size(); ++n) {
    text += line(rows[n + 1], widths);
    text += vip_lines(routers[n]);
    text += details(routers[n]);
  }
  return text;
}

}  // namespace vrrp::record
