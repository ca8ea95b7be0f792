#include "program.h"

#include <poll.h>

#include <algorithm>
#include <iterator>

#include "cli/exit_status.h"
#include "say.h"
#include "sys/clock.h"

namespace vrrp::tools {
namespace {

using stage::Elector;

// A reader that leaves a byte unread for so long is told to every router at once. Sooner it is the business
// of those that wrote it, and of those that must act: a reader in good health never takes as long.
constexpr Duration slow_reader = 100ms;
// So many routers on one socket hear adverts by the burst, and can wait a few milliseconds for the next.
constexpr std::size_t crowd = 32;

}  // namespace

// ---- putting it together

Program::Program(const ElectOptions& options, Host host, sys::Loop loop, sys::Signals signals,
                 std::list<Track> tracks, Claims claims)
    : quiet_(options.common.quiet),
      host_(std::move(host)),
      loop_(std::move(loop)),
      signals_(std::move(signals)),
      tracks_(std::move(tracks)),
      claims_(std::move(claims)),
      out_(options.common) {}

Result<std::unique_ptr<Program>> Program::make(const ElectOptions& options, std::vector<RouterSetup> setups,
                                               Host host, std::list<Track> tracks, Claims claims) {
  auto signals = sys::Signals::take();
  if (!signals) return std::unexpected(signals.error());
  auto loop = sys::Loop::make();
  if (!loop) return std::unexpected(loop.error());
  std::unique_ptr<Program> program(new Program(options, std::move(host), std::move(*loop),
                                               std::move(*signals), std::move(tracks), std::move(claims)));
  if (const auto placed = program->place(std::move(setups)); !placed) return std::unexpected(placed.error());
  return program;
}

Result<> Program::place(std::vector<RouterSetup> setups) {
  for (RouterSetup& setup : setups) {
    Router& router = routers_.emplace_back(std::move(setup));
    segment_of(router).add(router);
    join_group(router);
    deadlines_.add(router);
    for (const record::Vip& vip : router.setup.elector.vips) holders_[vip.address.address].push_back(&router);
    for (const auto& tracked : router.setup.elector.tracked_interfaces)
      trackers_[tracked.name].push_back(&router);
  }
  for (Segment& segment : segments_) {
    const sys::Link* link = host_.link(segment.interface());
    if (!link) return fail(segment.interface() + ": no such interface");
    if (const auto opened = segment.open(*link); !opened) return opened;
    segment.set_addressed(host_.has_address(link->index, segment.family()));
  }
  return {};
}

Segment& Program::segment_of(const Router& router) {
  const auto found = std::ranges::find_if(segments_, [&](const Segment& segment) {
    return segment.interface() == router.interface() && segment.family() == router.setup.wire.family;
  });
  if (found != segments_.end()) return *found;
  return segments_.emplace_back(router.interface(), router.setup.wire.family);
}

void Program::join_group(Router& router) {
  const std::string& name = router.setup.group;
  if (name.empty()) return;
  const auto found = std::ranges::find(groups_, name, &SyncGroup::name);
  SyncGroup& group = found == groups_.end() ? groups_.emplace_back(name) : *found;
  group.members.push_back(&router);
  group.rules.add(router.elector);
  router.group = &group;
}

// ---- the loop

int Program::run() {
  watch();
  begin();
  while (true) {
    finish_turn();
    if (finished()) break;
    loop_.change(out_.fd(), out_.waiting() ? POLLOUT : 0);
    const auto waited = loop_.wait(deadline(), [&](Time woken) { wake(woken); });
    if (!waited) {
      say(waited.error().message);
      return cli::system_refused;
    }
    tick();
  }
  out_.drain();
  return exit_;
}

// Rule 3: before any input is read. It concerns nobody whose deadline is yet to come, because the end of a
// lease is one.
void Program::wake(Time woken) {
  for (Router* router : deadlines_.passed(woken)) {
    touch(*router);
    perform(*router, router->elector.wake(woken));
  }
}

// After all input, with the newest word on the reader: those that were given something may have to know it,
// and those whose time has come.
void Program::tick() {
  const Time now = sys::now();
  for (Router* router : deadlines_.passed(now)) touch(*router);
  const Elector::Output output = out_.look(now);
  if (all_must_know(output, now))
    for (Router& router : routers_) touch(router);
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    Router& router = *touched_[i];
    tell(router, output);
    if (const auto due = router.elector.deadline(); !router.left && due && *due <= now)
      perform(router, router.elector.tick(sys::now()));
  }
}

