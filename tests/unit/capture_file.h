// The IP datagrams of a capture in tests/captures/live: Ethernet, little-endian pcap.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "proto/datagram.h"
#include "proto/frame.h"

namespace vrrp {

struct CapturedDatagram {
  WallTime captured{};
  Buffer frame{};
  Buffer bytes{};  // of the IP datagram, with padding
};

inline std::vector<CapturedDatagram> adverts_of(const std::string& name) {
  std::ifstream file(std::string(VRRP_SOURCE_DIR) + "/tests/captures/live/" + name, std::ios::binary);
  const Buffer bytes{std::istreambuf_iterator<char>(file), {}};
  const auto number = [&](std::size_t at) {
    return static_cast<std::uint32_t>(bytes.at(at) | bytes.at(at + 1) << 8 | bytes.at(at + 2) << 16) |
           static_cast<std::uint32_t>(bytes.at(at + 3)) << 24;
  };
  std::vector<CapturedDatagram> out;
  for (std::size_t at = 24; at < bytes.size(); at += 16 + number(at + 8)) {
    const Bytes frame = Bytes(bytes).subspan(at + 16, number(at + 8));
    const proto::Frame opened = proto::open_frame(proto::LinkType::ethernet, frame);
    const auto datagram = proto::parse_datagram(opened.payload);
    if (opened.content != proto::Frame::Content::ip || !datagram) continue;
    if (datagram->protocol != proto::vrrp_protocol) continue;
    const Duration captured = std::chrono::seconds(number(at)) + Duration(number(at + 4));
    out.push_back({WallTime(captured), Buffer(frame.begin(), frame.end()),
                   Buffer(opened.payload.begin(), opened.payload.end())});
  }
  return out;
}

}  // namespace vrrp
