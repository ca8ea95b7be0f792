#include "sys/datagram_batch.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace vrrp::sys {
namespace {

using proto::Family;

// ---- what an IPv6 socket reports besides the advert

struct Control {
  std::optional<in6_pktinfo> info{};
  std::optional<int> hop_limit{};
};

Control control_of(msghdr& header) {
  Control control;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != IPPROTO_IPV6) continue;
    if (part->cmsg_type == IPV6_PKTINFO)
      std::memcpy(&control.info.emplace(), CMSG_DATA(part), sizeof(in6_pktinfo));
    if (part->cmsg_type == IPV6_HOPLIMIT)
      std::memcpy(&control.hop_limit.emplace(), CMSG_DATA(part), sizeof(int));
  }
  return control;
}

Bytes bytes_of(const in6_addr& address) {
  return {address.s6_addr, sizeof address.s6_addr};
}

// The kernel has read the IPv6 header, and its extension headers, for us. `whole_size` is the size of the
// message before it was cut to our buffer.
std::optional<proto::Datagram> ipv6_datagram(msghdr& header, const sockaddr_in6& from, Bytes message,
                                             std::size_t whole_size) {
  const Control control = control_of(header);
  if (!control.info || !control.hop_limit) return std::nullopt;
  proto::Datagram datagram;
  datagram.envelope.family = Family::ipv6;
  datagram.envelope.source = proto::Address(Family::ipv6, bytes_of(from.sin6_addr));
  datagram.envelope.destination = proto::Address(Family::ipv6, bytes_of(control.info->ipi6_addr));
  datagram.envelope.ttl = static_cast<std::uint8_t>(*control.hop_limit);
  datagram.envelope.length = whole_size;
  datagram.protocol = proto::vrrp_protocol;
  datagram.payload = message;
  return datagram;
}

}  // namespace

DatagramBatch::DatagramBatch(Family family)
    : family_(family),
      longest_(family == Family::ipv4 ? longest_ipv4 : longest_ipv6),
      size_(pool_size / longest_) {
  for (std::size_t i = 0; i < size_; ++i) {
    parts_[i] = {pool_.data() + i * longest_, longest_};
    messages_[i].msg_hdr.msg_iov = &parts_[i];
    messages_[i].msg_hdr.msg_iovlen = 1;
  }
  prepare(size_);
}

std::size_t DatagramBatch::receive(int fd) {
  prepare(std::exchange(used_, 0));
  int count = -1;
  do {
    count = recvmmsg(fd, messages_.data(), static_cast<unsigned>(size_), MSG_TRUNC | MSG_DONTWAIT, nullptr);
  } while (count < 0 && errno == EINTR);
  used_ = static_cast<std::size_t>(std::max(count, 0));
  return used_;
}

std::optional<proto::Datagram> DatagramBatch::open(std::size_t i) {
  const std::size_t size = messages_[i].msg_len;
  const Bytes bytes(pool_.data() + i * longest_, std::min(size, longest_));
  return family_ == Family::ipv4 ? proto::parse_datagram(bytes)
                                 : ipv6_datagram(messages_[i].msg_hdr, from_[i], bytes, size);
}

// For IPv4 the kernel gives the whole datagram, so nothing more is needed.
void DatagramBatch::prepare(std::size_t count) {
  if (family_ == Family::ipv4) return;
  for (std::size_t i = 0; i < count; ++i) {
    msghdr& header = messages_[i].msg_hdr;
    header.msg_name = &from_[i];
    header.msg_namelen = sizeof from_[i];
    header.msg_control = ancillary_[i].bytes.data();
    header.msg_controllen = ancillary_[i].bytes.size();
  }
}

}  // namespace vrrp::sys