// Each answer can call for the next: a fault of one member, that of the others, and what follows from it.
void Program::settle_groups() {
  for (SyncGroup& group : groups_) {
    const Time now = sys::now();
    const auto due = group.rules.deadline();
    if (!std::exchange(group.touched, false) && !(due && *due <= now)) continue;
    for (auto wishes = group.rules.settle(now); !wishes.empty(); wishes = group.rules.settle(now))
      for (const auto& [member, input] : wishes) give(*group.members[member], input);
    group.touched = false;
  }
}

void Program::finish_turn() {
  settle_groups();
  tell_of_output();
  for (Router* router : touched_) {
    deadlines_.set(*router, router->left ? std::nullopt : router->elector.deadline());
    router->touched = false;
  }
  touched_.clear();
}

// Who wrote must know since when it may be unread; once more if that made it write again.
void Program::tell_of_output() {
  for (int round = 0; round < 3; ++round) {
    out_.flush();
    const Time now = sys::now();
    const Elector::Output output = out_.look(now);
    if (all_must_know(output, now))
      for (Router& router : routers_) touch(router);
    for (std::size_t i = 0; i < touched_.size(); ++i) tell(*touched_[i], output);
    settle_groups();
    if (out_.total() == output.total) return;
  }
}

// Thousands of records a second go out and are read, and nobody but their writers is told. All must know when
// the reader is gone, when it is slow, and when it is no longer.
bool Program::all_must_know(const Elector::Output& output, Time now) {
  const auto since = out_.unread_since();
  const bool slow = since && now - *since >= slow_reader;
  const bool news = output.lost != told_lost_ || slow != told_slow_;
  told_lost_ = output.lost;
  told_slow_ = slow;
  return news;
}

std::optional<Time> Program::deadline() {
  std::optional<Time> next = deadlines_.earliest();
  // A single router has been told already.
  if (const auto since = out_.unread_since(); since && !told_slow_ && routers_.size() > 1)
    if (const Time slow = *since + slow_reader; !next || slow < *next) next = slow;
  for (const SyncGroup& group : groups_)
    if (const auto due = group.rules.deadline(); due && (!next || *due < *next)) next = due;
  return next;
}

// ---- events

// In the order in which they are served: signals, netlink, packets, checks; whoever is only curious comes
// last.
void Program::watch() {
  loop_.watch(signals_.fd(), POLLIN, [&](short) { signalled(); });
  loop_.watch(host_.fd(), POLLIN, [&](short) { host_changed(); });
  for (Segment& segment : segments_) watch_sockets(segment);
  std::size_t number = 0;
  for (Track& track : tracks_) {
    loop_.watch(track.fd(), POLLIN, [this, &track, number](short) {
      const bool open = track.drain(
          [&](const record::Check& check, std::string_view line) { check_heard(check, number, line); });
      if (!open) loop_.forget(track.fd());
    });
    ++number;
  }
  loop_.watch(out_.fd(), 0, [&](short events) {
    if ((events & POLLERR) == 0) return out_.flush();
    out_.reader_gone();
    // It would be told again at once, for as long as the addresses are on the host.
    loop_.forget(out_.fd());
  });
  loop_.watch(claims_.fd(), POLLIN, [&](short) { asked(); });
}

void Program::watch_sockets(Segment& segment) {
  for (sys::VrrpSocket& socket : segment.sockets())
    loop_.watch(socket.fd(), POLLIN, [this, &segment, &socket](short) {
      const bool found = segment.drain(
          socket, [&](Router& router, const proto::Datagram& datagram) { heard(router, datagram); });
      if (found && segment.routers().size() >= crowd) loop_.gather(socket.fd());
    });
}

void Program::begin() {
  all_different();
  for (Router& router : routers_) give(router, Elector::Start{});
}

void Program::signalled() {
  for ([[maybe_unused]] const int signal : signals_.drain())
    for (Router& router : routers_) give(router, Elector::Signal{});
}

// The claims were made in the order of the routers.
void Program::asked() {
  claims_.serve(sys::wall_now(), [&](std::size_t number) {
    return std::next(routers_.begin(), static_cast<std::ptrdiff_t>(number))->elector.status(sys::now());
  });
}

