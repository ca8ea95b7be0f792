// Tables of the kernel about the sockets of our network namespace: /proc/net.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace vrrp::sys {

// /proc/net/NAME whole; empty where it cannot be read.
std::string read_proc_net(const std::string& name);

// Of "unix": the abstract names with this beginning under which a stream socket listens or is to listen, each
// once. Whoever names a socket can write whole lines into that table: a list of candidates and no more.
std::vector<std::string> abstract_names(std::string_view table, std::string_view prefix);

// Of "raw" or "raw6": whether this user made a socket of this protocol.
bool owns_raw_socket(std::string_view table, uid_t uid, std::uint8_t protocol);

}  // namespace vrrp::sys
