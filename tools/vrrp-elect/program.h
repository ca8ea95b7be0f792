// The loop of vrrp-elect: events in, actions out, for all virtual routers of the process. What to do is
// decided in lib/stage/elector.h.
#pragma once

#include <list>
#include <map>
#include <memory>

#include "claims.h"
#include "deadlines.h"
#include "host.h"
#include "outlet.h"
#include "segment.h"
#include "sys/loop.h"
#include "tracks.h"

namespace vrrp::tools {

class Program {
 public:
  // Opens the sockets too.
  static Result<std::unique_ptr<Program>> make(const ElectOptions& options, std::vector<RouterSetup> setups,
                                               Host host, std::list<Track> tracks, Claims claims);
  // Until no router takes part any more; the exit status.
  int run();

 private:
  Program(const ElectOptions& options, Host host, sys::Loop loop, sys::Signals signals,
          std::list<Track> tracks, Claims claims);
  Result<> place(std::vector<RouterSetup> setups);
  Segment& segment_of(const Router& router);
  void join_group(Router& router);

  // ---- events
  void watch();
  void watch_sockets(Segment& segment);
  void begin();
  void host_changed();
  void link_changed(const std::string& name);
  void reopen(Segment& segment, const sys::Link& link);
  void all_different();
  void give_addresses(Router& router);
  void heard(Router& router, const proto::Datagram& datagram);
  void check_heard(const record::Check& check, std::size_t track, std::string_view line);
  void signalled();
  void asked();

  // ---- turns of the loop
  void wake(Time woken);
  void tick();
  void finish_turn();
  void settle_groups();
  void tell_of_output();
  bool all_must_know(const stage::Elector::Output& output, Time now);
  std::optional<Time> deadline();
  bool finished() const { return left_ == routers_.size(); }

  // ---- one router
  void give(Router& router, const stage::Elector::Input& input);
  void tell(Router& router, const stage::Elector::Output& output);
  void touch(Router& router);
  void perform(Router& router, stage::Elector::Actions actions);
  void act(Router& router, const stage::Elector::Send& send);
  void act(Router& router, const stage::Elector::Write& write);
  void act(Router& router, const stage::Elector::PassOn&);
  void act(Router& router, const stage::Elector::Say& what);
  void act(Router& router, const stage::Elector::Exit& exit);

  bool quiet_;
  Host host_;
  sys::Loop loop_;
  sys::Signals signals_;
  std::list<Track> tracks_;
  Claims claims_;
  Outlet out_;

  std::list<Router> routers_;
  std::list<Segment> segments_;
  std::list<SyncGroup> groups_;
  std::map<proto::Address, std::vector<Router*>> holders_;  // by VIP
  std::map<std::string, std::vector<Router*>> trackers_;    // by tracked interface

  Deadlines deadlines_;
  std::vector<Router*> touched_;
  bool told_lost_ = false, told_slow_ = false;  // what every router knows of the reader
  std::string_view check_line_;                 // the check record being judged, until it is passed on
  std::size_t left_ = 0;
  int exit_ = 0;
};

}  // namespace vrrp::tools
