// Which of many numbered deadlines comes next.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/time.h"

namespace vrrp::stage {

// Hundreds of routers change their deadlines thousands of times a second, with each advert: so a change is
// one store, and the earliest is found by looking through them all, which costs less than keeping an order.
class Deadlines {
 public:
  void add() { due_.push_back(never); }

  void set(std::size_t number, std::optional<Time> due) {
    due_[number] = due.value_or(never);
    not_before_ = std::min(not_before_, due_[number]);
  }

  std::optional<Time> earliest() {
    not_before_ = never;
    for (const Time due : due_) not_before_ = std::min(not_before_, due);
    return not_before_ == never ? std::nullopt : std::optional(not_before_);
  }

  // Deadlines that have passed, the earliest first.
  std::vector<std::size_t> passed(Time now) const {
    if (now < not_before_) return {};
    std::vector<std::size_t> found;
    for (std::size_t number = 0; number < due_.size(); ++number)
      if (due_[number] <= now) found.push_back(number);
    std::ranges::stable_sort(found, {}, [this](std::size_t number) { return due_[number]; });
    return found;
  }

 private:
  static constexpr Time never = Time::max();
  std::vector<Time> due_;
  Time not_before_ = never;  // no deadline is earlier
};

}  // namespace vrrp::stage
