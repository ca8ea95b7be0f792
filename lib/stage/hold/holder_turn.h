// The turn of `vip-ctl follow`'s loop: a Holder, and the order of its inputs and actions.
//
// A turn is:
//   1. `give` and `hear`, for each input that waits: signals, then the kernel's news, then records;
//   2. `tick`: the kernel's new reports are read, then the Holder decides;
//   3. `finish_turn`: the Holder learns how far its reader has read.
// Then the program waits until `deadline`. Before the first turn it gives a host::Snapshot, and calls
// `finish_turn`.
//
// The clock, the kernel and stdout are its surroundings: those of tools/vip-ctl/follow.cc, or of the world of
// tests/sim. The turn calls them, as lib/stage/elect/electors.h does, because a Put takes time and its result
// is the next input.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "record/json.h"
#include "stage/hold/holder.h"

namespace vrrp::stage {

class HolderTurn {
 public:
  // What the reader of stdout has not read yet. nullopt: not a FIFO, so it is not known.
  struct Reader {
    bool lost = false;
    std::optional<std::uint64_t> unread{};
  };

  class Surroundings {
   public:
    virtual Time now() = 0;  // called again after anything that may take time
    // Reads what the kernel reported since the last call, and gives each change to the turn.
    virtual void read_kernel() = 0;
    // Adds the address with this lifetime.
    virtual Result<> put(const Holder::Put& put, std::chrono::seconds valid) = 0;
    virtual void remove(const Holder::Remove& remove) = 0;
    // Makes the routes that the addresses of this turn need.
    virtual void settle() = 0;
    virtual void say(const std::string& text) = 0;

    virtual void pass_on() = 0;  // the line that `hear` was called for, unchanged
    // Makes a record, which goes out at the next `flush`.
    virtual void write(const record::VipEvent& event) = 0;
    virtual void flush() = 0;
    virtual Reader look() = 0;
    virtual std::uint64_t total() const = 0;  // bytes written so far

   protected:
    ~Surroundings() = default;
  };

  explicit HolderTurn(Surroundings& surroundings) : surroundings_(surroundings) {}

  // ---- a turn of the loop
  void give(const Holder::Input& input);
  // A line of the pipe. nullopt: an event that the Holder does not know.
  void hear(const std::optional<record::Incoming>& record);
  void tick();
  void finish_turn();

  std::optional<Time> deadline() const { return holder_.deadline(); }
  const host::View& host() const { return holder_.host(); }
  std::optional<int> exit_status() const { return exit_; }

 private:
  void report_output();

  void perform(const Holder::Actions& actions);
  void act(const Holder::Put& put);
  void act(const Holder::Remove& remove) { surroundings_.remove(remove); }
  void act(const Holder::Write& write);
  void act(const Holder::Say& what) { surroundings_.say(what.text); }
  void act(const Holder::Exit& exit) { exit_ = exit.status; }
  void flush();

  Surroundings& surroundings_;
  Holder holder_;
  bool written_ = false;         // a record that is not written yet
  std::uint64_t announced_ = 0;  // the total after the last `vip` or `contest` record
  std::optional<int> exit_;
};

}  // namespace vrrp::stage
