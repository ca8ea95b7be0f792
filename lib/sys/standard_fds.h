// Makes sure that standard input, output and error are open.
#pragma once

namespace vrrp::sys {

// Opens /dev/null for each of them that is closed (`program <&-`): else the first descriptor that we open
// would take its number, and records would be read from a timer or written into a netlink socket. Call it
// first.
void fill_standard_fds();

}  // namespace vrrp::sys
