// The reader of our records: whether it is there, and whether it reads (rule 2 of lib/stage/README.md).
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "stage/reader_watch.h"

namespace vrrp::stage {

class Reader {
 public:
  // Without VIPs to place nothing depends on what it reads, so it is not judged.
  Reader(Duration interval, bool places_vips) : interval_(interval), places_vips_(places_vips) {}

  // What became of the records so far; `unread` is empty if stdout is not a FIFO, and nobody can know.
  // Returns true if the reader is gone: once.
  bool observe(Time now, bool lost, std::uint64_t total, std::optional<std::uint64_t> unread);

  bool can_be_judged() const { return places_vips_ && known_ && !lost_; }
  std::optional<Time> unread_since() const { return watch_.unread_since(); }
  // It has had something to read for so long that it counts as frozen.
  bool is_stalled(Time now) const;
  // When that is so; empty: everything is read, or it cannot be judged.
  std::optional<Time> deadline() const;

  // A master's VIP was here and is not: its reader has less time.
  void vip_vanished(bool vanished) { vip_vanished_ = vanished; }

 private:
  Duration patience() const;

  Duration interval_;
  bool places_vips_;
  ReaderWatch watch_;
  bool lost_ = false;
  bool known_ = false;
  bool vip_vanished_ = false;
};

}  // namespace vrrp::stage
