#include "record/record.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace vrrp::record {
namespace {

constexpr std::string_view reasons[] = {
    "startup",        "master_down",  "priority_zero", "preempt",   "owner",       "higher_priority",
    "higher_address", "no_interface", "link_down",     "link_up",   "no_address",  "address_back",
    "check_down",     "check_up",     "check_expired", "overslept", "send_failed", "output_stalled",
    "output_read",    "not_placed",   "retry",         "group",     "handover",    "shutdown",
    "check_missing",  "track_ended"};

constexpr std::string_view mismatch_kinds[] = {"checksum", "interval", "addresses",
                                               "version",  "auth",     "priority"};

}  // namespace

std::string words_of(const Router& router) {
  std::string text = printable(router.interface);
  if (router.vrid) text += "/" + std::to_string(*router.vrid);
  if (router.family) text += " " + std::string(proto::to_word(*router.family));
  if (!router.name.empty()) text += " " + printable(router.name);
  return text;
}

std::string_view to_word(State state) {
  constexpr std::string_view words[] = {"init", "backup", "master", "fault"};
  return words[static_cast<std::size_t>(state)];
}

std::string_view to_word(Reason reason) {
  return reasons[static_cast<std::size_t>(reason)];
}

std::optional<Reason> reason_of(std::string_view word) {
  const auto found = std::ranges::find(reasons, word);
  if (found == std::end(reasons)) return std::nullopt;
  return static_cast<Reason>(found - std::begin(reasons));
}

std::string_view to_word(MismatchKind kind) {
  return mismatch_kinds[static_cast<std::size_t>(kind)];
}

std::optional<MismatchKind> mismatch_kind_of(std::string_view word) {
  const auto found = std::ranges::find(mismatch_kinds, word);
  if (found == std::end(mismatch_kinds)) return std::nullopt;
  return static_cast<MismatchKind>(found - std::begin(mismatch_kinds));
}

std::string_view to_word(Status::Vip::State state) {
  constexpr std::string_view words[] = {"held", "pending", "failed", "elsewhere", "absent", "present"};
  return words[static_cast<std::size_t>(state)];
}

std::string_view to_word(VipAction action) {
  constexpr std::string_view words[] = {"added", "kept", "removed", "restored", "expired", "failed", "lost"};
  return words[static_cast<std::size_t>(action)];
}

}  // namespace vrrp::record
