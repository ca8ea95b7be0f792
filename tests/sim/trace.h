// What happened, as a person reads it: when, where, who, what.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "moment.h"
#include "plan.h"
#include "queue.h"
#include "record/record.h"
#include "stage/elect/elector.h"

namespace vrrp::sim {

class Trace {
 public:
  // `last`: keep so many lines; 0: all of them. `terse`: leave out what merely goes on.
  Trace(const Plan& plan, std::size_t last, bool terse) : plan_(plan), last_(last), terse_(terse) {}

  void line(Moment at, NodeId node, std::string_view who, std::string_view what);
  void note(Moment at, std::string_view what);  // of nobody in particular

  void sent(Moment at, Seat seat, const stage::Elector::Send& send, bool accepted);
  void heard(Moment at, Seat seat, NodeId from, std::uint8_t priority);
  void wrote(Moment at, Seat seat, Time local, const record::Body& body);     // an elector
  void logged(Moment at, NodeId node, Time local, const record::Body& body);  // the others
  void announced(Moment at, NodeId node, std::size_t vip);

  std::string text() const;

 private:
  void add(std::string text);
  // Whether that is news: a router's adverts are told when they begin, and when their priority changes.
  bool news(std::string key);

  void of_router(Moment at, Seat seat, std::string_view who, std::string_view what);

  const Plan& plan_;
  std::size_t last_;
  bool terse_;
  std::deque<std::string> lines_;
  std::set<std::string> known_;
};

// "10.609375": seconds.
std::string seconds(Duration since);

}  // namespace vrrp::sim
