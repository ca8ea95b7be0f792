// The loop of vrrp-elect: events in, actions out, for all virtual routers of the process. What to do is
// decided in lib/stage/elect/elector.h, and in which order in lib/stage/elect/electors.h.
#pragma once

#include <deque>
#include <list>
#include <map>
#include <memory>

#include "claims.h"
#include "host.h"
#include "options.h"
#include "outlet.h"
#include "program/events.h"
#include "segment.h"
#include "stage/elect/check_names.h"
#include "stage/elect/electors.h"
#include "tracks.h"

namespace vrrp::tools {

class Program final : private stage::Electors::Surroundings {
 public:
  // Opens the sockets too.
  static Result<std::unique_ptr<Program>> make(const ElectOptions& options,
                                               std::vector<setup::RouterSetup> setups, Host host,
                                               std::list<Track> tracks, Claims claims);
  // Runs until no router takes part any more; returns the exit status.
  int run();

 private:
  Program(const ElectOptions& options, Host host, program::Events events, std::list<Track> tracks,
          Claims claims);
  Result<> place(std::vector<setup::RouterSetup> setups);
  Result<> open_segments();
  Segment& segment_of(const Router& router);

  // ---- events
  void watch();
  void watch_sockets(Segment& segment);
  void watch_martians();
  void begin();
  void host_changed();
  void link_changed(const std::string& name);
  void reopen(Segment& segment, const host::Link& link);
  void all_different();
  void give_addresses(Router& router);
  void heard(Router& router, const proto::Datagram& datagram);
  void check_heard(const record::Check& check, std::size_t track, std::string_view line);
  void signalled();
  void asked();

  // ---- what the electors ask for
  Time now() override;
  stage::Elector::Sent send(std::size_t router, const stage::Elector::Send& send) override;
  void write(std::size_t router, record::Body body) override;
  void say(std::size_t router, const std::string& text) override;
  void say(const std::string& text) override;
  void flush() override { out_.flush(); }
  stage::Elector::Output look() override { return out_.look(); }
  std::uint64_t total() const override { return out_.total(); }

  bool quiet_;
  Host host_;
  program::Events events_;
  std::list<Track> tracks_;
  stage::CheckNames check_names_;
  Claims claims_;
  Outlet out_;

  stage::Electors electors_{*this};
  std::deque<Router> routers_;  // by their numbers
  std::list<Segment> segments_;
  std::map<proto::Address, std::vector<Router*>> holders_;  // by VIP
  std::map<std::string, std::vector<Router*>> trackers_;    // by tracked interface
};

}  // namespace vrrp::tools
