#include "record/shorten.h"

#include <algorithm>

#include "record/json.h"

namespace vrrp::record {
namespace {

// An escaped byte is longer, never shorter, so cutting by the excess is enough. A cut inside a character
// becomes U+FFFD, which has three bytes.
bool cut(std::string& text, std::size_t excess) {
  if (text.empty()) return false;
  text.resize(text.size() > excess + 3 ? text.size() - excess - 3 : 0);
  return true;
}

// Removes the excess from the end of the list: the most important entries come first.
template <class Entry>
std::size_t drop(std::vector<Entry>& list, std::size_t excess) {
  const std::size_t before = list.size();
  if (before > 0) list.resize(std::min(before - 1, before * longest_line / (longest_line + excess)));
  return before - list.size();
}

bool shortened(Check& check, std::size_t excess) {
  return cut(check.detail, excess);
}

bool shortened(VipEvent& event, std::size_t excess) {
  return cut(event.detail, excess);
}

bool shortened(Mismatch& mismatch, std::size_t excess) {
  return cut(mismatch.ours.size() > mismatch.theirs.size() ? mismatch.ours : mismatch.theirs, excess);
}

// An address that a state omits is not held.
bool shortened(StateChange& change, std::size_t excess) {
  return drop(change.vips, excess) > 0;
}

bool shortened(AdvertSeen& seen, std::size_t excess) {
  return drop(seen.advert.addresses, excess) > 0;
}

bool shortened(Priority& priority, std::size_t excess) {
  const std::size_t dropped = drop(priority.adjustments, excess);
  priority.omitted += dropped;
  return dropped > 0;
}

// Addresses that are held matter least.
void put_held_last(std::vector<Status::Vip>& vips) {
  std::ranges::stable_partition(vips, [](const auto& vip) { return vip.state != Status::Vip::State::held; });
}

// Short lists stay whole while longer ones can be cut.
bool shortened(Status& status, std::size_t excess) {
  std::size_t dropped = 0;
  for (const std::size_t untouched : {std::size_t{16}, std::size_t{0}}) {
    const auto cut_list = [&](auto& list) {
      if (list.size() > untouched) dropped += drop(list, excess);
    };
    if (dropped > 0) break;
    cut_list(status.rejects);
    cut_list(status.mismatches);
    cut_list(status.adjustments);
    cut_list(status.missing);
    cut_list(status.interfaces);
    cut_list(status.checks);
    put_held_last(status.vips);
    cut_list(status.vips);
  }
  status.omitted += dropped;
  return dropped > 0;
}

template <class Other>
bool shortened(Other&, std::size_t) {
  return false;
}

}  // namespace

bool shorten(Body& body, std::size_t excess) {
  return std::visit([&](auto& its) { return shortened(its, excess); }, body);
}

}  // namespace vrrp::record
