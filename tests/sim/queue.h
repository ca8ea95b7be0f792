// What will happen, by time; at the same moment in the order in which it was planned.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "moment.h"

namespace vrrp::sim {

using NodeId = std::uint8_t;
using Segment = std::uint8_t;
using Seat = std::uint8_t;  // of a virtual router: a host's on a segment (plan.h)

struct Event {
  enum class Kind : std::uint8_t {
    wake,     // a process: node, index = stage
    deliver,  // a datagram: node, datagram
    expire,   // the kernel's lease on an address: node, index = VIP
    check,    // a checker's next result: node, index = check
    restart,  // the supervisor starts a pipeline: node
    fault,    // the next fault of the plan
    judge,    // have the routers settled?
  };
  Moment at{};
  std::uint32_t order = 0;
  Kind kind = Kind::wake;
  NodeId node = 0;
  std::uint8_t index = 0;
  const void* datagram = nullptr;
};

class Queue {
 public:
  void push(Event event) {
    event.order = order_++;
    heap_.push_back(event);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  Event pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Event first = heap_.back();
    heap_.pop_back();
    return first;
  }
  bool empty() const { return heap_.empty(); }

 private:
  static bool later(const Event& a, const Event& b) {
    return a.at != b.at ? a.at > b.at : static_cast<std::int32_t>(a.order - b.order) > 0;
  }
  std::vector<Event> heap_;
  std::uint32_t order_ = 0;
};

// One thing that happens at a time which keeps moving, mostly away: the event in the queue stays and is sent
// on when it comes too early, so that moving costs nothing.
class Alarm {
 public:
  explicit Alarm(Event event) : event_(event) {}

  void set(Queue& queue, Moment at) {
    wanted_ = at;
    if (at >= queued_) return;
    queued_ = event_.at = at;
    queue.push(event_);
  }
  void clear() { wanted_ = never; }
  Moment wanted() const { return wanted_; }

  // Its event came out of the queue: is it time?
  bool due(Queue& queue, Moment at) {
    if (at != queued_) return false;  // one that an earlier one overtook
    queued_ = never;
    if (wanted_ == never) return false;
    if (wanted_ > at) {
      set(queue, wanted_);
      return false;
    }
    wanted_ = never;
    return true;
  }

 private:
  Event event_;
  Moment wanted_ = never;
  Moment queued_ = never;  // of the earliest event of ours in the queue
};

}  // namespace vrrp::sim
