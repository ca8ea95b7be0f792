#include "sys/tcp.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/text.h"
#include "sys/fd.h"

namespace vrrp::sys {
namespace {

struct Attempt {
  std::string address{};
  Fd socket{};
  int error = 0;  // EINPROGRESS: no answer yet
};

std::string address_text(const addrinfo& info) {
  std::array<char, NI_MAXHOST> text{};
  getnameinfo(info.ai_addr, info.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  return text.data();
}

Attempt begin(const addrinfo& info) {
  Attempt attempt{.address = address_text(info)};
  attempt.socket = Fd(socket(info.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, info.ai_protocol));
  if (!attempt.socket || connect(attempt.socket.get(), info.ai_addr, info.ai_addrlen) < 0)
    attempt.error = errno;
  return attempt;
}

Result<std::vector<Attempt>> begin_all(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
  if (error != 0) return fail(endpoint.host + ": " + gai_strerror(error));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  std::vector<Attempt> attempts;
  for (const addrinfo* info = found; info; info = info->ai_next) attempts.push_back(begin(*info));
  return attempts;
}

// Waits until at least one more attempt has its answer.
void wait_for_any(std::vector<Attempt>& attempts) {
  std::vector<pollfd> polls;
  for (const Attempt& attempt : attempts)
    polls.push_back({attempt.error == EINPROGRESS ? attempt.socket.get() : -1, POLLOUT, 0});
  poll(polls.data(), polls.size(), -1);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    if (polls[i].revents == 0) continue;
    socklen_t size = sizeof attempts[i].error;
    getsockopt(attempts[i].socket.get(), SOL_SOCKET, SO_ERROR, &attempts[i].error, &size);
  }
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return fail("\"" + printable(text) + "\" " + std::string(why) +
                ": write HOST:PORT, an IPv6 address in brackets, such as 127.0.0.1:80 or [::1]:80");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad("has no port");
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find_first_of(":[]") != std::string_view::npos)
    return bad("is ambiguous");
  if (host.empty()) return bad("has no host");
  if (std::ranges::any_of(host, [](char c) { return static_cast<unsigned char>(c) <= ' '; }))
    return bad("contains a blank or a control character");
  const auto port = parse_integer(text.substr(colon + 1), 1, 65535, "port");
  if (!port) return bad("has no port from 1 to 65535");
  return Endpoint{std::string(host), static_cast<std::uint16_t>(*port)};
}

Result<std::string> try_connect(const Endpoint& endpoint) {
  auto attempts = begin_all(endpoint);
  if (!attempts) return std::unexpected(attempts.error());
  while (true) {
    const auto answered = std::ranges::find(*attempts, 0, &Attempt::error);
    if (answered != attempts->end()) return "connected to " + answered->address;
    if (std::ranges::find(*attempts, EINPROGRESS, &Attempt::error) == attempts->end()) break;
    wait_for_any(*attempts);
  }
  std::string why;
  for (const Attempt& attempt : *attempts)
    why += (why.empty() ? "" : "; ") + attempt.address + ": " + std::strerror(attempt.error);
  return fail(why);
}

}  // namespace vrrp::sys
