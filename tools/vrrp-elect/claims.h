// One elector for a virtual router in a network namespace, and an answer for whoever asks what it does.
#pragma once

#include <string>
#include <vector>

#include "record/record.h"
#include "sys/listeners.h"
#include "sys/local_name.h"

namespace vrrp::tools {

// Each virtual router's name (lib/record/claim_name.h) is taken by its elector, and gone with it. Whoever
// connects to it is given one `status` record.
class Claims {
 public:
  static Result<Claims> make(std::string node);

  // Takes the name of the next virtual router. Refused where another elector has it; one that is about to
  // leave is waited for. Where somebody has it who is no elector, or there can be no names, the election goes
  // on without, and `warning` says so.
  Result<> add(const record::Router& router, std::string& warning);

  // For the loop: when fd() polls readable, `status` is asked for the routers by number, from 0 as they were
  // added.
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
  std::vector<std::string> spares_;     // names of electors that could not have their router's own
  std::vector<std::size_t> routers_{};  // by number of the listener
  std::size_t added_ = 0;
};

}  // namespace vrrp::tools
