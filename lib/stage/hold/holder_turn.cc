#include "stage/hold/holder_turn.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "record/vip_text.h"
#include "stage/kernel_lease.h"

namespace vrrp::stage {
namespace {

// Every record is passed on except `alive`, unless the master yields.
bool goes_on(const std::optional<record::Incoming>& record) {
  const auto* alive = record ? std::get_if<record::Alive>(&*record) : nullptr;
  return !alive || alive->yields;
}

// It must be announced: a reader that leaves it unread does not do its job.
bool is_announcement(const std::optional<record::Incoming>& record) {
  return record && (std::holds_alternative<record::VipEvent>(*record) ||
                    std::holds_alternative<record::Contest>(*record));
}

// The lifetime to request from the kernel. It is computed when it is its turn, because the Puts before it
// take time.
Result<std::chrono::seconds> lifetime(const Holder::Put& put, Time now) {
  if (const auto fit = record::may_be_virtual(put.vip); !fit) return std::unexpected(fit.error());
  if (const auto valid = kernel_lease(now, put.until)) return *valid;
  return fail(fmt::format("{} was not put on {}: its lease ended {} ago, before its turn came",
                          put.place.address.text(), printable(put.place.interface),
                          format_duration(now - put.until)));
}

}  // namespace

// ---- a turn of the loop

void HolderTurn::give(const Holder::Input& input) {
  perform(holder_.step(surroundings_.now(), input));
  flush();
}

void HolderTurn::hear(const std::optional<record::Incoming>& record) {
  if (goes_on(record)) surroundings_.pass_on();
  if (is_announcement(record)) announced_ = surroundings_.total();
  if (!record) return;
  if (const auto* state = std::get_if<record::StateChange>(&*record)) give(*state);
  if (const auto* alive = std::get_if<record::Alive>(&*record)) give(*alive);
}

// Reads the kernel's news again that came while records were read: no renewal may silently undo a deletion.
// Writes the records last: when a reader learns that an address is there, the address must answer already.
void HolderTurn::tick() {
  surroundings_.read_kernel();
  report_output();
  perform(holder_.tick(surroundings_.now()));
  surroundings_.settle();
  flush();
}

void HolderTurn::finish_turn() {
  report_output();
}

void HolderTurn::report_output() {
  const Reader reader = surroundings_.look();
  if (reader.lost) give(Holder::ReaderLost{});
  if (reader.unread)
    give(Holder::Output{
        .total = surroundings_.total(), .unread = *reader.unread, .announcements = announced_});
}

// ---- what the Holder asks for

void HolderTurn::perform(const Holder::Actions& actions) {
  for (const Holder::Action& action : actions) std::visit([this](const auto& one) { act(one); }, action);
}

void HolderTurn::act(const Holder::Put& put) {
  const auto valid = lifetime(put, surroundings_.now());
  const Result<> done = valid ? surroundings_.put(put, *valid) : std::unexpected(valid.error());
  const Holder::PutDone answer{.place = put.place,
                               .error = done ? std::string() : done.error().message,
                               .valid = done ? *valid : std::chrono::seconds{}};
  perform(holder_.step(surroundings_.now(), answer));
}

void HolderTurn::act(const Holder::Write& write) {
  surroundings_.write(write.event);
  written_ = true;
}

void HolderTurn::flush() {
  if (!std::exchange(written_, false)) return;
  surroundings_.flush();
  announced_ = surroundings_.total();
}

}  // namespace vrrp::stage
