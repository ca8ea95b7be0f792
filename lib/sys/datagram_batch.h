// Several datagrams of a raw VRRP socket in one system call.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <optional>

#include "base/bytes.h"
#include "proto/address.h"
#include "proto/datagram.h"

namespace vrrp::sys {

// As many as fit into its pool. What the kernel needs of each lies together with its like, and only what was
// used is made ready again: with hundreds of routers and a second between two bursts nothing of this is in
// the processor's caches, and touching it is what costs.
class DatagramBatch {
 public:
  explicit DatagramBatch(proto::Family family);

  // How many came; 0: none waits, or an error does. Never blocks. Those of the call before are gone.
  std::size_t receive(int fd);
  // As many as there is room for: more may wait.
  bool full() const { return used_ == size_; }
  // One that came; nullopt: it is no datagram. Its bytes last until the next `receive`.
  std::optional<proto::Datagram> open(std::size_t i);

 private:
  // The longest advert, of 255 addresses with a signature; of IPv4 with all headers before it. What is longer
  // than that is cut, and refused as truncated whatever else is wrong with it.
  static constexpr std::size_t longest_ipv4 = 1280, longest_ipv6 = 4608;
  static constexpr std::size_t pool_size = 1 << 16;
  static constexpr std::size_t most = pool_size / longest_ipv4;
  struct Ancillary {
    alignas(cmsghdr) std::array<char, 128> bytes;
  };

  void prepare(std::size_t count);

  proto::Family family_;
  std::size_t longest_;
  std::size_t size_;
  std::size_t used_ = 0;
  std::array<mmsghdr, most> messages_{};
  std::array<iovec, most> parts_{};
  std::array<sockaddr_in6, most> from_{};
  std::array<Ancillary, most> ancillary_{};
  std::array<std::uint8_t, pool_size> pool_;
};

}  // namespace vrrp::sys
