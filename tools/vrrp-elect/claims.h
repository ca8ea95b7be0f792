// Ensures one elector for a virtual router in a network namespace, and answers questions about it.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "sys/listeners.h"
#include "sys/local_name.h"

namespace vrrp::tools {

// An elector takes the name of each of its virtual routers (lib/record/claim_name.h) and has it until it
// exits. A process that connects to it gets one `status` record.
class Claims {
 public:
  static Result<Claims> make(std::string node);

  // Takes the name of the next virtual router. It fails if another elector has it, but waits for one that is
  // about to exit. If a process that is not an elector has it, or names are not possible, the election goes
  // on without, and `warning` says so.
  Result<> add(const record::Router& router, std::string& warning);

  // For the loop: when fd() polls readable, `status` is called for routers by number, from 0 in the order in
  // which they were added.
  int fd() const { return listeners_.fd(); }
  template <class StatusOf>
  void serve(WallTime now, const StatusOf& status) {
    listeners_.serve([&](std::size_t listener) { return answer(now, status(routers_[listener])); });
  }

 private:
  Claims(sys::Listeners listeners, std::string node);
  Result<> refuse_rivals(const record::Router& router) const;
  Result<> hold(sys::Fd name, std::size_t router);
  std::string answer(WallTime now, record::Status status) const;

  sys::Listeners listeners_;
  std::string node_;
  std::vector<std::string> spares_;     // names of electors that could not take the name of their router
  std::vector<std::size_t> routers_{};  // by number of the listener
  std::size_t added_ = 0;
};

}  // namespace vrrp::tools
