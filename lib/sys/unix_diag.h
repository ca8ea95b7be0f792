// Whose a name of the abstract namespace is, asked of the kernel (sock_diag(7)) and not of the holder, who
// may be frozen or have his queue full.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace vrrp::sys {

// The user who made the stream socket that has this name. nullopt: there is none, it is connected elsewhere,
// or the kernel does not say (CONFIG_UNIX_DIAG).
std::optional<uid_t> owner_of_name(std::string_view name);

// The same of all names with this beginning, with one question for all of them; where one is taken or given
// up meanwhile, some may be missed. nullopt: the kernel does not say.
using Owners = std::map<std::string, std::optional<uid_t>, std::less<>>;
std::optional<Owners> owners_of_names(std::string_view prefix);

}  // namespace vrrp::sys
