// Sees everything that crosses a node's border, keeps the history and asks the checkers.
#pragma once

#include "deadlines.h"
#include "farewell.h"
#include "history.h"
#include "lease.h"
#include "neighbours.h"
#include "overlap.h"
#include "records.h"
#include "serving.h"
#include "settled.h"
#include "silence.h"
#include "spoken.h"
#include "takeover.h"
#include "together.h"
#include "verdict.h"

namespace vrrp::sim {

class World;

class Observer {
 public:
  Observer(World& world, const Plan& plan);

  // ---- processes
  void started(Moment at, NodeId node, Stage stage);
  void died(Moment at, NodeId node, Stage stage);
  void frozen(Moment at, NodeId node, Stage stage);
  void stalled(Moment from, Moment to, NodeId node);  // its elector, in a system call: as good as frozen
  void thawed(Moment at, NodeId node, Stage stage);
  void rested(Moment at, NodeId node, Stage stage, Time local, std::optional<Time> deadline);
  void exited(NodeId node, Stage stage, int status);  // by itself
  void signalled(Moment at, Seat seat);
  void primary_news(Moment at, Seat seat);
  void track_ended(Moment at, NodeId node);
  void put_news(Moment at, Seat seat);  // what its kernel takes

  // ---- the wire
  // In the turn of its program that began at `turn`.
  void sent(Moment at, Moment turn, Seat seat, Time before, const stage::Elector::Send& send, bool accepted);
  void heard(Moment at, Seat seat, Time local, const Datagram& datagram);
  void dropped(Moment at, Segment segment, NodeId from, NodeId to);
  void announced(Moment at, NodeId node, std::size_t vip, const proto::Mac& mac);

  // ---- records and addresses
  void wrote(Moment at, Seat seat, Time local, const record::Body& body);     // by its elector
  void logged(Moment at, NodeId node, Time local, const record::Body& body);  // by the others
  void refused_put(Moment at, NodeId node, std::size_t vip);
  void bought(Moment at, NodeId node, std::size_t vip, Time local, std::chrono::seconds valid);
  void held(Moment at, NodeId node, std::size_t vip);
  void let_go(Moment at, NodeId node, std::size_t vip);

  // ---- the plan
  void disturbed(Moment until);
  void judge_alarm(Moment at);
  void ended(Moment at);

  const Verdict& verdict() const { return verdict_; }
  std::uint64_t fingerprint() const { return fingerprint_; }
  std::uint64_t adverts() const { return adverts_; }
  std::uint64_t receptions() const { return receptions_; }
  std::uint64_t takeovers() const { return takeovers_; }
  std::uint64_t judgements() const { return judgements_; }
  Duration router_time() const { return router_time_; }  // how long the routers ran, together

 private:
  SeatHistory& of(Seat seat) { return history_.seats[seat]; }
  StageHistory& of(NodeId node, Stage stage) {
    return history_.hosts[node].stages[static_cast<std::size_t>(stage)];
  }
  Seat seat_of(NodeId node, std::size_t vip) const {
    return history_.plan.seat(node, history_.plan.segment_of_vip(vip));
  }
  Moment world_moment(Seat seat, Time local);
  bool may_hold_on(Seat seat, Time local, Time expires) const;
  bool fellow_preempts(Seat seat);
  bool was_refused_elsewhere(Seat seat) const;
  bool knows_better(Seat seat);
  template <class Act>
  void each_seat(NodeId node, Act act) {
    for (Segment segment = 0; segment < history_.plan.segments.size(); ++segment)
      act(history_.plan.seat(node, segment));
  }
  void note_record(Moment at, Seat seat, Time local, std::optional<Time> expires);
  void note_state(Moment at, Seat seat, Time local, const record::StateChange& change);
  // Mixes what happened into one number: two runs are the same if it is.
  void mix(Moment at, std::uint8_t who, std::uint64_t what) {
    fingerprint_ =
        (fingerprint_ ^ (static_cast<std::uint64_t>(at.time_since_epoch().count()) << 8 ^ who << 4 ^ what)) *
        0x100000001b3;
  }

  World& world_;
  History history_;
  Verdict verdict_;
  LeaseCheck lease_;
  OverlapCheck overlap_;
  TakeoverCheck takeover_;
  FarewellCheck farewell_;
  ServingCheck serving_;
  SettledCheck settled_;
  NeighbourCheck neighbours_;
  SilenceCheck silence_;
  TogetherCheck together_;
  SpokenCheck spoken_;
  DeadlineCheck deadlines_;
  RecordCheck records_;
  Alarm judge_;
  Duration router_time_{};
  bool is_settled_ = false;
  std::uint64_t fingerprint_ = 0xcbf29ce484222325;
  std::uint64_t adverts_ = 0, receptions_ = 0, takeovers_ = 0, judgements_ = 0;
};

}  // namespace vrrp::sim
