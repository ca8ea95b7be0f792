#include "stage/elect/electors.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vrrp::stage {
namespace {

// A reader that leaves a byte unread for so long is told to everyone at once. Sooner it is the business of
// those that wrote it, and of those that must act: a reader in good health never takes as long.
constexpr Duration slow_reader = 100ms;

// Whether another host can make a router write it at will.
bool is_prompted(const record::Body& body) {
  return std::holds_alternative<record::Reject>(body) || std::holds_alternative<record::Mismatch>(body) ||
         std::holds_alternative<record::Contest>(body);
}

}  // namespace

void Electors::add(const ElectorConfig& config) {
  Member& member = members_.emplace_back(Elector(config), members_.size());
  deadlines_.add();
  if (config.group.empty()) return;
  const auto found = std::ranges::find(groups_, config.group, &SyncGroup::name);
  SyncGroup& its = found == groups_.end() ? groups_.emplace_back(config.group) : *found;
  its.members.push_back(&member);
  its.rules.add(member.elector);
  member.group = &its;
}

// ---- a turn of the loop

// Rule 3 concerns nobody whose deadline is yet to come, because the end of a lease is one.
void Electors::wake(Time woken) {
  for (const std::size_t router : deadlines_.passed(woken)) {
    touch(members_[router]);
    perform(members_[router], members_[router].elector.wake(woken));
  }
}

// Whoever thaws may find that its reader is gone, and at the same time a link that is back: an owner would
// advertise, only to leave.
void Electors::reader_gone() {
  const Elector::Output output = look();
  if (!learn(output)) return;
  for (Member& member : members_) tell(member, output);
}

void Electors::give_all(const Elector::Input& input) {
  for (Member& member : members_) give(member, input);
}

// Those that were given something may have to know of the reader, and those whose time has come.
void Electors::tick() {
  const Time now = surroundings_.now();
  if (const auto refused = budget_.summary(now))
    surroundings_.say(std::to_string(*refused) +
                      " records and messages about other hosts' adverts were not written in the last minute, "
                      "because there were too many; `vrrp-elect status` counts them all");
  for (const std::size_t router : deadlines_.passed(now)) touch(members_[router]);
  const Elector::Output output = look();
  if (learn(output))
    for (Member& member : members_) touch(member);
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    Member& member = *touched_[i];
    tell(member, output);
    if (const auto due = member.elector.deadline(); !member.left && due && *due <= now)
      perform(member, member.elector.tick(surroundings_.now()));
  }
}

void Electors::finish_turn() {
  settle_groups();
  tell_of_output();
  for (Member* member : touched_) {
    deadlines_.set(member->number, member->left ? std::nullopt : member->elector.deadline());
    member->touched = false;
  }
  touched_.clear();
}

std::optional<Time> Electors::deadline() {
  std::optional<Time> next = earliest({deadlines_.earliest(), budget_.deadline()});
  // One by itself has been told already.
  if (const auto since = watch_.unread_since(); since && !told_slow_ && members_.size() > 1)
    next = earliest({next, *since + slow_reader});
  for (const SyncGroup& group : groups_) next = earliest({next, group.rules.deadline()});
  return next;
}

std::optional<int> Electors::exit_status() const {
  return left_ == members_.size() ? std::optional(exit_) : std::nullopt;
}

// Each answer can call for the next: a fault of one member, that of the others, and what follows from it.
void Electors::settle_groups() {
  for (SyncGroup& group : groups_) {
    const Time now = surroundings_.now();
    const auto due = group.rules.deadline();
    if (!std::exchange(group.touched, false) && !(due && *due <= now)) continue;
    for (auto wishes = group.rules.settle(now); !wishes.empty(); wishes = group.rules.settle(now))
      for (const auto& [member, input] : wishes) give(*group.members[member], input);
    group.touched = false;
  }
}

// ---- the reader of stdout

Elector::Output Electors::look() {
  const Elector::Output output = surroundings_.look();
  watch_.observe(surroundings_.now(), output.total, output.unread.value_or(0));
  return output;
}

// Who wrote must know since when it may be unread; once more if that made it write again.
void Electors::tell_of_output() {
  for (int round = 0; round < 3; ++round) {
    surroundings_.flush();
    const Elector::Output output = look();
    if (learn(output))
      for (Member& member : members_) touch(member);
    for (std::size_t i = 0; i < touched_.size(); ++i) tell(*touched_[i], output);
    settle_groups();
    if (surroundings_.total() == output.total) return;
  }
}

// Whether all must know: that the reader is gone, that it is slow, that it is no longer. Thousands of records
// a second go out and are read, and nobody but their writers is told. To be asked once of each look.
bool Electors::learn(const Elector::Output& output) {
  const auto since = watch_.unread_since();
  const bool slow = since && surroundings_.now() - *since >= slow_reader;
  const bool news = output.lost != told_lost_ || slow != told_slow_;
  told_lost_ = output.lost;
  told_slow_ = slow;
  return news;
}

// Whoever wrote nothing since it was told that all is read need not hear it again: hundreds of backups.
void Electors::tell(Member& member, const Elector::Output& output) {
  const bool all_read = output.unread.value_or(0) == 0 && !output.lost;
  if (std::exchange(member.knows_all_read, all_read) && all_read) return;
  give(member, output);
}

// ---- one of them

// One whose address has vanished must not go by what it was told of the reader when it wrote last.
void Electors::give(Member& member, const Elector::Input& input) {
  if (member.left) return;
  if (std::holds_alternative<Elector::Addresses>(input)) tell(member, look());
  touch(member);
  perform(member, member.elector.step(surroundings_.now(), input));
}

// Of a group each time: it may have been settled since, in the same turn.
void Electors::touch(Member& member) {
  if (member.group) member.group->touched = true;
  if (std::exchange(member.touched, true)) return;
  touched_.push_back(&member);
}

// What the outcome of a Send leads to comes after what else the step wanted done: a send may take so long
// that it ends the mastership, and a record of that mastership still waits to be written.
void Electors::perform(Member& member, Elector::Actions actions) {
  std::ranges::move(actions, std::back_inserter(member.wishes));
  if (std::exchange(member.performing, true)) return;
  for (std::size_t i = 0; i < member.wishes.size(); ++i) {
    Elector::Action wish = std::move(member.wishes[i]);
    std::visit([&](auto& one) { act(member, one); }, wish);
  }
  member.wishes.clear();
  member.performing = false;
}

void Electors::act(Member& member, const Elector::Send& send) {
  give(member, surroundings_.send(member.number, send));
}

void Electors::act(Member& member, Elector::Write& write) {
  if (is_prompted(write.body) && !budget_.take(surroundings_.now())) return;
  surroundings_.write(member.number, std::move(write.body));
  member.knows_all_read = false;
}

void Electors::act(Member& member, const Elector::Say& what) {
  if (what.prompted && !budget_.take(surroundings_.now())) return;
  surroundings_.say(member.number, what.text);
}

void Electors::act(Member& member, const Elector::Exit& exit) {
  if (member.left) return;
  member.left = exit.status;
  exit_ = std::max(exit_, exit.status);
  ++left_;
}

}  // namespace vrrp::stage
