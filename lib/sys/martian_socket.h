// Adverts whose source is an address of this host. The kernel drops them as "martians" (accept_local=0), and
// yet they can be another router's: an owner sends from its own address, which we hold while it is away.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <linux/filter.h>

#include "proto/address.h"
#include "proto/datagram.h"
#include "sys/fd.h"

namespace vrrp::sys {

// A packet socket on one interface (CAP_NET_RAW). It takes the IPv4 datagrams of VRRP, behind an AH too, that
// come from `sources`, and nothing else: for all other senders the firewall works as before. IPv6 needs none
// of this, because the kernel does not look at the source there.
class MartianSocket {
 public:
  using Sources = std::set<proto::Address>;

  static Result<MartianSocket> open(int link, const std::string& interface, const Sources& sources);
  int fd() const { return fd_.get(); }
  // Changes the sources.
  Result<> listen_to(const Sources& sources);
  // See VrrpSocket::drain.
  bool drain(const std::function<void(const proto::Datagram&)>& heard);

 private:
  explicit MartianSocket(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// Its classic BPF program; it begins at the IP header.
std::vector<sock_filter> martian_filter(const MartianSocket::Sources& sources);

}  // namespace vrrp::sys
