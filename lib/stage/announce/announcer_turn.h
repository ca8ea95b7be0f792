// The turn of `garp-send`'s loop: an Announcer, and the order of its inputs and actions.
//
// A turn is:
//   1. `give` and `hear`, for each input that waits: signals, then the kernel's news, then records;
//   2. `tick`: rounds of packets, until none is due.
// Then the program waits until `deadline`. Before the first turn it gives a host::Snapshot, and calls `tick`.
//
// The clock, the kernel, the wire and stdout are its surroundings: those of tools/garp-send.cc, or of the
// world of tests/sim.
#pragma once

#include <optional>

#include "record/json.h"
#include "stage/announce/announcer.h"

namespace vrrp::stage {

class AnnouncerTurn {
 public:
  class Surroundings {
   public:
    virtual Time now() = 0;  // called again after anything that may take time
    // Reads what the kernel reported since the last call, and gives each change to the turn.
    virtual void read_kernel() = 0;
    virtual bool send(const Announcer::Send& send) = 0;  // whether it was sent
    virtual void withhold(const Announcer::Withhold& withhold) = 0;

    virtual void pass_on() = 0;  // the line that `hear` was called for, unchanged
    virtual void write(const record::Announce& announce) = 0;

   protected:
    ~Surroundings() = default;
  };

  AnnouncerTurn(Surroundings& surroundings, Announcer::Settings settings)
      : surroundings_(surroundings), announcer_(settings) {}

  // ---- a turn of the loop
  void give(const Announcer::Input& input) { perform(announcer_.step(surroundings_.now(), input)); }
  // A line of the pipe. nullopt: an event that the Announcer does not know.
  void hear(const std::optional<record::Incoming>& record);
  void tick();

  std::optional<Time> deadline() const { return announcer_.deadline(); }
  const host::View& host() const { return announcer_.host(); }
  std::optional<int> exit_status() const { return exit_; }

 private:
  void perform(const Announcer::Actions& actions);
  void act(const Announcer::Send& send);
  void act(const Announcer::Withhold& withhold) { surroundings_.withhold(withhold); }
  void act(const record::Announce& announce) { surroundings_.write(announce); }
  void act(const Announcer::Exit& leave) { exit_ = leave.status; }

  Surroundings& surroundings_;
  Announcer announcer_;
  std::optional<int> exit_;
};

}  // namespace vrrp::stage
