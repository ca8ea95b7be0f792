// The raw sockets of VRRP on one interface, for one family (CAP_NET_RAW): one that hears, one that speaks.
#pragma once

#include <functional>
#include <string>

#include "base/bytes.h"
#include "proto/address.h"
#include "proto/datagram.h"
#include "sys/fd.h"
#include "sys/vrid_filter.h"

namespace vrrp::sys {

// Joined to 224.0.0.18 or ff02::12, bound to the interface, with a filter that lets through adverts of its
// VRIDs alone. Of `protocol` 112, or of 51 for adverts behind an AH (IPv4).
class VrrpSocket {
 public:
  static Result<VrrpSocket> open(int link, const std::string& interface, proto::Family family,
                                 std::uint8_t protocol, const VridSet& vrids);
  int fd() const { return fd_.get(); }
  // All datagrams that wait now; what arrives meanwhile may wait for the next call. Whether any did. Never
  // blocks. A datagram's bytes last as long as the call.
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
  // (ENOBUFS). What ICMP says about earlier datagrams is not. Never blocks.
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
