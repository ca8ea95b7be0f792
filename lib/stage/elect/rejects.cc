#include "stage/elect/rejects.h"

#include <algorithm>
#include <functional>

namespace vrrp::stage {
namespace {

constexpr Duration pause = 1s;
constexpr std::size_t most_kept = 256;
constexpr std::uint32_t most_told_a_second = 32;

}  // namespace

std::optional<std::uint64_t> Rejects::count(Time now, proto::AdvertError reason, const proto::Address& peer) {
  const std::pair key(reason, peer);
  if (counts_.size() >= most_kept && !counts_.contains(key))
    counts_.erase(std::ranges::min_element(counts_, {}, [](const auto& entry) { return entry.second.told; }));
  Count& count = counts_[key];
  ++count.so_far;
  if (count.told && now - *count.told < pause) return std::nullopt;
  if (now - second_began_ >= 1s) {
    second_began_ = now;
    told_this_second_ = 0;
  }
  if (++told_this_second_ > most_told_a_second) return std::nullopt;
  count.told = now;
  return count.so_far;
}

std::vector<record::Status::Rejected> Rejects::all() const {
  std::vector<record::Status::Rejected> all;
  for (const auto& [key, count] : counts_)
    all.push_back({std::string(proto::to_word(key.first)), key.second, count.so_far});
  std::ranges::stable_sort(all, std::greater{}, &record::Status::Rejected::count);
  return all;
}

}  // namespace vrrp::stage
