#include "segment.h"

#include <algorithm>

#include "proto/frame.h"

namespace vrrp::tools {

void Segment::add(Router& router) {
  routers_.push_back(&router);
  by_vrid_[router.setup.wire.vrid] = &router;
  router.segment = this;
}

// The old sockets are closed first: if the kernel has forgotten their groups, closing one later would remove
// the group from a new socket that has joined it.
Result<> Segment::open(const host::Link& link) {
  sockets_.clear();
  sender_.reset();
  martians_.reset();
  martians_changed_ = true;
  link_ = 0;
  const bool vmac = std::ranges::any_of(routers_, [](const Router* router) { return router->setup.vmac; });
  if (vmac && link.mac == proto::Mac{})
    return fail(interface_ + " is not an Ethernet interface and cannot have a virtual MAC; remove --vmac");
  std::vector<sys::VrrpSocket> sockets;
  for (const bool behind_ah : {false, true}) {
    const sys::VridSet wanted = vrids(behind_ah);
    if (wanted.none()) continue;
    auto socket = sys::VrrpSocket::open(link.index, link.name, family_,
                                        behind_ah ? proto::ah_protocol : proto::vrrp_protocol, wanted);
    if (!socket) return std::unexpected(socket.error());
    sockets.push_back(std::move(*socket));
  }
  auto sender = sys::VrrpSender::open(link.index, link.name, family_);
  if (!sender) return std::unexpected(sender.error());
  if (!frames_ && vmac) {
    auto frames = sys::PacketSocket::open();
    if (!frames) return std::unexpected(frames.error());
    frames_ = std::move(*frames);
  }
  sockets_ = std::move(sockets);
  sender_ = std::move(*sender);
  link_ = link.index;
  return {};
}

std::string Segment::reopen(const host::Link& link) {
  const auto opened = open(link);
  std::string obstacle = opened ? "" : opened.error().message;
  if (obstacle == obstacle_) return "";
  return obstacle_ = std::move(obstacle);
}

sys::VridSet Segment::vrids(bool behind_ah) const {
  sys::VridSet set;
  for (const Router* router : routers_)
    if (!behind_ah || router->setup.wire.auth_type == proto::AuthType::ah) set.set(router->setup.wire.vrid);
  return set;
}

bool Segment::drain(sys::VrrpSocket& socket,
                    const std::function<void(Router&, const proto::Datagram&)>& heard) {
  return socket.drain([&](const proto::Datagram& datagram) {
    // With accept_local=1 the kernel lets it through, so it must not be processed twice.
    const bool heard_elsewhere = martians_ && martian_sources_.contains(datagram.envelope.source);
    if (!heard_elsewhere) give(datagram, heard);
  });
}

bool Segment::drain(sys::MartianSocket& socket,
                    const std::function<void(Router&, const proto::Datagram&)>& heard) {
  return socket.drain([&](const proto::Datagram& datagram) {
    if (martian_sources_.contains(datagram.envelope.source)) give(datagram, heard);
  });
}

void Segment::give(const proto::Datagram& datagram,
                   const std::function<void(Router&, const proto::Datagram&)>& heard) const {
  if (datagram.payload.size() < 2) return;
  if (Router* router = by_vrid_[datagram.payload[1]]) heard(*router, datagram);
}

void Segment::set_martian_sources(Router& router, std::vector<proto::Address> sources) {
  if (router.martian_sources == sources) return;
  router.martian_sources = std::move(sources);
  martians_changed_ = true;
}

std::string Segment::listen_to_martians() {
  martians_changed_ = false;
  martian_sources_.clear();
  for (const Router* router : routers_)
    martian_sources_.insert(router->martian_sources.begin(), router->martian_sources.end());
  if (martian_sources_.empty() || link_ == 0) return martians_.reset(), "";
  if (martians_) {
    const auto listening = martians_->listen_to(martian_sources_);
    if (listening) return "";
    martians_.reset();
    return interface_ + ": " + listening.error().message;
  }
  auto opened = sys::MartianSocket::open(link_, interface_, martian_sources_);
  if (!opened) return opened.error().message;
  martians_ = std::move(*opened);
  return "";
}

Result<> Segment::send(const Router& router, const stage::Wire::Packet& packet) {
  if (!sender_) return fail(interface_ + " could not be opened");
  if (!router.setup.vmac) return sender_->send(packet.destination, packet.datagram);
  return frames_->send(link_,
                       proto::ethernet_frame(proto::virtual_mac(family_, router.setup.wire.vrid),
                                             proto::multicast_mac(packet.destination), packet.datagram));
}

}  // namespace vrrp::tools
