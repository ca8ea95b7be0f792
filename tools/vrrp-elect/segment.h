// One interface, for one family: its sockets, shared by the virtual routers that elect there.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/link.h"
#include "router.h"
#include "sys/martian_socket.h"
#include "sys/packet_socket.h"
#include "sys/vrrp_socket.h"

namespace vrrp::tools {

class Segment {
 public:
  Segment(std::string interface, proto::Family family) : interface_(std::move(interface)), family_(family) {}

  void add(Router& router);
  // Opens the sockets on the interface as it is now, instead of those on the one that had its name before.
  Result<> open(const host::Link& link);
  // The same, tried again while it fails. Returns the obstacle, unless the last attempt met it too; empty:
  // nothing to report.
  std::string reopen(const host::Link& link);

  // Whether the interface has an address of the family. It returns whether that is the first one since there
  // was none: without any, the kernel may have forgotten the multicast groups of the sockets.
  bool set_addressed(bool addressed) { return !std::exchange(addressed_, addressed) && addressed; }

  std::vector<sys::VrrpSocket>& sockets() { return sockets_; }
  // Reads all datagrams that wait on one of the sockets, each with the router of its VRID. True if there were
  // any.
  bool drain(sys::VrrpSocket& socket, const std::function<void(Router&, const proto::Datagram&)>& heard);

  // The VIPs of one of its routers that are on this host, and that another router may send from. A separate
  // socket receives adverts from them; it is open while there are any.
  void set_martian_sources(Router& router, std::vector<proto::Address> sources);
  bool martians_changed() const { return martians_changed_; }
  // Opens, changes or closes it for the current sources. Returns the obstacle, if any.
  std::string listen_to_martians();
  sys::MartianSocket* martians() { return martians_ ? &*martians_ : nullptr; }
  bool drain(sys::MartianSocket& socket, const std::function<void(Router&, const proto::Datagram&)>& heard);

  Result<> send(const Router& router, const stage::Wire::Packet& packet);

  const std::string& interface() const { return interface_; }
  proto::Family family() const { return family_; }
  int link() const { return link_; }  // its index
  const std::vector<Router*>& routers() const { return routers_; }

 private:
  sys::VridSet vrids(bool behind_ah) const;
  void give(const proto::Datagram& datagram,
            const std::function<void(Router&, const proto::Datagram&)>& heard) const;

  std::string interface_;
  proto::Family family_;
  int link_ = 0;
  bool addressed_ = false;
  std::string obstacle_;  // to the last reopen
  std::vector<Router*> routers_;
  std::array<Router*, 256> by_vrid_{};
  std::vector<sys::VrrpSocket> sockets_;  // of protocol 112, and of 51 if an AH is used
  std::optional<sys::VrrpSender> sender_;
  std::optional<sys::MartianSocket> martians_;
  sys::MartianSocket::Sources martian_sources_;
  bool martians_changed_ = false;
  std::optional<sys::PacketSocket> frames_;  // if adverts are sent from a virtual MAC
};

}  // namespace vrrp::tools
