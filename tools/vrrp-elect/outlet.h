// stdout: the records of all routers go in, and what the routers must know of its reader comes out.
#pragma once

#include "program/recorder.h"
#include "stage/elect/elector.h"
#include "sys/line_pipe.h"

namespace vrrp::tools {

class Outlet {
 public:
  explicit Outlet(const cli::Common& common);

  // The record is queued, or written with others. An `alive` replaces the one before it with the same key
  // that nobody has read.
  void write(const record::Body& body, WallTime now, const std::string& alive_key);
  void pass_on(std::string_view line);
  void flush() { lines_.flush(); }
  // The last records, as far as the reader takes them soon.
  void drain() { lines_.drain(100ms); }

  // What became of all that was written so far.
  stage::Elector::Output look();

  // For the loop.
  int fd() const { return lines_.fd(); }
  short wants() const { return lines_.wants(); }
  void ready(short events) { lines_.ready(events); }
  bool lost() const { return lines_.lost(); }
  std::uint64_t total() const { return lines_.total(); }

 private:
  bool verbose_;
  sys::LineWriter lines_;
  stage::Elector::Output seen_{};  // when looked last
  program::Recorder recorder_;
};

}  // namespace vrrp::tools
