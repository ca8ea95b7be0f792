#include "program.h"

#include <poll.h>

#include <algorithm>

#include "base/exit_status.h"
#include "program/refuse.h"
#include "say.h"
#include "stage/elect/own_advert.h"
#include "sys/clock.h"

namespace vrrp::tools {
namespace {

using stage::Elector;

// With this many routers on one socket, adverts come in bursts, and reading can wait a few milliseconds.
constexpr std::size_t crowd = 32;

}  // namespace

// ---- putting it together

Program::Program(const ElectOptions& options, Host host, program::Events events, std::list<Track> tracks,
                 Claims claims)
    : quiet_(options.common.quiet),
      host_(std::move(host)),
      events_(std::move(events)),
      tracks_(std::move(tracks)),
      claims_(std::move(claims)),
      out_(options.common) {}

Result<std::unique_ptr<Program>> Program::make(const ElectOptions& options,
                                               std::vector<setup::RouterSetup> setups, Host host,
                                               std::list<Track> tracks, Claims claims) {
  auto events = program::Events::open();
  if (!events) return std::unexpected(events.error());
  std::unique_ptr<Program> program(
      new Program(options, std::move(host), std::move(*events), std::move(tracks), std::move(claims)));
  if (const auto placed = program->place(std::move(setups)); !placed) return std::unexpected(placed.error());
  return program;
}

Result<> Program::place(std::vector<setup::RouterSetup> setups) {
  for (setup::RouterSetup& setup : setups) {
    electors_.add(setup.elector);
    Router& router = routers_.emplace_back(std::move(setup), routers_.size());
    segment_of(router).add(router);
    for (const record::Vip& vip : router.setup.elector.vips) holders_[vip.address.address].push_back(&router);
    for (const auto& tracked : router.setup.elector.tracked_interfaces)
      trackers_[tracked.name].push_back(&router);
  }
  return open_segments();
}

// Routers whose interface is absent or lacks the family wait for it while the others elect.
Result<> Program::open_segments() {
  std::vector<std::string> refused, absent;
  for (Segment& segment : segments_) {
    const host::Link* link = host_.view().link(segment.interface());
    const std::string origin = segment.routers().front()->setup.origin.text();
    if (!link) {
      absent.push_back(origin + segment.interface() + ": no such interface");
    } else if (const std::string obstacle = segment.reopen(*link); !obstacle.empty()) {
      refused.push_back(origin + obstacle);
    } else {
      segment.set_addressed(host_.has_address(link->index, segment.family()));
    }
  }
  if (refused.size() + absent.size() == segments_.size()) {
    const std::string others = segments_.size() > 1 ? "; no router can elect on its interface" : "";
    return fail((refused.empty() ? absent : refused).front() + others);
  }
  if (quiet_) return {};
  for (const std::string& what : refused) tools::say(what + "; its routers take part when this is solved");
  for (const std::string& what : absent) tools::say(what + "; its routers take part when it exists");
  return {};
}

Segment& Program::segment_of(const Router& router) {
  const auto found = std::ranges::find_if(segments_, [&](const Segment& segment) {
    return segment.interface() == router.interface() && segment.family() == router.setup.wire.family;
  });
  if (found != segments_.end()) return *found;
  return segments_.emplace_back(router.interface(), router.setup.wire.family);
}

// ---- the loop

int Program::run() {
  watch();
  begin();
  while (true) {
    electors_.finish_turn();
    if (const auto status = electors_.exit_status()) {
      out_.drain();
      return *status;
    }
    events_.loop.change(out_.fd(), out_.wants());
    const auto waited = events_.loop.wait(electors_.deadline(), [&](Time woken) { electors_.wake(woken); });
    if (!waited) return program::refuse(tool, exit_status::system_refused, waited.error());
    if (host_.is_stale()) host_changed();
    electors_.tick();
  }
}

// ---- events

// In the order in which they are served: the end of our reader, signals, netlink, packets, checks, and last
// `vrrp-elect status`.
void Program::watch() {
  events_.loop.watch(out_.fd(), 0, [&](short events) {
    out_.ready(events);
    if (!out_.lost()) return;
    electors_.reader_gone();
    // It would be reported again and again while the addresses are on the host.
    events_.loop.forget(out_.fd());
  });
  events_.loop.watch(events_.signals.fd(), POLLIN, [&](short) { signalled(); });
  events_.loop.watch(host_.fd(), POLLIN, [&](short) {
    host_changed();
    watch_martians();
  });
  for (Segment& segment : segments_) watch_sockets(segment);
  std::size_t number = 0;
  for (Track& track : tracks_) {
    events_.loop.watch(track.fd(), POLLIN, [this, &track, number](short) {
      const bool open = track.drain(
          [&](const record::Check& check, std::string_view line) { check_heard(check, number, line); });
      if (open) return;
      events_.loop.forget(track.fd());
      electors_.give_all(Elector::TrackEnded{});
    });
    ++number;
  }
  events_.loop.watch(claims_.fd(), POLLIN, [&](short) { asked(); });
}

void Program::watch_sockets(Segment& segment) {
  for (sys::VrrpSocket& socket : segment.sockets())
    events_.loop.watch(socket.fd(), POLLIN, [this, &segment, &socket](short) {
      const bool found = segment.drain(
          socket, [&](Router& router, const proto::Datagram& datagram) { heard(router, datagram); });
      if (found && segment.routers().size() >= crowd) events_.loop.gather(socket.fd());
    });
}

// Called after news about this host's addresses.
void Program::watch_martians() {
  for (Segment& segment : segments_) {
    if (!segment.martians_changed()) continue;
    if (const auto* old = segment.martians()) events_.loop.forget(old->fd());
    if (const std::string obstacle = segment.listen_to_martians(); !obstacle.empty()) tools::say(obstacle);
    if (auto* socket = segment.martians())
      events_.loop.watch(socket->fd(), POLLIN, [this, &segment, socket](short) {
        segment.drain(*socket,
                      [&](Router& router, const proto::Datagram& datagram) { heard(router, datagram); });
      });
  }
}

void Program::begin() {
  all_different();
  watch_martians();
  electors_.give_all(Elector::Start{});
}

void Program::signalled() {
  for ([[maybe_unused]] const int signal : events_.signals.drain()) electors_.give_all(Elector::Signal{});
}

// The claims were made in the order of the routers.
void Program::asked() {
  claims_.serve(sys::wall_now(), [&](std::size_t number) { return electors_[number].status(sys::now()); });
}

void Program::host_changed() {
  const Host::Changes changes = host_.drain();
  if (changes.all) {
    for (Segment& segment : segments_) segment.set_addressed(false);  // it may have had none meanwhile
    all_different();
    return electors_.give_all(Elector::HostChanged{});
  }
  // Before the check of what they have now: both changes may come at once.
  for (Segment& segment : segments_)
    if (changes.bared.contains({segment.link(), segment.family()})) segment.set_addressed(false);
  for (const std::string& name : changes.links) link_changed(name);
  // Changes of the VIPs themselves do not remove the obstacle, whichever program places them.
  const auto is_vip = [&](const proto::Address& address) { return holders_.contains(address); };
  if (changes.link_differs || !std::ranges::all_of(changes.others, is_vip))
    electors_.give_all(Elector::HostChanged{});
  if (changes.own_addresses) {
    for (Router& router : routers_) give_addresses(router);
    return;
  }
  for (const proto::Address& vip : changes.vips)
    if (const auto holders = holders_.find(vip); holders != holders_.end())
      for (Router* router : holders->second) give_addresses(*router);
}

void Program::all_different() {
  std::set<std::string> names;
  for (const Segment& segment : segments_) names.insert(segment.interface());
  for (const auto& [name, routers] : trackers_) names.insert(name);
  for (const std::string& name : names) link_changed(name);
  for (Router& router : routers_) give_addresses(router);
}

// A name identifies an interface: one that is renamed is gone, and another one with that name replaces it.
// One that loses a family altogether (IPv6 below an MTU of 1280), or is moved to another namespace and back,
// loses its multicast groups, and one that was created again without the family could not be opened. So its
// sockets are opened again when its first address comes back.
void Program::link_changed(const std::string& name) {
  const host::Link* link = host_.view().link(name);
  const bool up = link && link->up;
  for (Segment& segment : segments_) {
    if (segment.interface() != name) continue;
    const bool addressed = link && host_.has_address(link->index, segment.family());
    const bool came_back = segment.set_addressed(addressed);
    if (link && (came_back || link->index != segment.link())) reopen(segment, *link);
    const bool usable = up && segment.link() == link->index;
    for (Router* router : segment.routers())
      electors_.give(router->number, Elector::Link{usable, link != nullptr});
  }
  if (const auto trackers = trackers_.find(name); trackers != trackers_.end())
    for (Router* router : trackers->second) electors_.give(router->number, Elector::TrackedLink{name, up});
}

// The old sockets hear nothing of the interface. The addresses are reported before the link state: a router
// that starts must not use those of the old interface.
void Program::reopen(Segment& segment, const host::Link& link) {
  for (const sys::VrrpSocket& socket : segment.sockets()) events_.loop.forget(socket.fd());
  if (const auto* socket = segment.martians()) events_.loop.forget(socket->fd());
  if (const std::string obstacle = segment.reopen(link); !obstacle.empty()) tools::say(obstacle);
  watch_sockets(segment);
  for (Router* router : segment.routers()) give_addresses(*router);
}

void Program::give_addresses(Router& router) {
  Elector::Addresses addresses = host_.addresses(router.segment->link());
  router.segment->set_martian_sources(router, stage::martian_sources(router.setup.elector, addresses.host));
  electors_.give(router.number, std::move(addresses));
}

void Program::heard(Router& router, const proto::Datagram& datagram) {
  auto opened = router.wire.open(sys::wall_now(), datagram);
  if (opened)
    electors_.give(router.number, Elector::Heard{std::move(opened->advert), opened->envelope, opened->seal,
                                                 opened->key_id, opened->off_clock});
}

void Program::check_heard(const record::Check& check, std::size_t track, std::string_view line) {
  using Answer = stage::CheckNames::Answer;
  const Answer known = check_names_.admit(check.check);
  if (known == Answer::refused_first)
    say("check " + printable(check.check) +
        " does not count, and no other new one will: there are results of " +
        std::to_string(stage::CheckNames::most) + " checks already");
  if (known != Answer::known) return;
  if (check.changed) out_.pass_on(line);
  electors_.give_all(Elector::CheckHeard{track, check});
}

// ---- what the electors ask for

Time Program::now() {
  return sys::now();
}

// With several unicast peers one success is enough.
Elector::Sent Program::send(std::size_t number, const Elector::Send& send) {
  Router& router = routers_[number];
  const auto packets = router.wire.seal(sys::wall_now(), send.advert, send.source, send.dialect);
  Elector::Sent outcome{.before = sys::now(), .priority = send.advert.priority};
  for (const stage::Wire::Packet& packet : packets) {
    const auto sent = router.segment->send(router, packet);
    if (sent)
      outcome.accepted = true;
    else if (outcome.error.empty())
      outcome.error = sent.error().message;
  }
  if (outcome.accepted) outcome.error.clear();
  return outcome;
}

void Program::write(std::size_t router, record::Body body) {
  out_.write(body, sys::wall_now(), routers_[router].alive_key);
}

void Program::say(std::size_t router, const std::string& text) {
  say(routers_.size() == 1 ? text : words_of(routers_[router].setup.elector.router) + ": " + text);
}

void Program::say(const std::string& text) {
  if (!quiet_) tools::say(text);
}

}  // namespace vrrp::tools
