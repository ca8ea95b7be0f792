#include "cli/status_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vrrp::cli {
namespace {

using record::Status;

constexpr std::size_t columns = 10;
using Row = std::array<std::string, columns>;

const Row heading{"ROUTER", "STATE", "SINCE",    "WHY",      "PRIORITY",
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
  if (s.reason == record::Reason::group) text += " " + printable(s.group);
  if (!s.check.empty()) text += " " + printable(s.check);
  return s.leaving ? text + ", leaving" : text;
}

// "90 = 150 nginx -60".
std::string priority(const Status& s) {
  std::string text = fmt::format("{}", s.priority);
  if (s.adjustments.empty()) return text;
  text += fmt::format(" = {}", s.base);
  for (const record::Adjustment& a : s.adjustments)
    text += fmt::format(" {} {:+}", printable(a.check), a.weight);
  return text;
}

std::string master(const Status& s) {
  if (!s.master) return "-";
  if (s.state == record::State::master) return s.master->address.text() + " (itself)";
  return s.master->address.text() + (s.master->priority ? fmt::format(" {}", *s.master->priority) : "");
}

// "3: ttl 2, checksum 1".
std::string rejected(const Status& s) {
  std::string text = fmt::format("{}", s.rejected);
  for (std::size_t i = 0; i < s.rejects.size(); ++i)
    text += fmt::format("{} {} {}", i == 0 ? ":" : ",", printable(s.rejects[i].reason), s.rejects[i].count);
  return text;
}

Row row(const Status& s) {
  return {router(s),
          std::string(to_word(s.state)),
          age(s.since),
          why(s),
          priority(s),
          master(s),
          fmt::format("{}", s.sent),
          fmt::format("{}", s.received),
          rejected(s),
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

// "    VIPs failed: 10.0.0.4/32, 10.0.0.5/32 dev eth1", a line for each state that one is in.
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
    for (const Status::Neighbour& neighbour : routers[n].peers) text += peer_line(neighbour);
  }
  return text;
}

}  // namespace vrrp::cli
