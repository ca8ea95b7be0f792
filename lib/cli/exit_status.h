// The exit statuses of every program.
#pragma once

namespace vrrp::cli {

enum ExitStatus : int {
  done = 0,            // or: yes, up
  failed = 1,          // or: no, down
  usage = 2,           // the command line or a file it names is wrong
  neighbour_died = 3,  // a neighbour in the pipeline died or froze
  system_refused = 4,  // no privilege, no such interface
};

}  // namespace vrrp::cli
