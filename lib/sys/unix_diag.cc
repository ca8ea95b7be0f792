#include "sys/unix_diag.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <functional>

#include "sys/fd.h"

namespace vrrp::sys {
namespace {

struct Request {
  nlmsghdr header{};
  unix_diag_req body{};
};

// Sockets that listen or are only bound. A connection that waits to be accepted also has the name of its
// listener, but has no owner yet, which old kernels report as root.
Request dump_request() {
  Request request;
  request.header = {.nlmsg_len = sizeof request,
                    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                    .nlmsg_seq = 1,
                    .nlmsg_pid = 0};
  request.body.sdiag_family = AF_UNIX;
  request.body.udiag_states = 1U << TCP_LISTEN | 1U << TCP_CLOSE;
  request.body.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_UID;
  return request;
}

// A stream socket with an abstract name.
struct Named {
  std::string_view name{};
  std::optional<uid_t> owner{};
};
std::optional<Named> named_in(const nlmsghdr& message) {
  unix_diag_msg socket{};
  if (message.nlmsg_len < NLMSG_LENGTH(sizeof socket)) return std::nullopt;
  const auto* bytes = reinterpret_cast<const char*>(&message) + NLMSG_HDRLEN;
  std::memcpy(&socket, bytes, sizeof socket);
  if (socket.udiag_type != SOCK_STREAM) return std::nullopt;
  Named named;
  bool abstract = false;
  std::size_t at = NLMSG_ALIGN(sizeof socket);
  const std::size_t end = message.nlmsg_len - NLMSG_HDRLEN;
  while (at + sizeof(rtattr) <= end) {
    rtattr attribute{};
    std::memcpy(&attribute, bytes + at, sizeof attribute);
    if (attribute.rta_len < sizeof attribute || at + attribute.rta_len > end) break;
    const std::string_view value(bytes + at + RTA_LENGTH(0), attribute.rta_len - RTA_LENGTH(0));
    if (attribute.rta_type == UNIX_DIAG_NAME && value.starts_with('\0')) {
      abstract = true;
      named.name = value.substr(1);
    }
    if (attribute.rta_type == UNIX_DIAG_UID && value.size() == sizeof(uid_t)) {
      named.owner.emplace();
      std::memcpy(&*named.owner, value.data(), sizeof *named.owner);
    }
    at += RTA_ALIGN(attribute.rta_len);
  }
  return abstract ? std::optional(named) : std::nullopt;
}

// False: the kernel did not finish its answer. True does not prove that it is complete: it comes in parts,
// and if a socket is made or closed meanwhile, that one or a neighbour may be missing.
bool for_each_named(const std::function<void(const Named&)>& use) {
  const Fd fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  const Request request = dump_request();
  if (!fd || send(fd.get(), &request, sizeof request, 0) < 0) return false;
  alignas(nlmsghdr) std::array<char, 32768> buffer;
  while (true) {
    ssize_t left = recv(fd.get(), buffer.data(), buffer.size(), 0);
    if (left < 0 && errno == EINTR) continue;
    if (left <= 0) return false;
    for (auto* message = reinterpret_cast<const nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      if (message->nlmsg_type == NLMSG_DONE) return true;
      if (message->nlmsg_type == NLMSG_ERROR) return false;
      if (const auto named = named_in(*message)) use(*named);
    }
  }
}

}  // namespace

std::optional<uid_t> owner_of_name(std::string_view name) {
  std::optional<uid_t> owner;
  for_each_named([&](const Named& named) {
    if (named.name == name) owner = named.owner;
  });
  return owner;
}

std::optional<Owners> owners_of_names(std::string_view prefix) {
  Owners owners;
  const bool all = for_each_named([&](const Named& named) {
    if (named.name.starts_with(prefix)) owners.emplace(named.name, named.owner);
  });
  return all ? std::optional(std::move(owners)) : std::nullopt;
}

}  // namespace vrrp::sys
