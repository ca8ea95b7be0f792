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
  }

  std::optional<Time> earliest() const {
    Time earliest = never;
    for (const Entry& entry : entries_) earliest = std::min(earliest, entry.due);
    return earliest == never ? std::nullopt : std::optional(earliest);
  }

  // Those whose time has come, the earliest first.
  std::vector<Router*> passed(Time now) const {
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
};

}  // namespace vrrp::tools
