// The exit statuses of every program.
#pragma once

namespace vrrp::exit_status {

constexpr int done = 0;            // or: yes, up
constexpr int failed = 1;          // or: no, down
constexpr int usage = 2;           // the command line, or a file that it names, is wrong
constexpr int neighbour_died = 3;  // a neighbour in the pipeline died or froze
constexpr int system_refused = 4;  // no privilege, no such interface

}  // namespace vrrp::exit_status
