// One program of a node, as the system runs it: it can be started, frozen and killed on its own, and takes
// its turns when something waits for it or its deadline comes. A turn is up to the very object of lib/stage
// that the program has (Electors, HolderTurn, AnnouncerTurn); here is what surrounds it.
#pragma once

#include <optional>
#include <vector>

#include "kernel.h"
#include "moment.h"
#include "pipe.h"
#include "plan.h"
#include "stage/announce/announcer_turn.h"
#include "stage/elect/electors.h"
#include "stage/hold/holder_turn.h"
#include "wire.h"

namespace vrrp::sim {

class World;
class Node;

class Process {
 public:
  enum class Life : std::uint8_t { absent, running, frozen };

  Process(Node& node, Stage stage);
  virtual ~Process() = default;

  void start(Moment at);
  void kill(Moment at);
  void freeze(Moment at);
  void thaw(Moment at);
  void signal(Moment at);
  void wake(Moment at);  // something waits for it: it will take a turn soon
  void alarm(Moment at);

  Life life() const { return life_; }
  bool running() const { return life_ == Life::running; }

 protected:
  virtual void begin() = 0;  // a fresh object, and what the program does before its loop
  virtual void loop_once() = 0;
  virtual void vanish() = 0;  // its descriptors close
  virtual std::optional<Time> deadline() = 0;
  virtual Moment next_input() const { return never; }  // what was written later than this turn began

  void turn(Moment at);
  Moment turn_began() const { return began_; }
  Time local();
  void exit(int status);
  void say(std::string_view text) const;

  Node& node_;
  Stage stage_;
  Moment now_{};  // of the turn under way: a turn takes no time, but for the system calls that do
  int signals_ = 0;

 private:
  void rest();
  void judge_deadline(std::optional<Time> deadline) const;

  Moment began_{};           // the turn under way
  Moment local_of_ = never;  // when the node's clock was read last, and what it showed
  Time local_{};
  Life life_ = Life::absent;
  std::optional<int> exit_;
  Alarm alarm_;
  std::optional<Time> deadline_;
  Moment deadline_moment_ = never;
};

class ElectorProcess final : public Process, private stage::Electors::Surroundings {
 public:
  explicit ElectorProcess(Node& node) : Process(node, Stage::elector) {}

  void deliver(Moment at, const Datagram& datagram);
  void hear(Moment at, record::Check check);
  void track_ended(Moment at);  // the last checker has gone, and the pipe with it
  void link_changed(Moment at, Segment segment);
  void vip_link_changed(Moment at, Segment segment);
  void addresses_changed(Moment at, Segment segment);
  void stall_next_send(Duration length) { stall_ = length; }

  int priority(Segment segment) const { return routers_[segment].priority; }  // as its records say
  bool has_left(Segment segment) const { return (*electors_)[segment].has_left(); }

 private:
  struct Router {  // the elector on each segment, by its number
    Seat seat = 0;
    int priority = 0;
    bool link_news = false, vip_link_news = false, address_news = false;
    std::vector<proto::Address> martian_sources{};  // heard all the same, as in tools/vrrp-elect/segment.h
  };

  void begin() override;
  void loop_once() override;
  void vanish() override;
  std::optional<Time> deadline() override { return electors_->deadline(); }

  // ---- events
  bool hears(const Datagram& datagram) const;
  void read_signals();
  void read_kernel();
  void read_sockets();
  void read_checks();
  void give_link(Segment segment);
  void give_vip_link(Segment segment);
  void give_addresses(Segment segment);

  // ---- what the electors ask for
  std::string refusal(const Kernel::Link& link);  // of a send; empty: it leaves
  Time now() override { return local(); }
  stage::Elector::Sent send(std::size_t segment, const stage::Elector::Send& send) override;
  void write(std::size_t segment, record::Body body) override;
  void say(std::size_t segment, const std::string& text) override;
  void say(const std::string& text) override { Process::say(text); }
  void flush() override {}
  stage::Elector::Output look() override;
  std::uint64_t total() const override;

  std::optional<stage::Electors> electors_;
  std::vector<Router> routers_;
  std::vector<const Datagram*> socket_;
  std::vector<record::Check> checks_;
  bool track_ended_ = false;  // news
  Duration stall_{};
};

class HolderProcess final : public Process, private stage::HolderTurn::Surroundings {
 public:
  explicit HolderProcess(Node& node) : Process(node, Stage::holder) {}

  void host_changed(Moment at, const host::Change& change);

 private:
  void begin() override;
  void loop_once() override;
  void vanish() override;
  std::optional<Time> deadline() override { return turn_->deadline(); }
  Moment next_input() const override;

  void read_records();
  void put_line(const record::Body& body);
  std::size_t vip_of(const stage::Place& place) const;

  // ---- what its turn asks for
  Time now() override { return local(); }
  void read_kernel() override;
  Result<> put(const stage::Holder::Put& put, std::chrono::seconds valid) override;
  void remove(const stage::Holder::Remove& remove) override;
  void settle() override {}
  void say(const std::string& text) override { Process::say(text); }
  void pass_on() override { put_line(*line_); }
  void write(const record::VipEvent& event) override;
  void flush() override;
  stage::HolderTurn::Reader look() override;
  std::uint64_t total() const override;

  std::optional<stage::HolderTurn> turn_;
  std::vector<host::Change> news_;
  std::vector<record::VipEvent> vips_;  // wait for `flush`
  const record::Body* line_ = nullptr;  // the one being heard
  bool input_ended_ = false;
};

class AnnouncerProcess final : public Process, private stage::AnnouncerTurn::Surroundings {
 public:
  explicit AnnouncerProcess(Node& node) : Process(node, Stage::announcer) {}

  void host_changed(Moment at, const host::Change& change);

 private:
  void begin() override;
  void loop_once() override;
  void vanish() override;
  std::optional<Time> deadline() override { return turn_->deadline(); }
  Moment next_input() const override;

  void read_records();
  void tick();

  // ---- what its turn asks for
  Time now() override { return local(); }
  void read_kernel() override;
  bool send(const stage::Announcer::Send& send) override;
  void withhold(const stage::Announcer::Withhold& withhold) override;
  void pass_on() override {}  // nobody reads its log
  void write(const record::Announce& announce) override;

  std::optional<stage::AnnouncerTurn> turn_;
  std::vector<host::Change> news_;
  bool input_ended_ = false;
};

}  // namespace vrrp::sim
