// Which router must be woken next: hundreds of them advertise thousands of times a second, so nobody asks
// them all.
#pragma once

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "router.h"

namespace vrrp::tools {

class Deadlines {
 public:
  void set(Router& router, std::optional<Time> due) {
    if (due == router.due) return;
    if (router.due) order_.erase({*router.due, &router});
    if (due) order_.insert({*due, &router});
    router.due = due;
  }

  std::optional<Time> earliest() const {
    return order_.empty() ? std::nullopt : std::optional(order_.begin()->first);
  }

  // Those whose time has come, the earliest first.
  std::vector<Router*> passed(Time now) const {
    std::vector<Router*> routers;
    for (const auto& [due, router] : order_) {
      if (due > now) break;
      routers.push_back(router);
    }
    return routers;
  }

 private:
  std::set<std::pair<Time, Router*>> order_;
};

}  // namespace vrrp::tools
