#include "lease.h"

#include <fmt/format.h>

#include <algorithm>

namespace vrrp::sim {
namespace {

std::optional<Time> expires_of(const record::Body& body) {
  if (const auto* state = std::get_if<record::StateChange>(&body)) return state->expires;
  if (const auto* alive = std::get_if<record::Alive>(&body)) return alive->expires;
  return std::nullopt;
}

double in_seconds(Duration d) {
  return static_cast<double>(d.count()) / 1e6;
}

}  // namespace

// A record may not entitle to more than the adverts that left.
void LeaseCheck::told(Seat seat, Time, const record::Body& body) {
  const auto expires = expires_of(body);
  if (!expires || *expires <= history_.seats[seat].lease_end) return;
  verdict_.broken(fmt::format("{}: a record entitles to {:.6f} s more than the last advert that left",
                              history_.plan.name(seat),
                              in_seconds(*expires - history_.seats[seat].lease_end)));
}

// valid_lft = max(1, floor(expires_us - now - 0.5 s)).
void LeaseCheck::bought(Seat seat, Time local, std::chrono::seconds valid) {
  const Time end = history_.seats[seat].lease_end;
  const auto most =
      std::max<std::chrono::seconds>(std::chrono::floor<std::chrono::seconds>(end - local - 500ms), 1s);
  if (end > local && valid <= most) return;
  verdict_.broken(fmt::format("{}: the kernel was asked for {} s where the lease has {:.6f} s left",
                              history_.plan.name(seat), valid.count(), in_seconds(end - local)));
}

void LeaseCheck::let_go(Moment at, Seat seat) {
  const SeatHistory& its = history_.seats[seat];
  const StageHistory& holder = its.stage(Stage::holder);
  const Duration slack = history_.delivery();
  const Moment end = std::min(its.lease_moment, its.told);
  if (at <= end + slack) return;
  const bool excused = holder.runs() ? at <= holder.back_at() + slack : at <= its.kernel_lease_end + slack;
  if (excused && at <= its.kernel_lease_end + slack) return;
  verdict_.broken(fmt::format("{}: held an address for {:.6f} s after its lease", history_.plan.name(seat),
                              in_seconds(at - end)));
}

void LeaseCheck::ended(Moment at) {
  for (Seat seat = 0; seat < history_.seats.size(); ++seat)
    if (std::ranges::count(history_.seats[seat].holds, true) > 0) let_go(at, seat);
}

}  // namespace vrrp::sim
