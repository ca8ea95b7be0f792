#include "record/record.h"

namespace vrrp::record {

std::string_view to_word(State state) {
  constexpr std::string_view words[] = {"init", "backup", "master", "fault"};
  return words[static_cast<std::size_t>(state)];
}

std::string_view to_word(Reason reason) {
  constexpr std::string_view words[] = {"startup",        "master_down",     "priority_zero",  "preempt",
                                        "owner",          "higher_priority", "higher_address", "link_down",
                                        "link_up",        "no_address",      "address_back",   "check_down",
                                        "check_up",       "check_expired",   "overslept",      "send_failed",
                                        "output_stalled", "output_read",     "handover",       "shutdown"};
  return words[static_cast<std::size_t>(reason)];
}

std::string_view to_word(MismatchKind kind) {
  constexpr std::string_view words[] = {"checksum", "interval", "addresses", "version", "auth", "priority"};
  return words[static_cast<std::size_t>(kind)];
}

std::string_view to_word(VipAction action) {
  constexpr std::string_view words[] = {"added", "kept", "removed", "restored", "expired", "failed"};
  return words[static_cast<std::size_t>(action)];
}

}  // namespace vrrp::record
