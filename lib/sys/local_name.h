// Names in the abstract namespace of unix sockets. A name belongs to one network namespace, one process has
// it at a time, and it vanishes with that process. Any process may take any name, so a name alone proves
// nothing: its owner counts, whom the kernel reports.
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

// A socket that listens under this name, or errno: EADDRINUSE if another process has it.
std::expected<Fd, int> take_name(std::string_view name);

struct NameOwner {
  pid_t pid = 0;               // 0: in another pid namespace, or not known
  std::optional<uid_t> uid{};  // when it took the name; empty: not known

  // "process 123", "process 123 of user 65534".
  std::string text() const;
};

// Whether this may be a real elector: the user is root, our own user, or owns a raw VRRP socket in this
// network namespace, which needs CAP_NET_RAW there.
bool is_credible(const NameOwner& owner);

// A name that a process has. Perhaps it does not listen yet: an elector has its name already between bind()
// and listen().
struct TakenName {
  std::string name{};
  // False: is_credible is false for its owner, who need not be asked; a process can take names by the
  // thousand. True also if the kernel does not report the owner.
  bool credible = false;
};
// The names in our network namespace with this prefix, in order.
std::vector<TakenName> names_beginning(std::string_view prefix);

struct Contact {
  NameOwner owner{};
  Fd connection{};  // empty: there is none
};

// The owner of the name, and a connection to it if that is useful; nullopt: none. It waits only until a
// credible owner's queue has room (any process may have filled it), at most for `patience`.
std::optional<Contact> contact(std::string_view name, Duration patience);

// All that the owner sends before it closes the connection; nullopt: it does not close it within `patience`,
// or sends too much.
std::optional<std::string> listen_to(const Contact& contact, std::size_t longest, Duration patience);

}  // namespace vrrp::sys
