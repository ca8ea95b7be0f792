// One program of a node, as the system runs it: it can be started, frozen and killed on its own, and takes
// its turns when something waits for it or its deadline comes. What a turn does is the program's own loop
// (tools/), with the very object of lib/stage in it.
#pragma once

#include <optional>
#include <vector>

#include "moment.h"
#include "pipe.h"
#include "plan.h"
#include "stage/announcer.h"
#include "stage/elector.h"
#include "stage/group.h"
#include "stage/holder.h"
#include "stage/reader_watch.h"
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
  virtual std::optional<Time> deadline() const = 0;
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

class ElectorProcess final : public Process {
 public:
  explicit ElectorProcess(Node& node) : Process(node, Stage::elector) {}

  void deliver(Moment at, const Datagram& datagram);
  void hear(Moment at, record::Check check);
  void link_changed(Moment at, Segment segment);
  void addresses_changed(Moment at, Segment segment);
  void stall_next_send(Duration length) { stall_ = length; }

  int priority(Segment segment) const { return routers_[segment].priority; }  // as its records say
  bool has_left(Segment segment) const { return routers_[segment].left.has_value(); }

 private:
  // As in tools/vrrp-elect/router.h.
  struct Router {
    explicit Router(const stage::ElectorConfig& config, Seat its_seat)
        : elector(config), seat(its_seat), priority(config.priority) {}

    stage::Elector elector;
    Seat seat;
    int priority;
    stage::Elector::Actions wishes{};  // still to be done
    bool performing = false;
    std::optional<int> left{};
    bool knows_all_read = false;
    bool touched = false;
    bool link_news = false, address_news = false;
  };

  void begin() override;
  void loop_once() override;
  void vanish() override;
  std::optional<Time> deadline() const override;

  // ---- events
  void read_signals();
  void read_kernel();
  void read_sockets();
  void read_checks();
  void give_link(Router& router);
  void give_addresses(Router& router);

  // ---- turns of the loop
  void tick();
  void finish_turn();
  void settle_group();
  void tell_of_output();
  stage::Elector::Output look();
  bool all_must_know(const stage::Elector::Output& output);

  // ---- one router
  void give(Router& router, const stage::Elector::Input& input);
  void tell(Router& router, const stage::Elector::Output& output);
  void touch(Router& router);
  void perform(Router& router, stage::Elector::Actions actions);
  void act(Router& router, const stage::Elector::Send& send);
  void act(Router& router, stage::Elector::Write& write);
  void act(Router& router, const stage::Elector::PassOn&);
  void act(Router& router, const stage::Elector::Say& what);
  void act(Router& router, const stage::Elector::Exit& end);
  Segment segment_of(const Router& router) const;

  std::vector<Router> routers_;
  stage::Group group_;
  bool group_touched_ = false;
  std::vector<Router*> touched_;
  std::vector<const Datagram*> socket_;
  std::vector<record::Check> checks_;
  const record::Check* check_ = nullptr;  // the one being judged, until it is passed on
  Duration stall_{};
  stage::ReaderWatch watch_;
  bool told_lost_ = false, told_slow_ = false;  // what every router knows of the reader
  int status_ = 0;                              // to exit with
};

class HolderProcess final : public Process {
 public:
  explicit HolderProcess(Node& node) : Process(node, Stage::holder) {}

  void link_changed(Moment at, Segment segment);
  void address_changed(Moment at, std::size_t vip, bool there);

 private:
  void begin() override;
  void loop_once() override;
  void vanish() override;
  std::optional<Time> deadline() const override { return holder_->deadline(); }
  Moment next_input() const override;

  void give(const stage::holder::Input& input) { perform(holder_->step(local(), input)); }
  void read_kernel();
  void read_records();
  void hear(const record::Body& body);
  void write(const record::Body& body);
  void report_output();
  void perform(const stage::holder::Actions& actions);
  void act(const stage::holder::Put& put);
  void act(const stage::holder::Remove& remove);
  void act(const stage::holder::Write& write);
  void act(const stage::holder::Say& what) { say(what.text); }
  void act(const stage::holder::Exit& end) { exit(end.status); }
  std::size_t vip_of(const stage::Place& place) const;

  std::optional<stage::Holder> holder_;
  std::vector<stage::holder::Input> news_;
  std::uint64_t announced_ = 0;
  std::uint64_t told_total_ = 0;  // of the pipe, at the last Output
  bool input_ended_ = false;
};

class AnnouncerProcess final : public Process {
 public:
  explicit AnnouncerProcess(Node& node) : Process(node, Stage::announcer) {}

  void link_changed(Moment at, Segment segment);
  void address_changed(Moment at, std::size_t vip, bool there);

 private:
  void begin() override;
  void loop_once() override;
  void vanish() override;
  std::optional<Time> deadline() const override { return announcer_->deadline(); }
  Moment next_input() const override;

  void give(const stage::AnnouncerInput& input) { announcer_->step(local(), input); }
  void read_records();
  void tick();
  stage::LinkFact link_fact(Segment segment) const;
  stage::AddressFact address_fact(std::size_t vip, bool there) const;
  void act(const stage::Send& send);
  void act(const stage::Withhold& withhold);
  void act(const record::Announce& announce);
  void act(const stage::Leave& leave) { exit(leave.status); }

  std::optional<stage::Announcer> announcer_;
  std::vector<stage::AnnouncerInput> news_;
  bool input_ended_ = false;
};

}  // namespace vrrp::sim
