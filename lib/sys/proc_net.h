// Tables of the kernel about the sockets of our network namespace: /proc/net.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace vrrp::sys {

// /proc/net/NAME whole; empty if it cannot be read.
std::string read_proc_net(const std::string& name);

// For "unix": the abstract names with this prefix of stream sockets that listen or will listen, each once. A
// socket's name can contain whole lines of that table, so the result is only a list of candidates.
std::vector<std::string> abstract_names(std::string_view table, std::string_view prefix);

// For "raw" or "raw6": whether this user made a socket of this protocol.
bool owns_raw_socket(std::string_view table, uid_t uid, std::uint8_t protocol);

}  // namespace vrrp::sys