void Program::host_changed() {
  const Host::Changes changes = host_.drain();
  if (changes.overrun) {
    if (const auto read = host_.read(); !read) say(read.error().message);
    for (Segment& segment : segments_) segment.set_addressed(false);  // it may have had none meanwhile
    return all_different();
  }
  // Before it is asked what they have now: both may be told in one go.
  for (Segment& segment : segments_)
    if (changes.bared.contains({segment.link(), segment.family()})) segment.set_addressed(false);
  for (const std::string& name : changes.links) link_changed(name);
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

// An interface is what has its name: one that is renamed is gone, and another one of that name takes its
// place. One that loses a family altogether (IPv6 below an MTU of 1280), or is moved to another namespace and
// back, loses its multicast groups, and one that was made anew without the family could not be opened: so its
// sockets are also opened anew when its first address comes back.
void Program::link_changed(const std::string& name) {
  const sys::Link* link = host_.link(name);
  const bool up = link && link->up;
  for (Segment& segment : segments_) {
    if (segment.interface() != name) continue;
    const bool addressed = link && host_.has_address(link->index, segment.family());
    const bool came_back = segment.set_addressed(addressed);
    if (link && (came_back || link->index != segment.link())) reopen(segment, *link);
    const bool usable = up && segment.link() == link->index;
    for (Router* router : segment.routers()) give(*router, Elector::Link{usable});
  }
  if (const auto trackers = trackers_.find(name); trackers != trackers_.end())
    for (Router* router : trackers->second) give(*router, Elector::TrackedLink{name, up});
}

// The old sockets hear nothing of the interface. What its addresses are is told before whether it is up: a
// router that begins must not go by those of the old one.
void Program::reopen(Segment& segment, const sys::Link& link) {
  for (const sys::VrrpSocket& socket : segment.sockets()) loop_.forget(socket.fd());
  if (const std::string obstacle = segment.reopen(link); !obstacle.empty()) say(obstacle);
  watch_sockets(segment);
  for (Router* router : segment.routers()) give_addresses(*router);
}

// A router whose address has vanished asks at once whether the reader reads: it must not go by what it was
// told when it wrote last.
void Program::give_addresses(Router& router) {
  tell(router, out_.look(sys::now()));
  give(router, host_.addresses(router.segment->link()));
}

void Program::heard(Router& router, const proto::Datagram& datagram) {
  auto opened = router.wire.open(sys::wall_now(), datagram);
  if (opened)
    give(router, Elector::Heard{std::move(opened->advert), opened->envelope, opened->seal, opened->key_id,
                                opened->off_clock});
}

void Program::check_heard(const record::Check& check, std::size_t track, std::string_view line) {
  check_line_ = line;
  for (Router& router : routers_) give(router, Elector::CheckHeard{track, check});
  check_line_ = {};
}

// ---- one router

void Program::give(Router& router, const Elector::Input& input) {
  if (router.left) return;
  touch(router);
  perform(router, router.elector.step(sys::now(), input));
}

// Whoever wrote nothing since it was told that all is read need not hear it again: hundreds of backups.
void Program::tell(Router& router, const Elector::Output& output) {
  const bool all_read = output.unread.value_or(0) == 0 && !output.lost;
  if (std::exchange(router.knows_all_read, all_read) && all_read) return;
  give(router, output);
}

// Of a group each time: it may have been settled since, in the same turn.
void Program::touch(Router& router) {
  if (router.group) router.group->touched = true;
  if (std::exchange(router.touched, true)) return;
  touched_.push_back(&router);
}

// What the outcome of a Send leads to comes after what else the step wanted done: a send may take so long
// that it ends the mastership, and a record of that mastership still waits to be written.
void Program::perform(Router& router, Elector::Actions actions) {
  std::ranges::move(actions, std::back_inserter(router.wishes));
  if (std::exchange(router.performing, true)) return;
  for (std::size_t i = 0; i < router.wishes.size(); ++i) {
    const Elector::Action wish = std::move(router.wishes[i]);
    std::visit([&](const auto& one) { act(router, one); }, wish);
  }
  router.wishes.clear();
  router.performing = false;
}

// Of several unicast peers one success suffices.
void Program::act(Router& router, const Elector::Send& send) {
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
  give(router, outcome);
}

void Program::act(Router& router, const Elector::Write& write) {
  out_.write(write.body, sys::wall_now(), router.alive_key);
  router.knows_all_read = false;
}

// A check is passed on once, however many routers heard of it.
void Program::act(Router&, const Elector::PassOn&) {
  if (!check_line_.empty()) out_.pass_on(std::exchange(check_line_, {}));
}

void Program::act(Router& router, const Elector::Say& what) {
  if (quiet_) return;
  if (routers_.size() == 1) return say(what.text);
  say(words_of(router.setup.elector.router) + ": " + what.text);
}

void Program::act(Router& router, const Elector::Exit& exit) {
  if (router.left) return;
  router.left = exit.status;
  exit_ = std::max(exit_, exit.status);
  ++left_;
}

}  // namespace vrrp::tools
