#include "record/record.h"

#include "base/text.h"
#include "record/vocabulary.h"

namespace vrrp::record {

std::string words_of(const Router& router) {
  std::string text = printable(router.interface);
  if (router.vrid) text += "/" + std::to_string(*router.vrid);
  if (router.family) text += " " + std::string(proto::to_word(*router.family));
  if (!router.name.empty()) text += " " + printable(router.name);
  return text;
}

std::string_view to_word(State state) {
  return words::states[index_of(state)].word;
}

std::string_view to_word(Reason reason) {
  return words::reasons[index_of(reason)].word;
}

std::string_view to_word(MismatchKind kind) {
  return words::mismatches[index_of(kind)].word;
}

std::string_view to_word(Status::Vip::State state) {
  return words::placements[index_of(state)].word;
}

std::string_view to_word(VipAction action) {
  return words::vip_actions[index_of(action)].word;
}

}  // namespace vrrp::record
