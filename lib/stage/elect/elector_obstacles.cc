// What is tracked, and what stands against taking part in the election.
#include <algorithm>

#include "base/text.h"
#include "stage/elect/elector.h"
#include "stage/elect/elector_parts.h"
#include "stage/elect/own_advert.h"

namespace vrrp::stage {

using proto::Election;
using record::Reason;
using record::State;

constexpr std::size_t most_endless = 64;

// ---- tracking

void Elector::apply_checks(Time now) {
  if (!started_) return;
  const std::uint8_t priority = tracker_.priority(config_.priority);
  auto adjustments = tracker_.adjustments();
  const auto same = [](const record::Adjustment& a, const record::Adjustment& b) {
    return a.check == b.check && a.weight == b.weight && a.expired == b.expired;
  };
  const bool fell = priority < priority_;
  const bool rose = priority > priority_;
  std::string fallen = fell ? fallen_check(adjustments_, adjustments) : "";
  if (fell || rose || !std::ranges::equal(adjustments, adjustments_, same)) {
    priority_ = priority;
    adjustments_ = std::move(adjustments);
    actions_.emplace_back(Write{record::Priority{.router = config_.router,
                                                 .priority = priority_,
                                                 .base = config_.priority,
                                                 .adjustments = adjustments_}});
    elect(now, Election::SetPriority{priority_});
  }
  apply_failures(now);
  if (rose) withdraw_offer();
  if (fell && may_offer(now)) begin_offer(now, std::move(fallen));
}

// What fails anew first: whoever is in fault for one check and then for another is not well in between.
void Elector::apply_failures(Time now) {
  std::vector<Obstacle> failing;
  for (Tracker::Failed& failed : tracker_.failed()) {
    const Reason reason = failed.link      ? Reason::link_down
                          : failed.expired ? Reason::check_expired
                                           : Reason::check_down;
    failing.push_back(
        {failed.link ? ObstacleKind::tracked_link : ObstacleKind::check, reason, std::move(failed.name)});
    raise(now, failing.back());
  }
  const std::vector<Obstacle> before = obstacles_;
  for (const Obstacle& obstacle : before) {
    if (obstacle.kind != ObstacleKind::check && obstacle.kind != ObstacleKind::tracked_link) continue;
    if (std::ranges::none_of(failing, [&](const Obstacle& each) { return each.same_as(obstacle); }))
      clear(now, obstacle, obstacle.kind == ObstacleKind::check ? Reason::check_up : Reason::link_up);
  }
}

bool Elector::all_spoke() const {
  return expected_.all_spoke() && std::ranges::all_of(config_.tracked_interfaces, [&](const auto& tracked) {
           return tracker_.knows_link(tracked.name);
         });
}

std::vector<Expected::Silent> Elector::silent() const {
  std::vector<Expected::Silent> all = expected_.silent();
  for (const auto& tracked : config_.tracked_interfaces)
    if (!tracker_.knows_link(tracked.name)) all.push_back({Expected::Silent::Kind::link, tracked.name});
  return all;
}

// A result that came too late is judged first.
void Elector::tracked_spoke(Time now) {
  if (tracker_.has_stale()) return;
  if (has(ObstacleKind::missing)) hear_the_missing(now);
  if (!tracks_until_ || !all_spoke()) return;
  tracks_until_.reset();
  start_or_fault(now, Reason::startup);
}

// Startup delay and patience with whatever is tracked run side by side.
void Elector::end_waits(Time now) {
  const bool delayed = startup_until_ && now >= *startup_until_;
  const bool overdue = tracks_until_ && now >= *tracks_until_;
  if (!delayed && !overdue) return;
  if (delayed) startup_until_.reset();
  if (overdue) {
    tracks_until_.reset();
    miss_the_silent();
  }
  start_or_fault(now, Reason::startup);
}

void Elector::miss_the_silent() {
  for (const Expected::Silent& each : silent()) {
    if (says_for_all()) actions_.emplace_back(Say{complaint(each)});
    const Obstacle missing{ObstacleKind::missing, Reason::check_missing, each.name};
    if (!has(missing)) obstacles_.push_back(missing);
  }
}

void Elector::hear_the_missing(Time now) {
  const std::vector<Expected::Silent> still = silent();
  const std::vector<Obstacle> before = obstacles_;
  for (const Obstacle& obstacle : before)
    if (obstacle.kind == ObstacleKind::missing &&
        std::ranges::none_of(still,
                             [&](const Expected::Silent& each) { return each.name == obstacle.check; }))
      clear(now, obstacle, Reason::check_up);
}

// A forgotten --interval: the one result counts for as long as we run, whatever becomes of its subject.
void Elector::warn_of_endless(const record::Check& check) {
  if (check.expires || !says_for_all() || endless_.size() >= most_endless) return;
  if (endless_.insert(check.check).second)
    actions_.emplace_back(
        Say{"check " + printable(check.check) +
            " has no expires_us and never expires: its vrrp-check was started without --interval"});
}

// ---- obstacles

bool Elector::has(const Obstacle& obstacle) const {
  return std::ranges::any_of(obstacles_, [&](const Obstacle& each) { return each.same_as(obstacle); });
}

bool Elector::has(ObstacleKind kind) const {
  return std::ranges::find(obstacles_, kind, &Obstacle::kind) != obstacles_.end();
}

const Elector::Obstacle& Elector::worst_obstacle() const {
  return *std::ranges::min_element(obstacles_, {}, &Obstacle::kind);
}

// The one that is told. Which address is missing no record says.
void Elector::choose_obstacle() {
  reported_obstacle_ = worst_obstacle();
  if (reported_obstacle_->kind == ObstacleKind::address)
    actions_.emplace_back(Say{missing_source(config_, on_interface_)});
}

void Elector::raise(Time now, const Obstacle& obstacle) {
  if (has(obstacle)) return;
  obstacles_.push_back(obstacle);
  heed_obstacles(now);
}

void Elector::heed_obstacles(Time now) {
  if (obstacles_.empty() || !started_ || waiting() || departure_ || state_ == State::fault) return;
  choose_obstacle();
  depart(now, State::fault, reported_obstacle_->reason, std::nullopt, 0s);
}

void Elector::clear(Time now, const Obstacle& mended, Reason reason) {
  if (std::erase_if(obstacles_, [&](const Obstacle& each) { return each.same_as(mended); }) == 0) return;
  if (!started_) return;
  start_reason_ = reason;
  if (state_ == State::fault) start_or_fault(now, reason);
}

// The fault that was told has mended, and another one holds.
void Elector::tell_what_remains(Time now) {
  if (reported_obstacle_ && has(*reported_obstacle_)) return;
  choose_obstacle();
  become(now, State::fault, reported_obstacle_->reason);
}

}  // namespace vrrp::stage
