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

// As many as fit into its pool. Structures of the same kind lie together, and only used ones are prepared
// again: with hundreds of routers and a second between two bursts none of this is in the processor's caches,
// so touching memory is the main cost.
class DatagramBatch {
 public:
  explicit DatagramBatch(proto::Family family);

  // How many came; 0: none, or an error waits. Never blocks. The datagrams of the previous call become
  // invalid.
  std::size_t receive(int fd);
  // The batch is full, so more may wait.
  bool full() const { return used_ == size_; }
  // One of them; nullopt: it is not a datagram. Its bytes are valid until the next `receive`.
  std::optional<proto::Datagram> open(std::size_t i);

 private:
  // Room for the longest advert, of 255 addresses with a signature, and for IPv4 all headers before it. A
  // longer one is cut, and refused as truncated.
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
