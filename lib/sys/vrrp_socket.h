// The raw sockets of VRRP on one interface, for one family (CAP_NET_RAW): a receiver and a sender.
#pragma once

#include <functional>
#include <string>

#include "base/bytes.h"
#include "proto/address.h"
#include "proto/datagram.h"
#include "sys/fd.h"
#include "sys/vrid_filter.h"

namespace vrrp::sys {

// Joined to 224.0.0.18 or ff02::12, bound to the interface, with a filter that lets through only adverts of
// its VRIDs. `protocol` is 112, or 51 for adverts behind an AH (IPv4).
class VrrpSocket {
 public:
  static Result<VrrpSocket> open(int link, const std::string& interface, proto::Family family,
                                 std::uint8_t protocol, const VridSet& vrids);
  int fd() const { return fd_.get(); }
  // Reads all datagrams that wait now; later ones may wait for the next call. True if there were any. Never
  // blocks. The bytes of a datagram are valid only during the call.
  bool drain(const std::function<void(const proto::Datagram&)>& heard);

 private:
  VrrpSocket(Fd fd, proto::Family family) : fd_(std::move(fd)), family_(family) {}
  Fd fd_;
  proto::Family family_;
};

// Bound to the interface; it receives nothing, and its multicasts are not looped back.
class VrrpSender {
 public:
  static Result<VrrpSender> open(int link, const std::string& interface, proto::Family family);
  // A whole datagram, from its IP header on. A datagram that the interface's queue drops is an error
  // (ENOBUFS). An ICMP error about an earlier datagram is not. Never blocks.
  Result<> send(const proto::Address& destination, Bytes datagram);

 private:
  VrrpSender(Fd fd, int link, proto::Family family) : fd_(std::move(fd)), link_(link), family_(family) {}
  ssize_t try_to_send(const proto::Address& destination, Bytes datagram);
  void forget_errors();
  Fd fd_;
  int link_;
  proto::Family family_;
};

}  // namespace vrrp::sys
