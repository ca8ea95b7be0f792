// What stands against taking part in the election. A router with an obstacle is in `fault`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record/record.h"

namespace vrrp::stage {

// The most important first: of several obstacles that one is reported.
enum class ObstacleKind : std::uint8_t {
  interface,
  link,
  address,
  tracked_link,
  check,
  missing,
  output,
  placement,
  group
};

struct Obstacle {
  ObstacleKind kind{};
  record::Reason reason{};
  std::string check{};  // which check or tracked interface

  bool same_as(const Obstacle& other) const { return kind == other.kind && check == other.check; }
};

class Obstacles {
 public:
  bool empty() const { return all_.empty(); }
  bool has(ObstacleKind kind) const;
  // An obstacle of this router's own, not its group's. While it leaves, a reader that does not read is not
  // counted: it may read in time.
  bool has_own(bool leaving) const;
  // A copy: what is done about them may change them.
  std::vector<Obstacle> all() const { return all_; }

  // False: it was there already.
  bool add(const Obstacle& obstacle);
  // False: it was not there.
  bool remove(const Obstacle& obstacle);

  // Chooses the one that is reported next: the most important one. There must be one.
  const Obstacle& choose();
  // What the state `fault` was written for last, or will be; it stays when that is over.
  const std::optional<Obstacle>& reported() const { return reported_; }
  bool reported_holds() const { return reported_ && has(*reported_); }

 private:
  bool has(const Obstacle& obstacle) const;

  std::vector<Obstacle> all_;
  std::optional<Obstacle> reported_;
};

}  // namespace vrrp::stage
