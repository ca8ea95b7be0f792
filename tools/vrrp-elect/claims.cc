#include "claims.h"

#include <sys/random.h>

#include <algorithm>
#include <cstring>

#include <poll.h>

#include "ask.h"
#include "record/claim_name.h"
#include "record/json.h"
#include "say.h"
#include "sys/clock.h"

namespace vrrp::tools {
namespace {

// A handover is over by then; without one an elector is gone much sooner.
constexpr Duration leaving_patience = 2s;
constexpr int pause_ms = 20;
// How often to look for the owner of a taken name if none is found.
constexpr int looks_for_unknown = 5;

std::unexpected<Error> elects_already(const record::Router& router, const sys::NameOwner& owner) {
  return fail(words_of(router) + ": already run by " + owner.text());
}

// Or it exited while it was asked.
bool is_leaving(const sys::Contact& contact, const record::Router& router) {
  if (const auto record = ask(contact, router, answer_patience))
    return std::get<record::Status>(record->body).leaving;
  const auto again = sys::contact(record::claim_name(router), answer_patience);
  return !again || again->owner.pid != contact.owner.pid;
}

void pause() {
  poll(nullptr, 0, pause_ms);
}

// Taken: the name. Empty: a process has it that is not an elector. Error: another elector has it.
struct Attempt {
  std::optional<sys::Fd> taken{};
  std::string obstacle{};
};
Result<Attempt> take_name(const record::Router& router) {
  const std::string name = record::claim_name(router);
  const Time begun = sys::now();
  int unknown = 0;
  while (true) {
    auto taken = sys::take_name(name);
    if (taken) return Attempt{.taken = std::move(*taken)};
    if (taken.error() != EADDRINUSE) return Attempt{.obstacle = std::strerror(taken.error())};
    const auto contact = sys::contact(name, answer_patience);
    if (contact && !sys::is_credible(contact->owner))
      return Attempt{.obstacle = contact->owner.text() + " has its name"};
    if (contact && (sys::now() - begun >= leaving_patience || !is_leaving(*contact, router)))
      return elects_already(router, contact->owner);
    // No owner is known, mostly because the name has just become free.
    unknown = contact ? 0 : unknown + 1;
    if (unknown > looks_for_unknown) return Attempt{.obstacle = "a process has its name"};
    pause();
  }
}

// A name that no other process could guess and take first.
std::expected<sys::Fd, int> take_spare_name(const record::Router& router) {
  std::uint64_t secret = 0;
  if (getrandom(&secret, sizeof secret, 0) != sizeof secret) return std::unexpected(errno);
  return sys::take_name(record::spare_name(router, secret));
}

}  // namespace

Claims::Claims(sys::Listeners listeners, std::string node)
    : listeners_(std::move(listeners)), node_(std::move(node)) {
  for (auto& [name, credible] : sys::names_beginning(record::claim_prefix))
    if (const auto router = record::router_of(name);
        credible && router && name != record::claim_name(*router))
      spares_.push_back(std::move(name));
}

Result<Claims> Claims::make(std::string node) {
  auto listeners = sys::Listeners::make();
  if (!listeners) return std::unexpected(listeners.error());
  return Claims(std::move(*listeners), std::move(node));
}

Result<> Claims::add(const record::Router& router, std::string& warning) {
  const std::size_t number = added_++;
  if (const auto refused = refuse_rivals(router); !refused) return refused;
  auto attempt = take_name(router);
  if (!attempt) return std::unexpected(attempt.error());
  if (attempt->taken) return hold(std::move(*attempt->taken), number);
  auto spare = take_spare_name(router);
  warning = words_of(router) + ": " + attempt->obstacle + "; electing anyway";
  if (spare) return hold(std::move(*spare), number);
  warning += ", but vrrp-elect status cannot see it";
  return {};
}

// Electors of the router under another name.
Result<> Claims::refuse_rivals(const record::Router& router) const {
  for (const std::string& name : spares_) {
    if (record::router_of(name) != router) continue;
    const auto contact = sys::contact(name, answer_patience);
    if (contact && sys::is_credible(contact->owner)) return elects_already(router, contact->owner);
  }
  return {};
}

Result<> Claims::hold(sys::Fd name, std::size_t router) {
  const auto listener = listeners_.add(std::move(name));
  if (!listener) return std::unexpected(listener.error());
  routers_.push_back(router);
  return {};
}

// It is not a record of our output, so it has its own number.
std::string Claims::answer(WallTime now, record::Status status) const {
  return record::to_line(
      {{.time = now, .tool = std::string(tool), .node = node_, .seq = 1}, std::move(status)});
}

}  // namespace vrrp::tools
