// Which router must be woken next.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "router.h"

namespace vrrp::tools {

// Hundreds of routers change their deadlines thousands of times a second, with each advert: so a change is
// one store, and whoever wants the earliest looks through them all, which costs less than any order would.
class Deadlines {
 public:
  void add(Router& router) {
    router.number = entries_.size();
    entries_.push_back({never, &router});
  }

  void set(const Router& router, std::optional<Time> due) {
    entries_[router.number].due = due.value_or(never);
    not_before_ = std::min(not_before_, entries_[router.number].due);
  }

  std::optional<Time> earliest() {
    not_before_ = never;
    for (const Entry& entry : entries_) not_before_ = std::min(not_before_, entry.due);
    return not_before_ == never ? std::nullopt : std::optional(not_before_);
  }

  // Those whose time has come, the earliest first.
  std::vector<Router*> passed(Time now) const {
    if (now < not_before_) return {};
    std::vector<Entry> found;
    for (const Entry& entry : entries_)
      if (entry.due <= now) found.push_back(entry);
    std::ranges::stable_sort(found, {}, &Entry::due);
    std::vector<Router*> routers;
    for (const Entry& entry : found) routers.push_back(entry.router);
    return routers;
  }

 private:
  static constexpr Time never = Time::max();
  struct Entry {
    Time due;
    Router* router;
  };
  std::vector<Entry> entries_;
  Time not_before_ = never;  // no deadline is earlier
};

}  // namespace vrrp::tools
