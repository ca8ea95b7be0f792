// Names in the abstract namespace of unix sockets. A name belongs to one network namespace, one process has
// it at a time, and it vanishes with that process. Anybody may take any name, so nothing follows from a name
// alone: what counts is whose it is, which the kernel tells.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "base/time.h"
#include "sys/fd.h"

namespace vrrp::sys {

// A socket that listens under this name, or errno: EADDRINUSE where somebody has it.
std::expected<Fd, int> take_name(std::string_view name);

struct NameOwner {
  pid_t pid = 0;               // 0: of another pid namespace, or not known
  std::optional<uid_t> uid{};  // when it took the name; empty: not known

  // "process 123", "process 123 of user 65534".
  std::string text() const;
};

// Whether an elector of that user is one to reckon with: root's, our own, and those of a user who owns a raw
// socket of VRRP in this network namespace, which takes CAP_NET_RAW there.
bool is_credible(const NameOwner& owner);

// A name that somebody has. Also one under which nobody listens yet: between bind() and listen() an elector
// has its name already.
struct TakenName {
  std::string name{};
  // False: is_credible says so of its owner, without a question to him; anybody can take names by the
  // thousand. True also where the kernel does not tell whose it is.
  bool credible = false;
};
// Those in our network namespace with this beginning, in order.
std::vector<TakenName> names_beginning(std::string_view prefix);

struct Contact {
  NameOwner owner{};
  Fd connection{};  // empty: none came about
};

// Who has the name, and a connection to them where that is any use; nullopt: nobody. It waits only for a
// credible owner's queue to have room, which anybody could have filled, and no longer than `patience`.
std::optional<Contact> contact(std::string_view name, Duration patience);

// All that the owner says before it hangs up; nullopt: it does not within `patience`, or says too much.
std::optional<std::string> listen_to(const Contact& contact, std::size_t longest, Duration patience);

}  // namespace vrrp::sys
