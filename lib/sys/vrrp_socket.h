// The raw socket of protocol 112 on one interface (CAP_NET_RAW).
#pragma once

#include <functional>

#include "base/bytes.h"
#include "proto/address.h"
#include "proto/datagram.h"
#include "sys/fd.h"

namespace vrrp::sys {

// IPv4: joined to 224.0.0.18, bound to the interface, TTL 255, TOS 0xc0, own multicasts not looped back, and
// a classic BPF filter that lets through adverts of one VRID alone.
class VrrpSocket {
 public:
  static Result<VrrpSocket> open(int link, const std::string& interface, std::uint8_t vrid);
  int fd() const { return fd_.get(); }
  // All datagrams that wait now; what arrives meanwhile may wait for the next call. Never blocks.
  void drain(const std::function<void(const proto::Datagram&)>& heard);
  // A VRRP message to the group, from `source`. Never blocks.
  Result<> send(const proto::Address& source, Bytes message);

 private:
  VrrpSocket(Fd fd, int link) : fd_(std::move(fd)), link_(link) {}
  Fd fd_;
  int link_;
};

}  // namespace vrrp::sys
