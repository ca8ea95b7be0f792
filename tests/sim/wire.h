// A segment between the nodes. Adverts cross it as the datagrams that lib/stage/elect/wire.h makes of them.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "moment.h"
#include "plan.h"
#include "stage/elect/wire.h"

namespace vrrp::sim {

class World;

// What one Send became: a datagram, and what is read out of it. A router sends the same advert again and
// again, so each different one is sealed and opened once, on behalf of all: nothing is signed here, and they
// are set up alike.
struct Datagram {
  NodeId from = 0;
  Segment segment = 0;
  stage::Elector::Send sent{};
  Buffer bytes{};
  stage::Elector::Input heard{};
  std::uint8_t priority() const { return sent.advert.priority; }
};

class Wire {
 public:
  Wire(World& world, Segment segment);

  void send(Moment at, NodeId from, const stage::Elector::Send& send);

  // ---- what befalls it
  void cut(NodeId from, NodeId to, int by);  // by: 1 one more reason, -1 one less
  void partition(std::uint8_t side, int by);
  bool reaches(NodeId from, NodeId to) const { return cuts_[from][to] == 0; }
  int lose_percent = 0;
  int duplicate_percent = 0;
  Duration more_delay{};
  bool sound() const { return lose_percent == 0; }
  Duration longest_delay() const;

 private:
  const Datagram* datagram(NodeId from, const stage::Elector::Send& send);
  void carry(Moment at, const Datagram& datagram, NodeId to);
  Duration delay();

  World& world_;
  Segment segment_;
  stage::Wire codec_;
  std::array<std::array<int, most_nodes>, most_nodes> cuts_{};
  std::array<std::vector<std::unique_ptr<Datagram>>, most_nodes> known_{};
};

}  // namespace vrrp::sim
