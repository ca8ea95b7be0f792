// The sources of check records: stdin, and FIFOs.
#pragma once

#include <functional>
#include <list>
#include <string>
#include <vector>

#include "program/record_input.h"
#include "record/record.h"
#include "sys/fd.h"

namespace vrrp::tools {

// One of them, held open.
class Track {
 public:
  // "-" for stdin, or a FIFO. A FIFO is opened for reading and writing, so that it does not end with a
  // writer.
  static Result<Track> open(const std::string& path);

  int fd() const { return records_.fd(); }
  // Reads all check records that wait now, each with its line; other lines are reported. False: nothing will
  // come any more.
  bool drain(const std::function<void(const record::Check&, std::string_view line)>& heard);

 private:
  Track(const std::string& path, sys::Fd fd, int number);

  sys::Fd own_;
  program::RecordInput records_;
};

Result<std::list<Track>> open_tracks(const std::vector<std::string>& paths);

}  // namespace vrrp::tools
