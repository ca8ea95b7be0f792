#include "proto/datagram.h"

#include <gtest/gtest.h>

#include "capture_file.h"
#include "values.h"

namespace vrrp::proto {
namespace {

// The same advert, encoded by us down to Ethernet.
Buffer frame_of_ours(const CapturedDatagram& captured, const Mac& source) {
  const Datagram datagram = *parse_datagram(captured.bytes);
  const Envelope& envelope = datagram.envelope;
  const auto id = static_cast<std::uint16_t>(captured.bytes[4] << 8 | captured.bytes[5]);
  const Buffer bytes =
      encode_datagram(envelope.source, envelope.destination, vrrp_protocol, id, datagram.payload);
  return ethernet_frame(source, multicast_mac(envelope.destination), bytes);
}

TEST(Datagram, WhatKeepalivedSendsFromItsVirtualMacByteForByte) {
  for (const std::string name : {"ka227-v2-vmac.pcap", "ka227-v3-v4-vmac.pcap"}) {
    const auto adverts = adverts_of(name);
    ASSERT_FALSE(adverts.empty());
    for (const CapturedDatagram& captured : adverts)
      EXPECT_EQ(frame_of_ours(captured, virtual_mac(Family::ipv4, 51)), captured.frame);
  }
}

TEST(Datagram, WhatKeepalivedSendsOverIpv6ButForTheFlowLabel) {
  const auto adverts = adverts_of("ka227-v3-v6.pcap");
  ASSERT_FALSE(adverts.empty());
  for (const CapturedDatagram& captured : adverts) {
    Buffer theirs = captured.frame;
    theirs[15] &= 0xf0;
    theirs[16] = theirs[17] = 0;
    EXPECT_EQ(frame_of_ours(captured, {{2, 0, 0, 0, 0, 1}}), theirs);
  }
}

TEST(Datagram, TheVirtualMacOverIpv6IsAnother) {
  EXPECT_EQ(virtual_mac(Family::ipv6, 51).text(), "00:00:5e:00:02:33");
}

TEST(Datagram, AGroupOnEthernetIsItsLastBits) {
  EXPECT_EQ(multicast_mac(vrrp_group(Family::ipv4)).text(), "01:00:5e:00:00:12");
  EXPECT_EQ(multicast_mac(ip("224.128.0.18")).text(), "01:00:5e:00:00:12");
  EXPECT_EQ(multicast_mac(vrrp_group(Family::ipv6)).text(), "33:33:00:00:00:12");
}

TEST(Datagram, WholeIsWithoutPadding) {
  for (const auto& [source, destination] :
       {std::pair{"10.0.0.1", "224.0.0.18"}, std::pair{"fe80::1", "ff02::12"}}) {
    const Buffer bytes = encode_datagram(ip(source), ip(destination), vrrp_protocol, 1, Buffer(12, 7));
    Buffer padded = bytes;
    padded.resize(padded.size() + 9);
    const Datagram datagram = *parse_datagram(padded);
    EXPECT_EQ(Buffer(datagram.whole.begin(), datagram.whole.end()), bytes);
    EXPECT_EQ(Buffer(datagram.payload.begin(), datagram.payload.end()), Buffer(12, 7));
    const Datagram cut = *parse_datagram(Bytes(bytes).first(bytes.size() - 1));
    EXPECT_EQ(cut.whole.size(), bytes.size() - 1);
  }
}

}  // namespace
}  // namespace vrrp::proto
