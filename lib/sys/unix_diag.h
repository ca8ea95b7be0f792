// The owner of a name in the abstract namespace, as the kernel reports it (sock_diag(7)). The owner itself
// may be frozen or have a full queue.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace vrrp::sys {

// The user who made the stream socket that has this name. nullopt: there is none, it is connected elsewhere,
// or the kernel does not report it (CONFIG_UNIX_DIAG).
std::optional<uid_t> owner_of_name(std::string_view name);

// The same for all names with this prefix, with one request; if one is taken or released meanwhile, some may
// be missing. nullopt: the kernel does not report it.
using Owners = std::map<std::string, std::optional<uid_t>, std::less<>>;
std::optional<Owners> owners_of_names(std::string_view prefix);

}  // namespace vrrp::sys
