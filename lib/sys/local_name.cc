#include "sys/local_name.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>

#include "proto/advert.h"
#include "sys/clock.h"
#include "sys/proc_net.h"
#include "sys/unix_diag.h"

namespace vrrp::sys {
namespace {

// A short queue is enough: an elector answers callers at once.
constexpr int queue = 16;
constexpr Duration pause = 10ms;
// The time between bind() and listen(), when the owner cannot be asked.
constexpr Duration not_yet_listening = 100ms;

struct Name {
  sockaddr_un address{};
  socklen_t size = 0;

  explicit Name(std::string_view name) {
    address.sun_family = AF_UNIX;
    // The first byte stays 0: that makes it abstract.
    const std::size_t length = std::min(name.size(), sizeof address.sun_path - 1);
    std::copy_n(name.data(), length, address.sun_path + 1);
    size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address); }
};

Fd stream_socket() {
  return Fd(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

std::expected<Fd, int> connect_to(const Name& name) {
  Fd fd = stream_socket();
  if (!fd || connect(fd.get(), name.get(), name.size) < 0) return std::unexpected(errno);
  return fd;
}

// The credentials from the time when it began to listen: later changes, or passing the socket on, do not
// count.
NameOwner owner_behind(const Fd& connection) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return {};
  return {credentials.pid, credentials.uid};
}

// The raw IPv4 and IPv6 sockets of our network namespace, as the kernel lists them.
using RawTables = std::array<std::string, 2>;
RawTables read_raw_tables() {
  return {read_proc_net("raw"), read_proc_net("raw6")};
}

bool needs_no_socket(uid_t uid) {
  return uid == 0 || uid == geteuid();
}
bool is_credible(uid_t uid, const RawTables& tables) {
  return needs_no_socket(uid) || std::ranges::any_of(tables, [&](const std::string& table) {
           return owns_raw_socket(table, uid, proto::vrrp_protocol);
         });
}

// With their owners, if the kernel reports them.
Owners names_and_owners(std::string_view prefix) {
  if (auto owners = owners_of_names(prefix)) return std::move(*owners);
  Owners unknown;
  for (std::string& name : abstract_names(read_proc_net("unix"), prefix))
    unknown.emplace(std::move(name), std::nullopt);
  return unknown;
}

void wait_for(Duration d) {
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(d);
  poll(nullptr, 0, static_cast<int>(ms.count()));
}

}  // namespace

std::expected<Fd, int> take_name(std::string_view name) {
  const Name address(name);
  Fd fd = stream_socket();
  if (!fd || bind(fd.get(), address.get(), address.size) < 0 || listen(fd.get(), queue) < 0)
    return std::unexpected(errno);
  return fd;
}

std::string NameOwner::text() const {
  std::string text = pid > 0 ? "process " + std::to_string(pid) : "a process";
  if (uid && *uid != 0 && *uid != geteuid()) text += " of user " + std::to_string(*uid);
  return text;
}

bool is_credible(const NameOwner& owner) {
  if (!owner.uid) return false;
  return needs_no_socket(*owner.uid) || is_credible(*owner.uid, read_raw_tables());
}

std::vector<TakenName> names_beginning(std::string_view prefix) {
  const Owners owners = names_and_owners(prefix);
  const RawTables tables = read_raw_tables();
  std::map<uid_t, bool> judged;
  std::vector<TakenName> names;
  for (const auto& [name, owner] : owners) {
    if (owner && !judged.contains(*owner)) judged[*owner] = is_credible(*owner, tables);
    names.emplace_back(name, !owner || judged[*owner]);
  }
  return names;
}

std::optional<Contact> contact(std::string_view name, Duration patience) {
  const Name address(name);
  const Time begun = now();
  while (true) {
    auto connection = connect_to(address);
    if (connection) {
      const NameOwner owner = owner_behind(*connection);
      return Contact{owner, std::move(*connection)};
    }
    // Its queue is full, or it does not listen: at least find its owner.
    const bool full = connection.error() == EAGAIN;
    const NameOwner owner{.uid = owner_of_name(name)};
    if (!full && !owner.uid) return std::nullopt;
    const Duration until = full ? patience : std::min(patience, not_yet_listening);
    if ((owner.uid && !is_credible(owner)) || now() - begun >= until) return Contact{.owner = owner};
    wait_for(pause);
  }
}

std::optional<std::string> listen_to(const Contact& contact, std::size_t longest, Duration patience) {
  const Time end = now() + patience;
  std::string heard;
  while (contact.connection) {
    std::array<char, 4096> buffer;
    const ssize_t size = recv(contact.connection.get(), buffer.data(), buffer.size(), 0);
    if (size == 0) return heard;
    if (size > 0 && heard.size() + static_cast<std::size_t>(size) > longest) return std::nullopt;
    if (size > 0) {
      heard.append(buffer.data(), static_cast<std::size_t>(size));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return std::nullopt;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - now());
    if (left.count() <= 0) return std::nullopt;
    pollfd ready{contact.connection.get(), POLLIN, 0};
    poll(&ready, 1, static_cast<int>(left.count()));
  }
  return std::nullopt;
}

}  // namespace vrrp::sys
