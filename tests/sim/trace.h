// What happened, as a person reads it: when, where, who, what.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "moment.h"
#include "queue.h"
#include "record/record.h"
#include "stage/elector.h"

namespace vrrp::sim {

class Trace {
 public:
  // `last`: keep so many lines; 0: all of them. `terse`: leave out what merely goes on.
  Trace(std::vector<std::string> names, std::size_t last, bool terse)
      : names_(std::move(names)), last_(last), terse_(terse) {}

  void line(Moment at, NodeId node, std::string_view who, std::string_view what);
  void note(Moment at, std::string_view what);  // of nobody in particular

  void sent(Moment at, NodeId node, const stage::Elector::Send& send, bool accepted);
  void heard(Moment at, NodeId node, NodeId from, std::uint8_t priority);
  void wrote(Moment at, NodeId node, Time local, const record::Body& body);
  void announced(Moment at, NodeId node, std::size_t vip);

  std::string text() const;

 private:
  void add(std::string text);
  // Whether that is news: a router's adverts are told when they begin, and when their priority changes.
  bool news(std::string key);

  std::vector<std::string> names_;
  std::size_t last_;
  bool terse_;
  std::deque<std::string> lines_;
  std::set<std::string> known_;
};

// "10.609375": seconds.
std::string seconds(Duration since);

}  // namespace vrrp::sim
