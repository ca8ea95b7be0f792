// Whole Ethernet frames out of one interface (AF_PACKET, CAP_NET_RAW).
#pragma once

#include "base/bytes.h"
#include "sys/fd.h"

namespace vrrp::sys {

class PacketSocket {
 public:
  static Result<PacketSocket> open();
  // Sends a frame that begins with its Ethernet header. Never blocks.
  Result<> send(int link, Bytes frame);

 private:
  explicit PacketSocket(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace vrrp::sys
