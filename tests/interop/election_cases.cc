// Plays a case of another project's state machine to ours: tests/interop/peers writes the case on stdin, a
// line an event, and reads what the elector does on stdout.
//
//     router VERSION VRID PRIORITY INTERVAL_S PREEMPT PRIMARY VIP...     first; it starts, on a link that is
//     up advert VERSION VRID PRIORITY INTERVAL_S SOURCE VIP... timer time passes until it does something
//     link-down
//     mark                                                             is repeated in the output
//
// Output: "send PRIORITY", "state STATE", "reject REASON". Every advert of ours leaves.
#include <iostream>
#include <sstream>

#include "stage/elect/elector.h"

using namespace vrrp;
using stage::Elector;

namespace {

class Case {
 public:
  explicit Case(std::istringstream words) {
    int version = 0, vrid = 0, priority = 0, interval = 0, preempt = 0;
    std::string primary;
    words >> version >> vrid >> priority >> interval >> preempt >> primary;
    const proto::Address address = *proto::Address::parse(primary);
    stage::ElectorConfig config;
    config.router = {"eth0", address.family(), static_cast<std::uint8_t>(vrid), ""};
    config.version = static_cast<std::uint8_t>(version);
    config.priority = static_cast<std::uint8_t>(priority);
    config.interval = interval * 1s;
    config.preempt = preempt != 0;
    config.step_down_advert = false;  // no RFC knows it
    config.vips_elsewhere = true;     // nobody places any here
    for (std::string vip; words >> vip;) config.vips.push_back({.address = *proto::Prefix::parse(vip)});
    elector_.emplace(config);
    step(Elector::Link{true});
    const proto::Prefix own{address, 24};
    step(Elector::Addresses{.interface = {own}, .host = {own}});
    step(Elector::Start{});
  }

  void advert(std::istringstream words) {
    int version = 0, vrid = 0, priority = 0, interval = 0;
    std::string source;
    words >> version >> vrid >> priority >> interval >> source;
    proto::Advert advert{.version = static_cast<std::uint8_t>(version),
                         .vrid = static_cast<std::uint8_t>(vrid),
                         .priority = static_cast<std::uint8_t>(priority),
                         .interval = interval * 1s};
    for (std::string vip; words >> vip;) advert.addresses.push_back(*proto::Address::parse(vip));
    proto::Envelope envelope;
    envelope.source = *proto::Address::parse(source);
    envelope.family = envelope.source.family();
    envelope.destination = proto::vrrp_group(envelope.family);
    const Buffer message =
        encode_advert(advert, envelope.source, envelope.destination, proto::Dialect::pseudo);
    envelope.length = message.size();
    now_ += 1ms;
    step(Elector::Heard{decode_advert(message, envelope), envelope});
  }

  // The next deadlines until one of them sends an advert.
  void timer() {
    const std::size_t before = sent_;
    for (int i = 0; i < 20 && sent_ == before; ++i) {
      const auto deadline = elector_->deadline();
      if (!deadline) return;
      now_ = std::max(now_, *deadline);
      perform(elector_->tick(now_));
    }
  }

  // A master that yields holds on for a moment, until the neighbours have heard the new one.
  void settle() {
    const Time end = now_ + 50ms;
    for (auto next = elector_->deadline(); next && *next < end; next = elector_->deadline()) {
      now_ = std::max(now_ + 1us, *next);
      perform(elector_->tick(now_));
    }
  }

  void link_down() { step(Elector::Link{false}); }

 private:
  void step(const Elector::Input& input) { perform(elector_->step(now_, input)); }

  void perform(const Elector::Actions& actions) {
    for (const Elector::Action& action : actions) {
      if (const auto* send = std::get_if<Elector::Send>(&action)) {
        ++sent_;
        std::cout << "send " << int{send->advert.priority} << '\n';
        step(Elector::Sent{.before = now_, .priority = send->advert.priority, .accepted = true});
      } else if (const auto* write = std::get_if<Elector::Write>(&action)) {
        if (const auto* change = std::get_if<record::StateChange>(&write->body))
          std::cout << "state " << to_word(change->state) << '\n';
        if (const auto* reject = std::get_if<record::Reject>(&write->body))
          std::cout << "reject " << reject->reason << '\n';
      }
    }
  }

  std::optional<Elector> elector_{};
  Time now_ = time_from_us(1'000'000'000);
  std::size_t sent_ = 0;
};

}  // namespace

int main() {
  std::optional<Case> played;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string event;
    words >> event;
    if (event == "router") {
      played.emplace(std::move(words));
    } else if (!played) {
      std::cerr << "election_cases: the first line is not a router\n";
      return 2;
    } else if (event == "advert") {
      played->advert(std::move(words));
    } else if (event == "timer") {
      played->timer();
    } else if (event == "link-down") {
      played->link_down();
    } else if (event == "mark") {
      std::cout << "mark\n";
    } else {
      std::cerr << "election_cases: unknown event " << event << '\n';
      return 2;
    }
  }
  if (played) played->settle();
  return 0;
}
