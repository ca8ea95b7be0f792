// The electors of one process, and what they must know of each other and of the reader of stdout. They are
// numbered from 0, as they were added.
//
// A turn of the loop of a process is, in this order:
//   1. `wake`, before any input is read: a master that wakes too late is none (rule 3 of
//   lib/stage/elect/elector.h);
//   2. `reader_gone`, if it is: before any input that could make one of them speak;
//   3. `give` or `give_all`, for each input;
//   4. `tick`: what is due, with the newest word on the reader;
//   5. `finish_turn`: sync groups are settled, what was written goes out, and its writers learn how far it is
//      read.
// Then it waits until `deadline`. Before the first turn it gives them what it knows, and `finish_turn`.
//
// The clock, the wire and stdout are its surroundings: those of tools/vrrp-elect, or of the world of
// tests/sim. They are called, where other objects of lib/stage return what must be done: a send takes time,
// and what becomes of it leads to more before the next input is read.
#pragma once

#include <deque>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stage/elect/budget.h"
#include "stage/elect/deadlines.h"
#include "stage/elect/elector.h"
#include "stage/elect/group.h"
#include "stage/reader_watch.h"

namespace vrrp::stage {

class Electors {
 public:
  // None of these gives the electors an input.
  class Surroundings {
   public:
    virtual Time now() = 0;  // asked anew after whatever may take time
    virtual Elector::Sent send(std::size_t router, const Elector::Send& send) = 0;
    virtual void write(std::size_t router, record::Body body) = 0;
    virtual void say(std::size_t router, const std::string& text) = 0;
    virtual void say(const std::string& text) = 0;  // about all of them

    // What was written goes to the reader, as far as it takes it.
    virtual void flush() = 0;
    // What became of all that was written.
    virtual Elector::Output look() = 0;
    virtual std::uint64_t total() const = 0;  // bytes

   protected:
    ~Surroundings() = default;
  };

  explicit Electors(Surroundings& surroundings) : surroundings_(surroundings) {}
  Electors(const Electors&) = delete;  // groups point at members
  Electors& operator=(const Electors&) = delete;

  void add(const ElectorConfig& config);
  std::size_t size() const { return members_.size(); }
  const Elector& operator[](std::size_t router) const { return members_[router].elector; }

  // ---- a turn of the loop
  void wake(Time woken);
  void reader_gone();
  void give(std::size_t router, const Elector::Input& input) { give(members_[router], input); }
  void give_all(const Elector::Input& input);
  void tick();
  void finish_turn();

  std::optional<Time> deadline();
  // Of the process, when the last of them takes part no more: the greatest that one of them wants.
  std::optional<int> exit_status() const;

 private:
  struct SyncGroup;
  struct Member {
    Elector elector;
    std::size_t number;
    SyncGroup* group = nullptr;
    std::optional<int> left{};    // it takes part no more, and wants this exit status
    bool knows_all_read = false;  // it was told that all of stdout is read, and wrote nothing since

    // Within a turn:
    Elector::Actions wishes{};  // what is still to be done
    bool performing = false;
    bool touched = false;  // something was given to it: its deadline may be another, and it may have written
  };
  struct SyncGroup {
    std::string name;
    std::vector<Member*> members{};
    Group rules{};
    bool touched = false;
  };

  // ---- the reader of stdout
  Elector::Output look();
  void tell_of_output();
  bool learn(const Elector::Output& output);
  void tell(Member& member, const Elector::Output& output);

  void settle_groups();

  // ---- one of them
  void give(Member& member, const Elector::Input& input);
  void touch(Member& member);
  void perform(Member& member, Elector::Actions actions);
  void act(Member& member, const Elector::Send& send);
  void act(Member& member, Elector::Write& write);
  void act(Member& member, const Elector::Say& what);
  void act(Member& member, const Elector::Exit& exit);

  Surroundings& surroundings_;
  std::deque<Member> members_;  // groups point at them
  std::list<SyncGroup> groups_;
  Deadlines deadlines_;
  std::vector<Member*> touched_;
  Budget budget_;  // for what other hosts prompt
  ReaderWatch watch_;
  bool told_lost_ = false, told_slow_ = false;  // what everyone knows of the reader
  std::size_t left_ = 0;
  int exit_ = 0;
};

}  // namespace vrrp::stage
