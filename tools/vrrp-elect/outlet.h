// stdout: it writes the records of all routers, and reports to the routers what its reader does.
#pragma once

#include "program/recorder.h"
#include "stage/elect/elector.h"
#include "sys/line_pipe.h"

namespace vrrp::tools {

class Outlet {
 public:
  explicit Outlet(const cli::Common& common);

  // The record is queued, or written with others. An `alive` replaces the one before it with the same key if
  // that is not written yet.
  void write(const record::Body& body, WallTime now, const std::string& alive_key);
  void pass_on(std::string_view line);
  void flush() { lines_.flush(); }
  // Writes the last records, if the reader accepts them soon.
  void drain() { lines_.drain(100ms); }

  // How much of the output the reader has read.
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
  stage::Elector::Output seen_{};  // at the last look
  program::Recorder recorder_;
};

}  // namespace vrrp::tools
