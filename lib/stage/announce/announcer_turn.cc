#include "stage/announce/announcer_turn.h"

namespace vrrp::stage {

// Every record is passed on, also an `alive` that yields, because the end of the pipe is the log.
void AnnouncerTurn::hear(const std::optional<record::Incoming>& record) {
  surroundings_.pass_on();
  if (record) give(*record);
}

// The kernel's news comes before each round of packets, also news that came while input was read or packets
// were sent: an address may just have been added or removed.
void AnnouncerTurn::tick() {
  bool acted = true;
  while (acted && !exit_) {
    surroundings_.read_kernel();
    const auto actions = announcer_.tick(surroundings_.now());
    perform(actions);
    acted = !actions.empty();
  }
}

void AnnouncerTurn::perform(const Announcer::Actions& actions) {
  for (const Announcer::Action& action : actions) std::visit([this](const auto& one) { act(one); }, action);
}

void AnnouncerTurn::act(const Announcer::Send& send) {
  const bool left = surroundings_.send(send);
  give(Announcer::Sent{send.address, send.interface, left});
}

}  // namespace vrrp::stage
